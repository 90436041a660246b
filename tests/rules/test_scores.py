"""Scores over incomplete charts: the range, what it can mean, and when a score is named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from rules.assessment import Reasoner
from rules.cause_definitions import Merge
from rules.criteria import AgeIs, ScoreIs, Side, Unless
from rules.definitions import Indicator
from rules.identifiers import CauseId, FindingId, GateId, ScoreId
from rules.logic import Truth
from rules.score_definitions import Applies, Meaning, ScoreDefinition, ScoreItem, ScoreOption, Telling
from tests.rules.builders import (
    ESTIMATE,
    Assertion,
    Comparator,
    cause,
    chart,
    gate,
    knowledge,
    lab_is,
    result,
    said,
    statement,
)

if TYPE_CHECKING:
    from rules.reasons import Assessment, ScoreResult

PETECHIAE = statement("petechiae")
COUNT = ScoreItem(
    "count",
    "platelet count",
    (
        ScoreOption(2, "under 20", lab_is("platelet_count", Side.BELOW, 20)),
        ScoreOption(1, "under 100", lab_is("platelet_count", Side.BELOW, 100)),
    ),
    0,
    "100 or more",
)
FEVER = ScoreItem("fever", "fever", (ScoreOption(1, "fever", said("fever")),), 0, "no fever")
LOW_HIGH = (Meaning(0, "low"), Meaning(2, "high"))


def score(identifier: str = "s", items: tuple[ScoreItem, ...] = (COUNT, FEVER), **more: Any) -> ScoreDefinition:
    """A score that is named whenever petechiae are recorded."""
    fields: dict[str, Any] = {
        "id": ScoreId(identifier),
        "name": identifier,
        "purpose": "",
        "telling": Telling.POINTS,
        "tells": "",
        "applies": Applies(when=said("petechiae")),
        "items": items,
        "meanings": LOW_HIGH,
        "yields_to": None,
        "priority": 10,
        "caution": "",
        "accuracy": "",
        "basis": ESTIMATE,
    }
    return ScoreDefinition(**(fields | more))


def assessed(*scores: ScoreDefinition, gates: Any = (), statements: Any = (), **facts: Any) -> Assessment:
    known = knowledge(scores={s.id: s for s in scores}, gates={g.id: g for g in gates})
    return Reasoner(known).assess(chart(statements=(PETECHIAE, *statements), **facts))


def scored(definition: ScoreDefinition, **facts: Any) -> ScoreResult:
    (found,) = assessed(definition, **facts).scores
    return found


def no_fever() -> Any:
    return statement("fever", assertion=Assertion.ABSENT)


def test_with_nothing_known_the_range_is_whole_and_never_nought() -> None:
    found = scored(score())
    assert (found.low, found.high) == (0, 3)
    assert found.meanings == ("low", "high")
    assert [item.truth for item in found.items] == [Truth.UNKNOWN, Truth.UNKNOWN]
    assert [item.label for item in found.items] == ["platelet count", "fever"]
    assert not found.says
    assert not found.settled


def test_an_unknown_item_counts_from_its_least_to_its_most() -> None:
    found = scored(score(), results=[result("platelet_count", 19)])
    assert (found.low, found.high, found.meanings) == (2, 3, ("high",))
    assert found.says
    assert found.items[0].label == "under 20"
    assert [datum.shown for datum in found.items[0].data] == ["19"]


@pytest.mark.parametrize(
    ("value", "worth", "truth", "label"),
    [
        (19, 2, Truth.PRESENT, "under 20"),
        (20, 1, Truth.PRESENT, "under 100"),
        (99, 1, Truth.PRESENT, "under 100"),
        (100, 0, Truth.ABSENT, "100 or more"),
    ],
)
def test_the_first_option_that_holds_decides(value: float, worth: int, truth: Truth, label: str) -> None:
    found = scored(score(), statements=[no_fever()], results=[result("platelet_count", value)])
    assert (found.low, found.high, found.settled) == (worth, worth, True)
    assert (found.items[0].truth, found.items[0].label) == (truth, label)
    assert found.items[0].data


def test_a_comparator_leaves_the_options_it_does_not_settle() -> None:
    found = scored(score(), results=[result("platelet_count", 50, comparator=Comparator.BELOW)])
    assert found.items[0].points == (1, 2)
    assert found.items[0].truth is Truth.UNKNOWN


def test_options_may_go_down_as_well() -> None:
    other = ScoreItem("other", "other cause", (ScoreOption(0, "a cause", said("spreading")),), 2, "no other cause")
    assert scored(score(items=(other,))).high == 2
    assert scored(score(items=(other,)), statements=[statement("spreading")]).high == 0
    denied = scored(score(items=(other,)), statements=[statement("spreading", assertion=Assertion.ABSENT)])
    assert (denied.low, denied.items[0].truth, denied.items[0].label) == (2, Truth.PRESENT, "no other cause")


@pytest.mark.parametrize(
    ("value", "feverish", "meanings"),
    [
        (19, True, ("met",)),
        (19, False, ("not met",)),
        (50, True, ("not met",)),
        (19, None, ("not met", "met")),
    ],
)
def test_a_meaning_may_ask_for_points_of_certain_items(
    value: float, feverish: bool | None, meanings: tuple[str, ...]
) -> None:
    needs_fever = (Meaning(0, "not met"), Meaning(3, "met", frozenset({"fever"}), 1))
    told = {True: [statement("fever")], False: [no_fever()], None: []}[feverish]
    found = scored(score(meanings=needs_fever), statements=told, results=[result("platelet_count", value)])
    assert found.meanings == meanings


@pytest.mark.parametrize(
    ("facts", "at_least_two", "at_most_two"),
    [
        ({}, Truth.UNKNOWN, Truth.UNKNOWN),
        ({"results": [result("platelet_count", 19)]}, Truth.PRESENT, Truth.UNKNOWN),
        ({"results": [result("platelet_count", 50)]}, Truth.UNKNOWN, Truth.PRESENT),
        ({"results": [result("platelet_count", 200)]}, Truth.ABSENT, Truth.PRESENT),
    ],
)
def test_a_gate_may_ask_for_the_ends_of_the_range(
    facts: dict[str, Any], at_least_two: Truth, at_most_two: Truth
) -> None:
    sure = gate("sure", ScoreIs(ScoreId("s"), Side.AT_LEAST, 2), needs_trigger=False)
    open_still = gate("open", Unless(ScoreIs(ScoreId("s"), Side.AT_LEAST, 2)), needs_trigger=False)
    small = gate("small", ScoreIs(ScoreId("s"), Side.AT_MOST, 2), needs_trigger=False)
    fired = {fired.gate.id for fired in assessed(score(), gates=(sure, open_still, small), **facts).gates}
    assert ("sure" in fired) is (at_least_two is Truth.PRESENT)
    assert ("open" in fired) is (at_least_two is not Truth.PRESENT)
    assert ("small" in fired) is (at_most_two is Truth.PRESENT)


def test_a_fired_gate_tells_the_data_of_the_items_behind_it() -> None:
    sure = gate("sure", ScoreIs(ScoreId("s"), Side.AT_LEAST, 2), needs_trigger=False)
    (fired,) = assessed(score(), gates=(sure,), results=[result("platelet_count", 19)]).gates
    assert [(line.label, [datum.shown for datum in line.data]) for line in fired.criteria] == [("s", ["19"])]


def named(definition: ScoreDefinition, **facts: Any) -> bool:
    return bool(assessed(definition, **facts).scores)


def test_a_score_is_named_for_its_gate_its_cause_or_its_own_reason() -> None:
    low = [result("platelet_count", 20)]
    alarm = gate("alarm", lab_is("platelet_count", Side.BELOW, 50), indicator=Indicator.INFO)
    for_gate = score(applies=Applies(gates=(GateId("alarm"),)))
    assert named(for_gate, gates=(alarm,), results=low)
    assert not named(for_gate, gates=(alarm,), results=[result("platelet_count", 50)])
    for_cause = score(applies=Applies(causes=(CauseId("itp"),)))
    assert named(for_cause, results=low)
    unlikely = score(applies=Applies(causes=(CauseId("hit"),)))
    assert not named(unlikely, results=low)
    assert not named(score(applies=Applies(when=said("spreading"))), results=low)


@pytest.mark.parametrize(("prior", "expected"), [(400.0, True), (0.01, False)])
def test_a_score_is_named_for_each_cause_of_an_entry_of_several(prior: float, *, expected: bool) -> None:
    causes = tuple(cause(name, prior, {"fever": 0.5}) for name in ("first", "second"))
    known = knowledge(
        causes={each.id: each for each in (*causes, cause("other", 400.0, {"fever": 0.5}))},
        merges=(Merge("both", "Both", tuple(each.id for each in causes)),),
        scores={(of := score(applies=Applies(causes=(CauseId("second"),)))).id: of},
    )
    found = Reasoner(known).assess(chart(statements=(PETECHIAE,)))
    entry = next(ranked for ranked in found.causes if ranked.label == "Both")
    assert (entry.cause.id, [cause.id for cause in entry.merged]) == ("first", ["second"])
    assert bool(found.scores) is expected


@pytest.mark.parametrize(("age", "expected"), [(17.9, False), (18.0, True), (None, False)])
def test_a_score_is_only_for_those_it_was_made_for(age: float | None, *, expected: bool) -> None:
    adults = Applies(when=said("petechiae"), among=AgeIs(at_least_days=18 * 365.25))
    days = None if age is None else age * 365.25
    assert named(score(applies=adults), age_days=days) is expected


def test_scores_come_by_priority() -> None:
    found = assessed(score("b", priority=1), score("c", priority=2), score("a", priority=2)).scores
    assert [each.definition.id for each in found] == ["b", "a", "c"]


def test_a_silent_chart_has_no_scores() -> None:
    known = knowledge(scores={ScoreId("s"): score()}, causes={CauseId("c"): cause("c", 1.0, {"fever": 0.5})})
    quiet = Reasoner(known).assess(chart())
    assert not quiet.speaks
    assert quiet.scores == ()
    assert quiet.findings[FindingId("fever")].truth is Truth.UNKNOWN
