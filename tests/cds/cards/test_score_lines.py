"""Scores on cards: never a name without its meaning, never a range told as a point, never one told twice."""

from __future__ import annotations

from typing import Any

import pytest

from cds.cards import build_cards
from cds.cards.score_lines import meaning, points, scores, told_scores
from rules.chart import Chart, Patient, Sex
from rules.definitions import Indicator
from rules.identifiers import GateId, ScoreId
from rules.score_definitions import Applies, Meaning, Telling
from tests.cds.cards.builders import NOW, assessment, at, context, datum, gate, item, score
from tests.cds.cards.card_rules import broken_rules

_EXTENSION = "org.petechiae.differential"
ALL = ("low", "intermediate", "high")
MET = (Meaning(0, "not met"), Meaning(2, "met"))


def line(result: Any) -> str:
    (only,) = scores([result], 90).lines
    return only.text


def cards(*results: Any, **more: Any) -> list[dict[str, Any]]:
    chart = Chart(as_of=NOW, patient=Patient(sex=Sex.FEMALE))
    made = build_cards(assessment(scores=results, **more), chart, context())
    assert broken_rules(made, patient_id="p1") == []
    return made


def test_a_range_is_told_with_what_it_can_mean_and_what_is_not_known() -> None:
    plasmic = score(
        "PLASMIC",
        *(item(name, 1, 1) for name in ("platelets", "MCV", "INR")),
        item("active cancer", 1, 0, 1),
        item("transplant", 1, 0, 1),
        item("creatinine", 1, 0, label="creatinine over 177"),
        tells="chance of TTP",
        meanings=("intermediate", "high"),
    )
    assert line(plasmic) == (
        "**PLASMIC 3 to 5 of 6**: chance of TTP intermediate to high · 3 items met · against: creatinine over 177"
        " · not known: active cancer; transplant"
    )


def test_items_of_several_points_are_told_with_their_points() -> None:
    four_ts = score(
        "4Ts",
        item("fall", 2, 2, label="fall over half"),
        item("timing", 2, 2, label="fall began on day 5 to 10"),
        item("thrombosis", 2, 0, 1, 2, label="new thrombosis"),
        tells="chance of HIT",
        meanings=("intermediate", "high"),
    )
    assert line(four_ts) == (
        "**4Ts 4 to 6 of 6**: chance of HIT intermediate to high · fall over half (2); fall began on day 5 to 10 (2)"
        " · not known: new thrombosis"
    )


def test_a_known_total_is_one_number() -> None:
    assert points(score("DIC", item("a", 8, 6))) == "6 of 8"
    assert meaning(score("DIC", item("a", 8, 6), meanings=("overt DIC",))) == "overt DIC"


def test_a_score_of_two_answers_says_from_where_the_second_holds() -> None:
    dic = score(
        "DIC",
        item("a", 8, 2, 6),
        meanings=("no", "overt DIC"),
        all_meanings=(Meaning(0, "no"), Meaning(5, "overt DIC")),
    )
    assert meaning(dic) == "not settled, overt DIC from 5"


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (("met",), "**Criteria**: met · purpura"),
        (("not met", "met"), "**Criteria**: not settled · purpura · not known: pain"),
    ],
)
def test_criteria_tell_a_verdict_and_no_points(found: tuple[str, ...], expected: str) -> None:
    criteria = score(
        "Criteria",
        item("purpura", 1, 1),
        item("pain", 1, 0, 1),
        meanings=found,
        telling=Telling.VERDICT,
        all_meanings=MET,
    )
    assert line(criteria) == expected


@pytest.mark.parametrize(
    ("worth", "found", "expected"),
    [
        ((2, 3), ("gross", "transfused"), "**Grade 2 or more**: gross at least"),
        ((2,), ("gross",), "**Grade 2**: gross · bleeding"),
    ],
)
def test_a_grade_is_told_by_the_worst_that_is_known(
    worth: tuple[int, ...], found: tuple[str, ...], expected: str
) -> None:
    graded = item("bleeding", 4, *worth)
    assert line(score("Grade", graded, meanings=found, telling=Telling.GRADE)) == expected


