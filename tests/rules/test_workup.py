"""Which of many open tests are suggested, and in what order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from rules.assessment import Reasoner
from rules.identifiers import CauseId, TestId
from rules.workup import specificity
from tests.rules.builders import cause, chart, gate, knowledge, said, statement, test_definition

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rules.definitions import CauseDefinition, GateDefinition, TestDefinition


def ids(*names: str) -> tuple[TestId, ...]:
    return tuple(map(TestId, names))


def suggested(
    causes: Sequence[CauseDefinition], tests: Mapping[str, Mapping[str, Any]], gates: Sequence[GateDefinition] = ()
) -> list[str]:
    """Tests suggested for a chart that says petechiae and nothing else, in order."""
    definitions: dict[TestId, TestDefinition] = {TestId(t): test_definition(t, **more) for t, more in tests.items()}
    known = knowledge(causes={c.id: c for c in causes}, tests=definitions, gates={g.id: g for g in gates})
    answer = Reasoner(known).assess(chart(statements=[statement("petechiae")]))
    return [entry.test.id for entry in answer.tests]


def test_the_own_test_of_the_likelier_cause_comes_first() -> None:
    likely = cause("likely", 60.0, {}, first_line=ids("likely_own"))
    other = cause("other", 40.0, {}, first_line=ids("other_own"))
    tests = {"likely_own": {}, "other_own": {}}
    assert suggested([likely, other], tests) == ["likely_own", "other_own"]
    turned = [
        cause("likely", 40.0, {}, first_line=ids("likely_own")),
        cause("other", 60.0, {}, first_line=ids("other_own")),
    ]
    assert suggested(turned, tests) == ["other_own", "likely_own"]


def test_no_more_than_the_limit_and_none_lost_under_it() -> None:
    names = [f"t{number}" for number in range(9)]
    assert len(suggested([cause("x", 1.0, {}, first_line=ids(*names))], {name: {} for name in names})) == 8
    assert len(suggested([cause("x", 1.0, {}, first_line=ids(*names[:8]))], {name: {} for name in names[:8]})) == 8


def test_bedside_examinations_have_a_limit_of_their_own() -> None:
    tests = {"cbc": {}, **{f"look{number}": {"orderable": False} for number in range(3)}}
    found = suggested([cause("x", 1.0, {}, first_line=ids(*tests))], tests)
    assert "cbc" in found
    assert len(found) == 3


def test_what_a_gate_asks_for_is_never_cut() -> None:
    names = [f"t{number}" for number in range(10)]
    asking = gate("asks", said("petechiae"), tests=ids(*names))
    found = suggested(
        [cause("x", 1.0, {}, first_line=ids("own"))], {"own": {}, **{name: {} for name in names}}, [asking]
    )
    assert found == names


def test_one_cause_does_not_take_every_place() -> None:
    """Eight places, a leader that wants nine tests of its own, and a second cause that is not negligible."""
    own = [f"t{number}" for number in range(9)]
    leader = cause("leader", 70.0, {}, first_line=ids(*own))
    second = cause("second", 30.0, {}, first_line=ids("second_own"))
    assert "second_own" in suggested([leader, second], {name: {} for name in (*own, "second_own")})


def test_a_danger_is_tested_for_as_if_it_had_the_floor() -> None:
    common = cause("common", 90.0, {}, first_line=ids("common_own"))
    plain = cause("plain", 5.0, {}, first_line=ids("plain_own"))
    tests = {"common_own": {}, "plain_own": {}, "rare_own": {}}
    rare = cause("rare", 4.0, {}, must_not_miss=True, first_line=ids("rare_own"))
    assert suggested([common, plain, rare], tests) == ["common_own", "rare_own", "plain_own"]
    harmless = cause("rare", 4.0, {}, first_line=ids("rare_own"))
    assert suggested([common, plain, harmless], tests) == ["common_own", "plain_own", "rare_own"]


def test_of_two_equal_tests_the_cheaper_is_first() -> None:
    wanting = cause("x", 1.0, {}, first_line=ids("a", "b"))
    assert suggested([wanting], {"a": {"cost_tier": 3}, "b": {"cost_tier": 1}}) == ["b", "a"]
    assert suggested([wanting], {"a": {"cost_tier": 1}, "b": {"cost_tier": 3}}) == ["a", "b"]


def test_nothing_wanted_nothing_suggested() -> None:
    assert suggested([cause("x", 1.0, {})], {"cbc": {}}) == []


@pytest.mark.parametrize(("asking", "expected"), [(0, 1.0), (1, 1.0), (4, 0.0)])
def test_specificity_runs_from_one_cause_to_all(asking: int, expected: float) -> None:
    causes = [cause(f"c{n}", 1.0, {}, first_line=ids("t") if n < asking else ()) for n in range(4)]
    known = knowledge(causes={c.id: c for c in causes}, tests={TestId("t"): test_definition("t")})
    assert specificity(known)[TestId("t")] == pytest.approx(expected)
    assert CauseId("c0") in known.causes
