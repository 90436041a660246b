"""Both sides of every limit of every rule about orders: which level speaks here, and which there.

A last test shifts each limit a little, one at a time: some row has to notice.
"""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest

from rules.assessment import Reasoner
from rules.chart import Assertion, DrugState
from rules.draft_orders import DailyAmount
from rules.identifiers import SafetyRuleId
from tests.rules.builders import ago, chart, result, statement
from tests.rules.drafts import FULL, KNOWLEDGE, LOW, REASONER, inr, medicine, platelets, running, service
from tests.shifted_limits import shifts

Facts = dict[str, Any]


def count(value: float, days: float = 0.5) -> Facts:
    return {"results": [platelets(value, days)]}


def ratio(value: float, days: float = 0.5, **more: Any) -> Facts:
    return {"results": [platelets(200), inr(value, days)], **more}


def told(concept: str, days: float, *results: Any) -> Facts:
    return {"statements": [statement(concept, days=days)], "results": list(results)}


def stopped(name: str, days: float, *results: Any, start: float = 40) -> Facts:
    was = running(name, start, state=DrugState.STOPPED, stop=ago(days))
    return {"results": list(results) or [platelets(200)], "drugs": [was]}


def halved(value: float, days: float, heparin: float) -> Facts:
    """Platelets halved since so many days ago, on heparin."""
    return {"results": [platelets(2 * value, days), platelets(value)], "drugs": [running("heparin", heparin)]}


def fragments(beside: Facts) -> Facts:
    """Fragments on the film at a count of 9: TTP until excluded."""
    film = result("schistocytes", None, 0.5, words="present 2+", polarity=None)
    return {"results": [platelets(9), film], "statements": [statement("schistocytes", days=0.5), *beside["statements"]]}


def clotted(value: float) -> Facts:
    """A new clot on heparin with platelets of 220 before."""
    beside = {"results": [platelets(220, 6), platelets(value)], "drugs": [running("heparin", 7)]}
    return {"statements": [statement("deep_vein_thrombosis", "thrombosis", days=2)], **beside}


def clumped(value: float, days: float = 0.5) -> Facts:
    """A count beside a report of clumps."""
    return told("platelet_clumps", 1, platelets(value, days))


def fell(value: float, days: float, since: float, before: float = 200) -> Facts:
    """Platelets of ``before`` so many days ago, now fallen."""
    return {"results": [platelets(before, since), platelets(value, days)]}


def suspected_at_three_points() -> Facts:
    """A suspected HIT of which everything that 4Ts asks is known, and makes three."""
    no = [statement(each, assertion=Assertion.ABSENT) for each in ("thrombosis", "chemotherapy", "blasts")]
    told_of = [statement("hit", days=1, uncertain=True), statement("sepsis", days=2), *no]
    counts = [platelets(240, 12.2), platelets(220, 1.5), platelets(120, 0.1)]
    return {"statements": told_of, "results": counts, "drugs": [running("heparin", 12)]}


def bled_in_hit(days: float) -> Facts:
    """A known HIT with bleeding in the head so many days ago."""
    bled = statement("intracranial_haemorrhage", days=days)
    return {"statements": [statement("hit", days=1), bled], "results": [platelets(149)]}


