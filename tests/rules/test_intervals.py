"""Numbers with comparators against limits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.chart import Comparator
from rules.criteria import Side
from rules.intervals import compare
from rules.logic import Truth

P, A, U = Truth.PRESENT, Truth.ABSENT, Truth.UNKNOWN


@pytest.mark.parametrize(
    ("value", "comparator", "side", "limit", "expected"),
    [
        (9, None, Side.BELOW, 10, P),
        (10, None, Side.BELOW, 10, A),
        (10, None, Side.AT_MOST, 10, P),
        (11, None, Side.AT_MOST, 10, A),
        (10, None, Side.AT_LEAST, 10, P),
        (10, None, Side.ABOVE, 10, A),
        (5, "<", Side.BELOW, 10, P),
        (10, "<", Side.BELOW, 10, P),
        (50, "<", Side.BELOW, 20, U),
        (10, "<=", Side.BELOW, 10, U),
        (10, "<=", Side.AT_MOST, 10, P),
        (10, "<", Side.AT_LEAST, 10, A),
        (10, "<=", Side.AT_LEAST, 10, U),
        (10, "<=", Side.ABOVE, 10, A),
        (5, "<", Side.ABOVE, 10, A),
        (50, "<", Side.ABOVE, 10, U),
        (3, "<", Side.AT_LEAST, 0, P),
        (3, "<=", Side.AT_LEAST, 0, P),
        (3, "<", Side.ABOVE, -1, P),
        (3, "<", Side.BELOW, 0, A),
        (3, "<", Side.AT_MOST, 0, U),
        (3, "<", Side.ABOVE, 0, U),
        (-3, "<", Side.AT_LEAST, 0, A),
        (-3, "<", Side.AT_LEAST, -5, U),
        (0, "<=", Side.AT_LEAST, 0, U),
        (500, ">", Side.BELOW, 100, A),
        (10, ">", Side.BELOW, 10, A),
        (10, ">=", Side.BELOW, 10, A),
        (10, ">", Side.AT_MOST, 10, A),
        (10, ">=", Side.AT_MOST, 10, U),
        (5, ">", Side.BELOW, 10, U),
        (10, ">", Side.ABOVE, 10, P),
        (10, ">=", Side.ABOVE, 10, U),
        (10, ">=", Side.AT_LEAST, 10, P),
        (5, ">", Side.AT_LEAST, 10, U),
    ],
)
def test_compare(value: float, comparator: str | None, side: Side, limit: float, expected: Truth) -> None:
    assert compare(value, Comparator(comparator) if comparator else None, side, limit) is expected


@given(st.integers(0, 30), st.sampled_from(Comparator), st.sampled_from(Side), st.integers(0, 30), st.floats(-5, 35))
def test_a_decided_answer_holds_for_every_value_the_comparator_allows(
    value: int, comparator: Comparator, side: Side, limit: int, truth_value: float
) -> None:
    allowed = {
        Comparator.BELOW: truth_value < value,
        Comparator.AT_MOST: truth_value <= value,
        Comparator.ABOVE: truth_value > value,
        Comparator.AT_LEAST: truth_value >= value,
    }[comparator]
    amount = truth_value >= 0 or value <= 0
    answer = compare(value, comparator, side, limit)
    if allowed and amount and answer is not Truth.UNKNOWN:
        assert compare(truth_value, None, side, limit) is answer
