"""Which of many open tests are suggested, and in what order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from rules.assessment import Reasoner
from rules.cause_definitions import Merge
from rules.criteria import Unless
from rules.definitions import Indicator
from rules.identifiers import CauseId, FindingId, TestId
from rules.reasons import WorkupGroup
from rules.workup_definitions import HowSoon
from tests.rules.builders import cause, chart, gate, knowledge, said, statement, test_definition

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rules.cause_definitions import CauseDefinition
    from rules.criteria import Criterion
    from rules.definitions import GateDefinition
    from rules.workup_definitions import TestDefinition


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


def groups(causes: Sequence[CauseDefinition], tests: Mapping[str, Mapping[str, Any]]) -> dict[str, WorkupGroup]:
    """When the tests are meant that are suggested for a chart that says petechiae and nothing else."""
    definitions: dict[TestId, TestDefinition] = {TestId(t): test_definition(t, **more) for t, more in tests.items()}
    known = knowledge(causes={c.id: c for c in causes}, tests=definitions)
    answer = Reasoner(known).assess(chart(statements=[statement("petechiae")]))
    return {entry.test.id: entry.group for entry in answer.tests}


@pytest.mark.parametrize(
    ("share", "more", "group"),
    [
        (10.0, {}, WorkupGroup.NOW),
        (2.0, {}, WorkupGroup.NEXT),
        (2.0, {"must_not_miss": True}, WorkupGroup.NOW),
    ],
    ids=["plausible", "merely possible", "merely possible, but a danger"],
)
def test_what_a_merely_possible_cause_wants_first_is_not_for_the_first_click(
    share: float, more: dict[str, Any], group: WorkupGroup
) -> None:
    leaders = [cause(name, (100.0 - share) / 2, {}, first_line=ids("blood")) for name in ("one", "two")]
    other = cause("other", share, {}, first_line=ids("own"), **more)
    assert groups([*leaders, other], {"blood": {}, "own": {}}) == {"blood": WorkupGroup.NOW, "own": group}


@pytest.mark.parametrize(
    ("share", "more", "group"),
    [
        (90.0, {}, WorkupGroup.NOW),
        (40.0, {}, WorkupGroup.NEXT),
        (90.0, {"invasiveness": 1}, WorkupGroup.NOW),
        (90.0, {"invasiveness": 2}, WorkupGroup.NEXT),
        (90.0, {"invasiveness": 3}, WorkupGroup.IF_UNEXPLAINED),
        (90.0, {"urgency": HowSoon.IF_UNEXPLAINED}, WorkupGroup.NOW),
        (40.0, {"urgency": HowSoon.IF_UNEXPLAINED}, WorkupGroup.IF_UNEXPLAINED),
    ],
    ids=[
        "likely",
        "merely plausible",
        "likely, a blood sample",
        "likely, a piece of skin",
        "likely, but a burden",
        "likely, and seldom urgent",
        "plausible, seldom urgent",
    ],
)
def test_what_settles_a_likely_leader_does_not_wait(share: float, more: dict[str, Any], group: WorkupGroup) -> None:
    leader = cause("leader", share, {}, first_line=ids("blood"), confirmatory=ids("settles", "later"))
    tests = {"blood": {}, "settles": {"urgency": HowSoon.NEXT} | more, "later": {"urgency": HowSoon.NEXT}}
    others = [cause(name, (100.0 - share) / 2, {}) for name in ("one", "two")]
    found = groups([leader, *others], tests)
    assert found["settles"] == group
    assert found["later"] == WorkupGroup.NEXT


@pytest.mark.parametrize(
    ("indicator", "order"),
    [
        (Indicator.CRITICAL, ["asked", "settles", "blood"]),
        (Indicator.WARNING, ["settles", "asked", "blood"]),
        (Indicator.INFO, ["settles", "asked", "blood"]),
    ],
)
def test_what_settles_the_likely_leader_comes_before_what_a_gate_asks_for_unless_there_is_danger(
    indicator: Indicator, order: list[str]
) -> None:
    asking = gate("asks", said("petechiae"), tests=ids("asked"), indicator=indicator)
    leader = cause("leader", 90.0, {}, first_line=ids("blood"), confirmatory=ids("settles"))
    causes = [leader, cause("other", 10.0, {})]
    assert suggested(causes, {"asked": {}, "blood": {}, "settles": {}}, [asking]) == order


def test_a_danger_that_only_a_gate_names_wants_its_first_tests_and_no_more() -> None:
    asking = gate("asks", said("petechiae"), names=("danger",))
    leader = cause("leader", 99.99, {}, first_line=ids("blood"))
    danger = cause("danger", 0.01, {}, must_not_miss=True, first_line=ids("film"), confirmatory=ids("gene"))
    tests: dict[str, dict[str, Any]] = {"blood": {}, "film": {}, "gene": {}}
    assert sorted(suggested([leader, danger], tests, [asking])) == ["blood", "film"]


def would_tell(danger: CauseDefinition, tests: Mapping[str, Mapping[str, Any]], **facts: Any) -> list[str]:
    definitions: dict[TestId, TestDefinition] = {TestId(t): test_definition(t, **more) for t, more in tests.items()}
    causes = {danger.id: danger, CauseId("other"): cause("other", 90.0, {})}
    answer = Reasoner(knowledge(causes=causes, tests=definitions)).assess(
        chart(statements=[statement("petechiae"), *facts.pop("statements", ())], **facts)
    )
    (still_open,) = answer.not_excluded
    return [test.id for test in still_open.tests]


def test_of_the_first_tests_only_those_are_told_that_would_weigh_strongly_for_a_danger() -> None:
    danger = cause(
        "danger", 10.0, {"fever": 0.99}, must_not_miss=True, first_line=ids("tells", "lactate"), confirmatory=ids("own")
    )
    tests = {"own": {}, "tells": {"tells": (FindingId("fever"),)}, "lactate": {}}
    assert would_tell(danger, tests) == ["own", "tells"]
    assert would_tell(danger, tests, statements=[statement("fever")]) == ["own"]
    weak = cause("danger", 10.0, {"fever": 0.3}, must_not_miss=True, first_line=ids("tells"))
    assert would_tell(weak, tests) == []


@pytest.mark.parametrize(("share", "told"), [(10.0, ["marrow"]), (2.0, [])])
def test_a_burdensome_test_is_told_only_for_a_danger_that_is_plausible(share: float, told: list[str]) -> None:
    danger = cause("danger", share, {}, must_not_miss=True, confirmatory=ids("marrow"))
    assert would_tell(danger, {"marrow": {"invasiveness": 3}}) == told


def test_the_own_test_of_the_likelier_cause_comes_first() -> None:
    likely = cause("likely", 60.0, {}, first_line=ids("likely_own"))
    other = cause("other", 40.0, {}, first_line=ids("other_own"))
    tests: dict[str, dict[str, Any]] = {"likely_own": {}, "other_own": {}}
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


def test_bedside_examinations_take_places_of_the_limit() -> None:
    names = [f"t{number}" for number in range(8)]
    tests = {"look": {"orderable": False}, **{name: {} for name in names}}
    asking = gate("asks", said("petechiae"), tests=ids("look", *names))
    assert suggested([cause("x", 1.0, {})], tests, [asking]) == ["look", *names[:7]]


def test_what_a_gate_asks_for_comes_before_what_causes_want() -> None:
    names = [f"t{number}" for number in range(8)]
    asking = gate("asks", said("petechiae"), tests=ids(*names))
    wanting = cause("x", 1.0, {}, first_line=ids("own"))
    assert suggested([wanting], {"own": {}, **{name: {} for name in names}}, [asking]) == names
    fewer = gate("asks", said("petechiae"), tests=ids(*names[:7]))
    assert suggested([wanting], {"own": {}, **{name: {} for name in names}}, [fewer]) == [*names[:7], "own"]


def test_of_more_than_the_limit_a_gate_keeps_what_it_needs_first() -> None:
    names = [f"t{number}" for number in range(10)]
    asking = gate("asks", said("petechiae"), tests=ids(*names))
    assert suggested([cause("x", 1.0, {})], {name: {} for name in names}, [asking]) == names[:8]


@pytest.mark.parametrize(("share", "kept"), [(90.0, True), (0.5, False)])
def test_one_place_is_kept_for_what_settles_the_leading_cause(share: float, kept: bool) -> None:
    """The leader is a cause that is at least plausible; the other cause stands in for the rest of belief."""
    names = [f"t{number}" for number in range(10)]
    asking = gate("asks", said("petechiae"), tests=ids(*names))
    leader = cause("leader", share, {}, confirmatory=ids("settles"))
    others = [cause(f"other{number}", 0.5, {}) for number in range(30 if not kept else 1)]
    found = suggested([leader, *others], {"settles": {}, **{name: {} for name in names}}, [asking])
    assert ("settles" in found) is kept
    assert len(found) == 8


def test_what_would_settle_a_plausible_danger_comes_before_what_the_leader_wants_more() -> None:
    own = [f"t{number}" for number in range(9)]
    leader = cause("leader", 80.0, {}, first_line=ids(*own))
    tests: dict[str, dict[str, Any]] = {name: {} for name in (*own, "settles")} | {"settles": {"cost_tier": 5}}
    danger = cause("danger", 20.0, {}, must_not_miss=True, confirmatory=ids("settles"))
    assert "settles" in suggested([leader, danger], tests)


def test_an_invasive_test_needs_a_cause_that_is_at_least_plausible() -> None:
    tests = {"marrow": {"invasiveness": 3}, "blood": {}}
    leader = cause("leader", 90.0, {}, first_line=ids("blood"))
    plausible = cause("rare", 10.0, {}, must_not_miss=True, confirmatory=ids("marrow"))
    assert suggested([leader, plausible], tests) == ["blood", "marrow"]
    possible = cause("rare", 2.0, {}, must_not_miss=True, confirmatory=ids("marrow"))
    assert suggested([leader, possible], tests) == ["blood"]


def test_a_harmless_cause_that_is_merely_possible_wants_no_confirming_test() -> None:
    leader = cause("leader", 95.0, {}, first_line=ids("blood"))
    twins = [cause(name, 50.0, {}, first_line=ids("blood")) for name in ("one", "other")]
    possible = cause("rare", 3.0, {}, first_line=ids("first"), confirmatory=ids("second"))
    tests: dict[str, dict[str, Any]] = {"blood": {}, "first": {}, "second": {}}
    assert suggested([*twins, possible], tests) == ["blood", "first"]
    assert suggested([leader, possible], tests) == ["blood"], "beside a likely cause none at all"
    danger = cause("rare", 2.0, {}, must_not_miss=True, first_line=ids("first"), confirmatory=ids("second"))
    assert "second" in suggested([leader, danger], {"blood": {}, "first": {}, "second": {}})


@pytest.mark.parametrize(("share", "named"), [(2.0, True), (1.0, False)])
def test_a_test_that_serves_next_to_no_belief_takes_no_place(share: float, named: bool) -> None:
    leaders = [cause(name, 50.0 - share / 2, {}, first_line=ids("blood")) for name in ("one", "other")]
    possible = cause("rare", share, {}, first_line=ids("own"))
    assert ("own" in suggested([*leaders, possible], {"blood": {}, "own": {}})) is named


@pytest.mark.parametrize(("basic", "named"), [(True, True), (False, False)])
def test_a_basic_test_is_not_displaced_by_what_one_cause_wants(basic: bool, named: bool) -> None:
    names = [f"t{number}" for number in range(9)]
    leaders = [cause(f"c{n}", 20.0, {}, first_line=ids(*names[3 * n : 3 * n + 3])) for n in range(3)]
    wanting = cause("wanting", 10.0, {}, first_line=ids("count"))
    merely = [cause(f"more{number}", 0.001, {}, first_line=ids("count")) for number in range(30)]
    tests: dict[str, dict[str, Any]] = {name: {} for name in names} | {"count": {"basic": basic, "cost_tier": 5}}
    assert ("count" in suggested([*leaders, wanting, *merely], tests)) is named


def test_of_an_entry_that_is_several_causes_the_two_likeliest_want_their_tests() -> None:
    shares = {"first": 50.0, "second": 30.0, "third": 20.0}
    members = [cause(name, share, {}, first_line=ids(f"{name}_own")) for name, share in shares.items()]
    known = knowledge(
        causes={each.id: each for each in members},
        merges=(Merge("entry", "Entry", tuple(each.id for each in members)),),
        tests={TestId(f"{name}_own"): test_definition(f"{name}_own") for name in shares},
    )
    answer = Reasoner(known).assess(chart(statements=[statement("petechiae")]))
    assert sorted(entry.test.id for entry in answer.tests) == ["first_own", "second_own"]


def test_a_panel_stands_for_its_parts() -> None:
    wanting = cause("x", 1.0, {}, first_line=ids("part", "panel", "other"))
    tests = {"part": {}, "panel": {"includes": ids("part")}, "other": {}}
    assert sorted(suggested([wanting], tests)) == ["other", "panel"]
    without = cause("x", 1.0, {}, first_line=ids("part", "other"))
    assert sorted(suggested([without], tests)) == ["other", "part"]


def test_a_panel_is_for_the_causes_that_want_its_parts_and_settles_what_they_settle() -> None:
    leader = cause("leader", 90.0, {}, confirmatory=ids("part"))
    other = cause("other", 10.0, {}, first_line=ids("panel"))
    tests: dict[str, dict[str, Any]] = {name: {"urgency": HowSoon.NEXT} for name in ("part", "panel")}
    tests["panel"]["includes"] = ids("part")
    definitions = {TestId(name): test_definition(name, **more) for name, more in tests.items()}
    known = knowledge(causes={each.id: each for each in (leader, other)}, tests=definitions)
    (entry,) = Reasoner(known).assess(chart(statements=[statement("petechiae")])).tests
    assert (entry.test.id, entry.for_causes) == ("panel", ("LEADER", "OTHER"))
    assert entry.group is WorkupGroup.NOW


def test_a_panel_takes_the_place_of_the_part_that_a_gate_asks_for() -> None:
    asking = gate("asks", said("petechiae"), tests=ids("part", "next"))
    wanting = cause("x", 1.0, {}, first_line=ids("panel"))
    tests = {"part": {}, "next": {}, "panel": {"includes": ids("part")}}
    assert suggested([wanting], tests, [asking]) == ["panel", "next"]


def test_one_cause_does_not_take_every_place() -> None:
    """Eight places, a leader that wants nine tests of its own, and a second cause that is not negligible."""
    own = [f"t{number}" for number in range(9)]
    leader = cause("leader", 70.0, {}, first_line=ids(*own))
    second = cause("second", 30.0, {}, first_line=ids("second_own"))
    assert "second_own" in suggested([leader, second], {name: {} for name in (*own, "second_own")})


def test_a_danger_is_tested_for_as_if_it_had_the_floor() -> None:
    common = [cause(name, 45.0, {}, first_line=ids("common_own")) for name in ("one", "other")]
    plain = cause("plain", 5.0, {}, first_line=ids("plain_own"))
    tests: dict[str, dict[str, Any]] = {"common_own": {}, "plain_own": {}, "rare_own": {}}
    rare = cause("rare", 4.0, {}, must_not_miss=True, first_line=ids("rare_own"))
    assert suggested([*common, plain, rare], tests) == ["common_own", "rare_own", "plain_own"]
    harmless = cause("rare", 4.0, {}, first_line=ids("rare_own"))
    assert suggested([*common, plain, harmless], tests) == ["common_own", "plain_own", "rare_own"]


def test_of_two_equal_tests_the_cheaper_is_first() -> None:
    wanting = cause("x", 1.0, {}, first_line=ids("a", "b"))
    assert suggested([wanting], {"a": {"cost_tier": 3}, "b": {"cost_tier": 1}}) == ["b", "a"]
    assert suggested([wanting], {"a": {"cost_tier": 1}, "b": {"cost_tier": 3}}) == ["a", "b"]


def test_nothing_wanted_nothing_suggested() -> None:
    assert suggested([cause("x", 1.0, {})], {"cbc": {}}) == []


@pytest.mark.parametrize(
    ("only_if", "kept"), [(said("petechiae"), True), (said("fever"), False), (Unless(said("fever")), True)],
    ids=["known to hold", "nothing known", "no exception known"],
)  # fmt: skip
def test_a_test_for_some_patients_is_suggested_only_where_its_criterion_is_known_to_hold(
    only_if: Criterion, *, kept: bool
) -> None:
    tests = {"plain": {}, "special": {"only_if": only_if}}
    asked = suggested([cause("x", 1.0, {}, first_line=ids("plain", "special"))], tests)
    assert sorted(asked) == (["plain", "special"] if kept else ["plain"])
    demanding = gate("g", said("petechiae"), tests=ids("special"))
    assert suggested([], tests, [demanding]) == (["special"] if kept else [])
