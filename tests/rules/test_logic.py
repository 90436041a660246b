"""Three-valued logic as truth tables."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.logic import Truth, all_of, first_known
from tests.rules.plain_logic import any_of, at_least, negate

P, A, U = Truth.PRESENT, Truth.ABSENT, Truth.UNKNOWN
truths = st.lists(st.sampled_from(Truth), max_size=6)


@pytest.mark.parametrize(
    ("parts", "conjunction", "disjunction", "sources"),
    [
        ([], P, A, U),
        ([P], P, P, P),
        ([A], A, A, A),
        ([U], U, U, U),
        ([P, A], A, P, P),
        ([P, U], U, P, P),
        ([A, U], A, U, A),
        ([P, A, U], A, P, P),
    ],
)
def test_truth_table(parts: list[Truth], conjunction: Truth, disjunction: Truth, sources: Truth) -> None:
    assert all_of(parts) is conjunction
    assert any_of(parts) is disjunction
    assert first_known(parts) is sources


@pytest.mark.parametrize(
    ("count", "parts", "expected"),
    [(2, [P, P, A], P), (2, [P, U, A], U), (2, [P, A, A], A), (1, [U], U), (1, [], A), (0, [], P)],
)
def test_at_least(count: int, parts: list[Truth], expected: Truth) -> None:
    assert at_least(count, parts) is expected


@given(truths)
def test_de_morgan(parts: list[Truth]) -> None:
    assert negate(all_of(parts)) is any_of(map(negate, parts))


@given(truths)
def test_unknown_never_becomes_absent_by_learning_nothing(parts: list[Truth]) -> None:
    assert all_of([*parts, U]) is not P
    assert any_of([*parts, U]) is not A