def test_a_score_of_which_nothing_is_known_is_not_told() -> None:
    assert told_scores([score("4Ts", item("fall", 2, 0, 1, 2), meanings=ALL)], ()) == ()


def test_a_score_without_a_gate_must_rule_something_out() -> None:
    open_still = score("DIC", item("count", 2, 1), item("d-dimer", 6, 0, 6), meanings=ALL)
    narrowed = score("DIC", item("count", 2, 2), item("d-dimer", 6, 4, 6), meanings=("high",))
    assert told_scores([open_still], ()) == ()
    assert told_scores([narrowed], ()) == (narrowed,)
    gated = score("DIC", *open_still.items, meanings=ALL, applies=Applies(gates=(GateId("dic"),)))
    assert told_scores([gated], [gate("dic", "act")]) == (gated,)
    assert told_scores([gated], [gate("other", "act")]) == ()


def test_one_of_two_scores_for_a_question_is_told() -> None:
    newer = score("Newer", item("a", 8, 6))
    older = score("Older", item("a", 8, 6), yields_to=ScoreId("newer"))
    assert told_scores([older, newer], ()) == (newer,)
    silent = score("Newer", item("a", 8, 0, 8), meanings=ALL)
    assert told_scores([older, silent], ()) == (older,)


def test_a_score_stands_on_the_card_of_its_gate_and_nowhere_else() -> None:
    own = score("Own", item("a", 8, 6), applies=Applies(gates=(GateId("tma"),)))
    other = score("Other", item("a", 8, 6))
    danger, rest = cards(own, other, indicator=Indicator.CRITICAL, gates=(gate("tma", "act"),))
    assert "**Scores**\n\n- **Own 6 of 8**: high" in danger["detail"]
    assert "Other" not in danger["detail"]
    assert "- **Other 6 of 8**: high" in rest["detail"]
    assert "Own" not in rest["detail"]
    assert [entry["id"] for entry in rest["extension"][_EXTENSION]["scores"]] == ["own", "other"]


def test_at_most_two_scores_stand_on_a_card() -> None:
    (card,) = cards(*(score(f"S{n}", item("a", 8, 6)) for n in range(3)))
    assert "S1 6 of 8" in card["detail"]
    assert "S2" not in card["detail"]
    assert len(card["extension"][_EXTENSION]["scores"]) == 3


def test_a_count_in_doubt_tells_no_score() -> None:
    doubted = gate("clump", "repeat", indicator=Indicator.WARNING, doubts_count=True)
    (card,) = cards(score("S", item("a", 8, 6)), indicator=Indicator.WARNING, gates=(doubted,))
    assert "Scores" not in card["detail"]


def test_a_danger_without_a_trigger_tells_every_score() -> None:
    (card,) = cards(score("S", item("a", 8, 6)), triggers=(), indicator=Indicator.CRITICAL, gates=(gate("g", "act"),))
    assert "- **S 6 of 8**: high" in card["detail"]


def test_the_extension_tells_every_item_with_its_datum() -> None:
    found = score(
        "4Ts",
        item(
            "fall",
            2,
            2,
            label="fall over half",
            data=(datum("platelets", "188", at(6)), datum("platelets", "61", at())),
        ),
        item("timing", 2, 0, 1, 2, label="day of heparin"),
        item("other", 2, 0, label="another cause"),
        tells="chance of HIT",
        meanings=ALL,
    )
    (card,) = cards(found)
    assert card["extension"][_EXTENSION]["scores"] == [
        {
            "id": "4ts",
            "name": "4Ts",
            "low": 2,
            "high": 4,
            "of": 6,
            "meaning": "chance of HIT low to high",
            "items": [
                {
                    "id": "fall",
                    "label": "fall over half",
                    "truth": "present",
                    "low": 2,
                    "high": 2,
                    "value": "61",
                    "date": "2026-11-20T06:30:00+00:00",
                    "resource": "Observation/o1",
                },
                {"id": "timing", "label": "day of heparin", "truth": "unknown", "low": 0, "high": 2},
                {"id": "other", "label": "another cause", "truth": "absent", "low": 0, "high": 0},
            ],
        }
    ]