CALM = platelets(200)
STIFF: Facts = {"statements": [statement("cirrhosis", days=300)]}
FULL_DOSE, LOW_DOSE = medicine("enoxaparin", **FULL), medicine("enoxaparin", **LOW)
NSAID, ASPIRIN, WARFARIN, LYSIS = (medicine(name) for name in ("ibuprofen", "aspirin", "warfarin", "alteplase"))
PF4 = result("pf4_antibody", 1.4, 1)
SIDES: list[tuple[str, Any, list[tuple[int | None, Any]]]] = [
    # rule, order, (level or None for silence, facts) on this side of a limit and on that one
    ("anticoagulant_low_dose_low_platelets", LOW_DOSE, [
        (0, told("major_bleeding", 3, CALM)), (1, told("major_bleeding", 4, CALM)), (3, count(24, 7)),
        (4, count(24, 8)), (None, count(25)), (None, count(25, 8)), (4, count(24, 90)), (None, count(24, 91)),
        (2, clumped(24, 7)), (4, clumped(24, 8)), (None, clumped(25)),
    ]),
    ("anticoagulant_low_dose_low_platelets", medicine("apixaban", daily=DailyAmount(5, "mg")), [
        (None, told("hit", 30, platelets(24))), (3, told("hit", 31, platelets(24))),
        (None, told("hit", 30, platelets(24, 8))), (4, told("hit", 31, platelets(24, 8))),
    ]),
    ("anticoagulant_low_platelets", FULL_DOSE, [
        (0, told("major_bleeding", 3, CALM)), (1, told("major_bleeding", 4, CALM)), (3, count(24, 7)),
        (5, count(24, 8)), (4, count(25)), (4, count(49, 7)), (5, count(49, 8)), (None, count(50)),
        (None, count(50, 8)), (5, count(49, 365)), (7, count(49, 366)), (6, told("petechiae", 14)),
        (7, told("petechiae", 15)), (6, told("petechiae", 1, platelets(200, 4))), (2, clumped(49, 7)),
        (5, clumped(49, 8)), (None, clumped(50)),
        (None, told("petechiae", 1, platelets(200, 3))), (None, count(200, 365)), (7, count(200, 366)),
    ]),
    ("anticoagulant_low_platelets", medicine("apixaban"), [
        (None, told("hit", 30, platelets(24))), (3, told("hit", 31, platelets(24))),
        (None, told("hit", 30, platelets(49))), (4, told("hit", 31, platelets(49))),
        (None, told("hit", 30, platelets(49, 8))), (5, told("hit", 31, platelets(49, 8))),
    ]),
    ("antiplatelet_low_platelets", ASPIRIN, [
        (0, told("major_bleeding", 3, CALM)), (1, told("major_bleeding", 4, CALM)), (3, count(9, 7)),
        (None, count(9, 8)), (4, count(10)), (4, count(49, 7)), (None, count(49, 8)), (None, count(50)),
        (5, told("petechiae", 14)), (None, told("petechiae", 15)), (5, told("petechiae", 1, platelets(200, 4))),
        (None, told("petechiae", 1, platelets(200, 3))),
        (2, clumped(9)), (2, clumped(49, 7)), (None, clumped(49, 8)), (None, clumped(50)),
    ]),
    ("central_line", service("central_line"), [
        (1, count(9, 3)), (None, count(9, 4)), (3, count(10)), (3, count(19, 3)), (None, count(19, 4)),
        (None, count(20)),
        (2, clumped(19, 3)), (None, clumped(19, 4)), (None, clumped(20)),
    ]),
    ("doac_in_liver_disease", medicine("rivaroxaban"), [
        (0, told("cirrhosis", 300, platelets(70), inr(1.7, 7))), (None, told("cirrhosis", 300, CALM, inr(1.7, 8))),
        (None, told("cirrhosis", 300, CALM, inr(1.6))), (None, ratio(2)),
        (0, {**stopped("warfarin", 8, CALM, inr(1.7)), **STIFF}),
        (None, {**stopped("warfarin", 7, CALM, inr(1.7)), **STIFF}),
    ]),
    ("heparin_baseline", LOW_DOSE, [(None, count(200, 7)), (0, count(200, 8))]),
    ("heparin_in_hit", LOW_DOSE, [
        (5, {"statements": [statement("hit", days=30, uncertain=True)], "results": [CALM]}),
        (None, {"statements": [statement("hit", days=31, uncertain=True)], "results": [CALM]}),
        (None, suspected_at_three_points()),
        (1, told("hit", 100, CALM)), (7, told("hit", 101, CALM)), (3, halved(70, 30, 31)),
        (2, {"results": [platelets(188, 8), platelets(180, 2), platelets(60)], "drugs": [running("heparin", 7)]}),
        (4, {"results": [platelets(188, 6), platelets(100)], "drugs": [running("heparin", 4)]}),
        (None, {"results": [platelets(188, 6), platelets(100)], "drugs": [running("heparin", 3)]}),
        (4, stopped("heparin", 100, platelets(99), start=120)),
        (None, stopped("heparin", 101, platelets(99), start=120)),
    ]),
    ("intramuscular_injection", service("intramuscular"), [
        (0, count(49, 14)), (None, count(49, 15)), (None, count(50)), (1, ratio(4.5, 3)), (None, ratio(4.5, 4)),
        (None, ratio(4.4)), (2, told("petechiae", 14)), (None, told("petechiae", 15)),
        (2, told("petechiae", 1, platelets(200, 4))), (None, told("petechiae", 1, platelets(200, 3))),
    ]),
    ("intramuscular_vaccine", service("vaccine"), [
        (0, ratio(4.5, 3)), (None, ratio(4.5, 4)), (None, ratio(4.4)), (1, told("petechiae", 14)),
        (None, told("petechiae", 15)), (1, told("petechiae", 1, platelets(200, 4))),
        (None, told("petechiae", 1, platelets(200, 3))), (2, count(49, 14)), (None, count(49, 15)), (None, count(50)),
    ]),
    ("lumbar_puncture", service("lumbar_puncture"), [
        (1, count(19, 3)), (None, count(19, 4)), (2, count(20)), (2, count(39, 3)), (None, count(39, 4)),
        (None, count(40)), (3, ratio(1.5, 3)), (None, ratio(1.5, 4)), (None, ratio(1.4)), (4, stopped("apixaban", 3)),
        (None, stopped("apixaban", 4)), (6, told("petechiae", 14)), (7, told("petechiae", 15)),
        (6, told("petechiae", 1, platelets(200, 3))), (None, told("petechiae", 1, platelets(200, 2))),
        (None, count(200, 7)), (7, count(200, 8)),
        (5, clumped(39, 3)), (None, clumped(39, 4)), (None, clumped(40)),
    ]),
    ("major_surgery", service("major_surgery"), [
        (0, count(49, 7)), (None, count(49, 8)), (None, count(50)), (1, ratio(1.5, 3)), (None, ratio(1.5, 4)),
        (None, ratio(1.4)),
        (2, clumped(49, 7)), (None, clumped(49, 8)), (None, clumped(50)),
        (1, {**clumped(49), "results": [*clumped(49)["results"], inr(1.5)]}),
        (2, told("normal_citrate_count", 1, platelets(49))),
    ]),
    ("neuraxial_block", service("neuraxial_block"), [
        (0, count(69, 7)), (None, count(69, 8)), (5, count(70)), (1, ratio(1.5, 3)), (None, ratio(1.5, 4)),
        (None, ratio(1.4)), (2, stopped("apixaban", 3)), (None, stopped("apixaban", 4)), (5, count(79, 7)),
        (None, count(79, 8)), (None, count(80)), (6, told("petechiae", 14)), (7, told("petechiae", 15)),
        (6, told("petechiae", 1, platelets(200, 3))), (None, told("petechiae", 1, platelets(200, 2))),
        (None, count(200, 42)), (7, count(200, 43)),
        (4, clumped(79, 7)), (None, clumped(79, 8)), (None, clumped(80)),
        (1, {**clumped(60), "results": [*clumped(60)["results"], inr(1.5)]}),
    ]),
    ("neurosurgery", service("neurosurgery"), [
        (0, count(99, 3)), (None, count(99, 4)), (None, count(100)), (1, ratio(1.5, 3)), (None, ratio(1.5, 4)),
        (None, ratio(1.4)), (2, stopped("apixaban", 3)), (None, stopped("apixaban", 4)), (None, count(200, 7)),
        (4, count(200, 8)),
        (3, clumped(99, 3)), (None, clumped(99, 4)), (None, clumped(100)),
    ]),
    ("nsaid_bleeding_risk", NSAID, [
        (0, told("major_bleeding", 3, CALM)), (1, told("major_bleeding", 4, CALM)), (2, count(49, 14)),
        (5, count(49, 15)), (None, count(50)), (None, count(50, 15)), (3, told("dengue", 30, platelets(99, 14))),
        (None, told("dengue", 31, platelets(99))), (None, told("dengue", 30, platelets(99, 15))),
        (None, told("dengue", 30, platelets(100))), (5, count(49, 90)), (None, count(49, 91)),
        (6, told("petechiae", 14)), (None, told("petechiae", 15)), (6, told("petechiae", 1, platelets(200, 4))),
        (None, told("petechiae", 1, platelets(200, 3))),
    ]),
    ("organ_biopsy", service("organ_biopsy"), [
        (1, count(49, 7)), (None, count(49, 8)), (None, count(50)), (2, ratio(1.9, 7)), (None, ratio(1.9, 8)),
        (None, ratio(1.8)), (3, stopped("apixaban", 2)), (None, stopped("apixaban", 3)), (None, count(200, 30)),
        (5, count(200, 31)),
        (4, clumped(49, 7)), (None, clumped(49, 8)), (None, clumped(50)),
    ]),
    ("p2y12_low_platelets", medicine("clopidogrel"), [
        (None, count(9)), (0, count(10)), (0, count(29, 7)), (None, count(29, 8)), (None, count(30)),
        (None, clumped(29)), (None, told("major_bleeding", 4, platelets(29))),
    ]),
    ("platelet_lowering_drug", medicine("valproate"), [
        (0, count(49, 14)), (None, count(49, 15)), (2, count(50)), (2, count(99, 14)), (None, count(99, 15)),
        (None, count(100)),
        (1, fell(99, 14, 30)), (None, fell(99, 15, 30)), (None, fell(100, 0.5, 30)),
        (1, fell(99, 0.5, 30)), (2, fell(99, 0.5, 31)), (2, fell(99, 0.5, 30, 197)),
    ]),
    ("platelets_in_tma", service("platelet_transfusion"), [
        (0, fragments(told("intracranial_haemorrhage", 14))), (2, fragments(told("intracranial_haemorrhage", 15))),
        (1, bled_in_hit(14)), (6, bled_in_hit(15)),
        (6, told("hit", 30, platelets(149, 7))), (None, told("hit", 31, platelets(149))),
        (None, told("hit", 30, platelets(149, 8))), (None, told("hit", 30, platelets(150))),
    ]),
    ("serotonin_drug_low_platelets", medicine("sertraline"), [
        (0, count(49, 14)), (None, count(49, 15)), (None, count(50)),
    ]),
    ("strong_p2y12_low_platelets", medicine("ticagrelor"), [
        (None, count(29)), (0, count(30)), (0, count(49, 7)), (None, count(49, 8)), (None, count(50)),
        (None, clumped(49)), (None, told("major_bleeding", 4, platelets(49))),
    ]),
    ("thrombolysis", LYSIS, [
        (0, count(99, 7)), (7, count(99, 8)), (None, count(100)), (1, ratio(1.8, 2)), (None, ratio(1.8, 3)),
        (None, ratio(1.7)), (3, stopped("apixaban", 2)), (None, stopped("apixaban", 3)),
        (5, told("head_injury", 90, CALM)), (None, told("head_injury", 91, CALM)), (6, told("petechiae", 14)),
        (7, told("petechiae", 15)), (6, told("petechiae", 1, platelets(200, 3))),
        (None, told("petechiae", 1, platelets(200, 2))), (None, count(200, 2)), (7, count(200, 3)),
        (4, clumped(99, 7)), (7, clumped(99, 8)), (None, clumped(100)),
        (1, {**clumped(99), "results": [*clumped(99)["results"], inr(1.8)]}),
        (2, {**clumped(99), "statements": [*clumped(99)["statements"], statement("intracranial_haemorrhage", days=5)]}),
    ]),
    ("two_anticoagulants", medicine("apixaban"), [
        (0, ratio(3, 7, drugs=[running("warfarin")])), (1, ratio(3, 8, drugs=[running("warfarin")])),
        (1, ratio(2.9, drugs=[running("warfarin")])),
    ]),
    ("vka_high_inr", WARFARIN, [
        (0, ratio(10.1, 3)), (None, ratio(10.1, 4)), (2, ratio(10)), (2, ratio(4.5, 3)), (None, ratio(4.5, 4)),
        (None, ratio(4.4)), (1, told("major_bleeding", 1, CALM, inr(4.5, 3))),
        (None, told("major_bleeding", 1, CALM, inr(4.5, 4))), (None, told("major_bleeding", 1, CALM, inr(4.4))),
        (None, ratio(2, 84, drugs=[running("acenocoumarol")])), (3, ratio(2, 85, drugs=[running("acenocoumarol")])),
    ]),
    ("warfarin_in_hit", WARFARIN, [
        (0, {"results": [platelets(300, 20), platelets(149, 14)], "drugs": [running("heparin", 25)]}),
        (None, {"results": [platelets(300, 20), platelets(149, 15)], "drugs": [running("heparin", 25)]}),
        (0, clotted(149)), (None, clotted(150)),
        (1, {"results": [platelets(149, 14), PF4]}), (None, {"results": [platelets(149, 15), PF4]}),
        (None, {"results": [platelets(150), PF4]}),
        (1, told("hit", 100, platelets(149))), (None, told("hit", 101, platelets(149))), (None, told("hit", 20, CALM)),
    ]),
]  # fmt: skip
ROWS = [(rule, order, level, facts) for rule, order, sides in SIDES for level, facts in sides]

UNTRIED = {
    "anticoagulant_low_dose_low_platelets": {"level 4 missing within_days 7 down"},
    "anticoagulant_low_platelets": {"level 4 when limit 25 down", "level 5 missing within_days 7 down"},
    "heparin_in_hit": {
        "level 3 when fall 0.5 down",
        "level 3 when within_days 30 up",
        "level 4 when stopped_within_days 100 up",
        "level 5 when points 3 up",
    },
    "nsaid_bleeding_risk": {"level 5 missing within_days 14 down"},
}
"""No chart tells these apart: a worse level speaks there already, or the gate asked as well has the same limit."""


def spoken(reasoner: Reasoner, order: Any, facts: Facts) -> dict[str, int]:
    """Level of each rule that speaks."""
    concerns = reasoner.review(chart(**facts), [order]).concerns
    return {str(concern.rule.id): concern.rule.levels.index(concern.level) for concern in concerns}


@pytest.mark.parametrize(("rule", "order", "level", "facts"), ROWS)
def test_the_level_on_either_side_of_a_limit(rule: str, order: Any, level: int | None, facts: Facts) -> None:
    assert spoken(REASONER, order, facts).get(rule) == level


@pytest.fixture(scope="module")
def unnoticed() -> dict[str, set[str]]:
    """By rule, what was shifted and no row noticed."""
    variants = {
        rule.id: [
            (
                f"level {place} {key} {done}",
                replace(rule, levels=(*rule.levels[:place], moved, *rule.levels[place + 1 :])),
            )
            for place, level in enumerate(rule.levels)
            for key in ("when", "missing")
            if getattr(level, key) is not None
            for done, limit in shifts(getattr(level, key))
            for moved in [replace(level, **{key: limit})]
        ]
        for rule in KNOWLEDGE.order_safety.values()
    }
    more = {
        SafetyRuleId(f"{rule}-{n}"): replace(made, id=SafetyRuleId(f"{rule}-{n}"))
        for rule, all_made in variants.items()
        for n, (_, made) in enumerate(all_made)
    }
    shifted = Reasoner(replace(KNOWLEDGE, order_safety=MappingProxyType({**KNOWLEDGE.order_safety, **more})))
    left = {str(rule): {n: done for n, (done, _) in enumerate(made)} for rule, made in variants.items()}
    for rule, order, level, facts in ROWS:
        found = spoken(shifted, order, facts)
        for n in [n for n in left[rule] if found.get(f"{rule}-{n}") != level]:
            del left[rule][n]
    return {rule: set(done.values()) for rule, done in left.items()}


@pytest.mark.parametrize("rule", KNOWLEDGE.order_safety)
def test_some_row_notices_every_shift_of_a_limit(unnoticed: dict[str, set[str]], rule: str) -> None:
    assert unnoticed[rule] == UNTRIED.get(rule, set())
