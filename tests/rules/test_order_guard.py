"""Draft orders against charts, with the knowledge as delivered: pairs around each limit, and nothing known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from rules.chart import Caveat, Course, DrugState, DrugUse, Order
from rules.definitions import Indicator
from rules.draft_orders import DailyAmount, DraftOrder
from rules.identifiers import DrugId, OrderTermId, ResourceRef, TestId
from rules.order_safety_definitions import DoseBand
from tests.rules.builders import chart, result, statement
from tests.rules.drafts import FULL, HIT, KNOWLEDGE, LOW, REASONER, broader, inr, medicine, platelets, running, service

if TYPE_CHECKING:
    from rules.chart import Result
    from rules.reasons import Concern


def review(*orders: DraftOrder, **facts: Any) -> tuple[Concern, ...]:
    return REASONER.review(chart(**facts), orders).concerns


def said(concerns: tuple[Concern, ...]) -> list[tuple[str, str]]:
    return [(str(concern.rule.id), concern.level.indicator.value) for concern in concerns]


FELL = HIT["results"]


@pytest.mark.parametrize(
    ("order", "results", "expected"),
    [
        # full dose: critical below 25, warning below 50
        (medicine("enoxaparin", **FULL), [platelets(24)], [("anticoagulant_low_platelets", "critical")]),
        (medicine("enoxaparin", **FULL), [platelets(25)], [("anticoagulant_low_platelets", "warning")]),
        (medicine("enoxaparin", **FULL), [platelets(49)], [("anticoagulant_low_platelets", "warning")]),
        (medicine("enoxaparin", **FULL), [platelets(50)], []),
        # a dose that cannot be read counts as full
        (medicine("enoxaparin"), [platelets(24)], [("anticoagulant_low_platelets", "critical")]),
        # prophylaxis: held below 25 only
        (medicine("enoxaparin", **LOW), [platelets(24)], [("anticoagulant_low_dose_low_platelets", "warning")]),
        (medicine("enoxaparin", **LOW), [platelets(25)], []),
        # an old count is no count: asked for where it was low, silent where it was not
        (medicine("apixaban"), [platelets(40, 8)], [("anticoagulant_low_platelets", "warning")]),
        (medicine("apixaban"), [platelets(40, 260)], [("anticoagulant_low_platelets", "warning")]),
        (medicine("apixaban"), [platelets(60, 8)], []),
        (medicine("apixaban"), [platelets(200, 364)], []),
        (medicine("apixaban"), [platelets(200, 366)], [("anticoagulant_low_platelets", "info")]),
        (medicine("warfarin"), [inr(10.1), platelets(200)], [("vka_high_inr", "critical")]),
        (medicine("warfarin"), [inr(10), platelets(200)], [("vka_high_inr", "warning")]),
        (medicine("warfarin"), [inr(4.5), platelets(200)], [("vka_high_inr", "warning")]),
        (medicine("warfarin"), [inr(4.4), platelets(200)], []),
        (medicine("warfarin"), [inr(5, 4), platelets(200)], []),
        (medicine("ibuprofen"), [platelets(49)], [("nsaid_bleeding_risk", "warning")]),
        (medicine("ibuprofen"), [platelets(50)], []),
        (medicine("celecoxib"), [platelets(20)], []),
        (medicine("aspirin"), [platelets(9)], [("antiplatelet_low_platelets", "warning")]),
        (medicine("aspirin"), [platelets(10)], [("antiplatelet_low_platelets", "info")]),
        (medicine("aspirin"), [platelets(50)], []),
        (medicine("alteplase"), [platelets(99)], [("thrombolysis", "critical")]),
        (medicine("alteplase"), [platelets(100)], []),
        (medicine("alteplase"), [platelets(200), inr(1.8)], [("thrombolysis", "critical")]),
        (medicine("alteplase"), [platelets(200), inr(1.7)], []),
        (medicine("alteplase", daily=DailyAmount(2, "mg")), [platelets(20)], []),
        (medicine("sertraline"), [platelets(49)], [("serotonin_drug_low_platelets", "info")]),
        (medicine("sertraline"), [platelets(50)], []),
        (medicine("valproate"), [platelets(49)], [("platelet_lowering_drug", "warning")]),
        (medicine("valproate"), [platelets(99)], [("platelet_lowering_drug", "info")]),
        (medicine("valproate"), [platelets(100)], []),
        (service("intramuscular"), [platelets(49)], [("intramuscular_injection", "warning")]),
        (service("intramuscular"), [platelets(50)], []),
        (service("lumbar_puncture"), [platelets(19)], [("lumbar_puncture", "warning")]),
        (service("lumbar_puncture"), [platelets(39)], [("lumbar_puncture", "warning")]),
        (service("lumbar_puncture"), [platelets(40)], []),
        (service("lumbar_puncture"), [platelets(200), inr(1.5)], [("lumbar_puncture", "warning")]),
        (service("lumbar_puncture"), [platelets(200), inr(1.4)], []),
        (service("neuraxial_block"), [platelets(69)], [("neuraxial_block", "warning")]),
        (service("neuraxial_block"), [platelets(79)], [("neuraxial_block", "info")]),
        (service("neuraxial_block"), [platelets(80)], []),
        (service("organ_biopsy"), [platelets(49)], [("organ_biopsy", "warning")]),
        (service("organ_biopsy"), [platelets(50)], []),
        (service("organ_biopsy"), [platelets(200), inr(1.9)], [("organ_biopsy", "warning")]),
        (service("organ_biopsy"), [platelets(200), inr(1.8)], []),
        (service("central_line"), [platelets(9)], [("central_line", "warning")]),
        (service("central_line"), [platelets(19)], [("central_line", "info")]),
        (service("central_line"), [platelets(20)], []),
        (service("major_surgery"), [platelets(49)], [("major_surgery", "warning")]),
        (service("major_surgery"), [platelets(50)], []),
        (service("neurosurgery"), [platelets(99)], [("neurosurgery", "warning")]),
        (service("neurosurgery"), [platelets(100)], []),
        (service("platelet_transfusion"), [platelets(9)], []),
    ],
)
def test_limits(order: DraftOrder, results: list[Any], expected: list[tuple[str, str]]) -> None:
    assert said(review(order, results=results)) == expected


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (medicine("ibuprofen"), []),
        (medicine("aspirin"), []),
        (medicine("sertraline"), []),
        (medicine("amlodipine"), []),
        (medicine("warfarin"), [("anticoagulant_low_platelets", "info")]),
        (medicine("enoxaparin", **LOW), [("heparin_baseline", "info")]),
        (medicine("enoxaparin", **FULL), [("anticoagulant_low_platelets", "info")]),
        (medicine("alteplase"), [("thrombolysis", "info")]),
        (service("intramuscular"), []),
        (service("lumbar_puncture"), [("lumbar_puncture", "info")]),
        (service("neuraxial_block"), [("neuraxial_block", "info")]),
        (service("organ_biopsy"), [("organ_biopsy", "warning")]),
        (service("neurosurgery"), [("neurosurgery", "warning")]),
        (service("central_line"), []),
        (service("major_surgery"), []),
        (service("platelet_transfusion"), []),
    ],
)
def test_nothing_known(order: DraftOrder, expected: list[tuple[str, str]]) -> None:
    """What is not known is said where the order needs it, and is no noise where it does not."""
    assert said(review(order)) == expected


@pytest.mark.parametrize("name", ["ibuprofen", "aspirin", "apixaban", "alteplase"])
def test_bleeding_signs_make_a_missing_count_a_warning(name: str) -> None:
    petechiae = [statement("petechiae", days=1)]
    assert [level for _, level in said(review(medicine(name), statements=petechiae))] == ["warning"]
    assert review(medicine(name), statements=petechiae, results=[platelets(200)]) == ()


@pytest.mark.parametrize("name", ["ibuprofen", "aspirin", "apixaban", "alteplase"])
@pytest.mark.parametrize(("days", "level"), [(2, "critical"), (5, "warning"), (20, None)])
def test_major_bleeding_counts_whatever_the_count_and_less_as_it_passes(
    name: str, days: float, level: str | None
) -> None:
    concerns = review(medicine(name), statements=[statement("major_bleeding", days=days)], results=[platelets(250)])
    if name == "alteplase" and level:
        level = "critical"
    assert [concern.level.indicator.value for concern in concerns] == ([level] if level else [])


def test_a_count_that_may_be_false_is_no_count() -> None:
    clumped = platelets(12, caveats=frozenset({Caveat.CLUMPED}))
    assert said(review(medicine("ibuprofen"), results=[clumped])) == []
    assert said(review(service("organ_biopsy"), results=[clumped])) == [("organ_biopsy", "warning")]


@pytest.mark.parametrize(
    "order",
    [
        medicine("enoxaparin", **FULL),
        medicine("enoxaparin", **LOW),
        medicine("heparin", use=DrugUse.LINE_CARE),
        service("heparin_coated_line"),
    ],
)
def test_any_heparin_while_hit_is_not_excluded_is_critical(order: DraftOrder) -> None:
    (concern,) = review(order, **HIT)
    assert (concern.rule.id, concern.level.indicator) == ("heparin_in_hit", Indicator.CRITICAL)
    assert [test.id for test in concern.tests] == ["pf4_ab"]
    assert any(datum.source == "MedicationRequest/heparin" for line in concern.criteria for datum in line.data)


@pytest.mark.parametrize(
    ("counts", "headline", "step"),
    [
        (
            [platelets(190, 8), platelets(180, 2), platelets(60)],
            "HIT not excluded (4Ts at least 4). Stop all heparin",
            "Stop all heparin",
        ),
        (FELL, "HIT not excluded. Consider stopping all heparin", "Complete 4Ts"),
    ],
)
def test_heparin_is_stopped_from_four_points_on_and_doubted_while_they_are_open(
    counts: list[Result], headline: str, step: str
) -> None:
    (concern,) = review(medicine("enoxaparin", **LOW), results=counts, drugs=[running("heparin", 7)])
    assert concern.level.headline.startswith(headline)
    assert concern.level.do[0].startswith(step)


@pytest.mark.parametrize(
    ("facts", "level"),
    [
        ({"results": FELL, "drugs": [running("heparin", 3)]}, None),
        ({"results": FELL}, None),
        ({"results": [platelets(188, 6), platelets(100)], "drugs": [running("heparin", 7)]}, "warning"),
        ({"results": [platelets(188, 6), platelets(160)], "drugs": [running("heparin", 7)]}, None),
        ({**HIT, "drugs": [running("heparin", 7), running("carboplatin", 5)]}, None),
        ({"results": [platelets(160), result("pf4_antibody", 1.4, 1)]}, "critical"),
        ({"results": [*FELL, result("pf4_antibody", 0.1, 1)], "drugs": [running("heparin", 7)]}, None),
        ({"results": [platelets(200)], "statements": [statement("hit", days=20)]}, "critical"),
        ({"results": [platelets(200)], "statements": [statement("hit", days=900)]}, "warning"),
        ({"results": [platelets(200)], "statements": [statement("hit", course=Course.PAST)]}, "warning"),
        ({"results": [platelets(200)], "statements": [statement("heparin_allergy", course=Course.PAST)]}, "warning"),
        ({"results": [platelets(200)], "statements": [statement("allergy", course=Course.PAST)]}, None),
    ],
)
def test_heparin_by_what_speaks_for_hit(facts: dict[str, Any], level: str | None) -> None:
    concerns = [each for each in review(medicine("enoxaparin", **LOW), **facts) if each.rule.id == "heparin_in_hit"]
    assert [concern.level.indicator.value for concern in concerns] == ([level] if level else [])


def test_a_non_heparin_anticoagulant_is_not_doubted_in_hit_and_warfarin_is() -> None:
    low = {"results": [platelets(188, 6), platelets(20)], "drugs": [running("heparin", 7)]}
    assert review(medicine("argatroban"), **low) == ()
    assert said(review(medicine("argatroban"), results=[platelets(20)])) == [
        ("anticoagulant_low_platelets", "critical")
    ]
    assert said(review(medicine("warfarin"), **low)) == [("warfarin_in_hit", "warning")]
    recovered = {"results": [platelets(188, 6), platelets(60, 3), platelets(151)], "drugs": [running("heparin", 7)]}
    assert review(medicine("warfarin"), **recovered) == ()


@pytest.mark.parametrize("name", ["argatroban", "rivaroxaban", "fondaparinux"])
@pytest.mark.parametrize("count", [20, 40])
def test_the_treatment_of_a_known_hit_is_not_held_for_its_low_count(name: str, count: float) -> None:
    """Recorded, or told by the antibody, with no heparin in the chart: the low count is the disease."""
    recorded = {"statements": [statement("hit", days=1)], "results": [platelets(count)]}
    antibody = {"results": [platelets(count), result("pf4_antibody", 1.4, 1)]}
    assert review(medicine(name), **recorded) == ()
    assert review(medicine(name), **antibody) == ()
    long_past = {"statements": [statement("hit", days=900, course=Course.PAST)], "results": [platelets(count)]}
    assert [str(concern.rule.id) for concern in review(medicine(name), **long_past)] == ["anticoagulant_low_platelets"]


def test_a_suspected_hit_counts_until_its_antibody_is_negative_or_4ts_are_low() -> None:
    """Provisional on the problem list, with heparin given elsewhere: no heparin unasked, its treatment undoubted."""
    suspected = {"statements": [statement("hit", days=1, uncertain=True)]}
    low = {**suspected, "results": [platelets(20)]}
    assert said(review(medicine("heparin"), **low)) == [("heparin_in_hit", "warning")]
    assert said(review(medicine("heparin", use=DrugUse.LINE_CARE), **low)) == [("heparin_in_hit", "warning")]
    assert review(medicine("argatroban"), **low) == ()
    assert said(review(medicine("warfarin"), **low)) == [("warfarin_in_hit", "warning")]
    assert said(review(service("platelet_transfusion"), **low)) == [("platelets_in_tma", "warning")]
    cleared = {**suspected, "results": [platelets(20), result("pf4_antibody", 0.1, 1)]}
    assert said(review(medicine("heparin"), **cleared)) == [("anticoagulant_low_platelets", "critical")]
    assert said(review(medicine("argatroban"), **cleared)) == [("anticoagulant_low_platelets", "critical")]
    assert review(service("platelet_transfusion"), **cleared) == ()


def test_a_known_hit_doubts_warfarin_and_prophylactic_platelets() -> None:
    known = {"statements": [statement("hit", days=1)], "results": [platelets(60)]}
    assert said(review(medicine("warfarin"), **known)) == [("warfarin_in_hit", "warning")]
    (concern,) = review(service("platelet_transfusion"), **known)
    assert (concern.rule.id, concern.level.indicator) == ("platelets_in_tma", Indicator.WARNING)
    assert "bleeding" in concern.level.do[0]


@pytest.mark.parametrize(
    ("order", "rule"),
    [
        (medicine("apixaban"), "anticoagulant_low_platelets"),
        (medicine("apixaban", daily=DailyAmount(5, "mg")), "anticoagulant_low_dose_low_platelets"),
        (medicine("aspirin"), "antiplatelet_low_platelets"),
        (medicine("ticagrelor"), "antiplatelet_low_platelets"),
        (medicine("alteplase"), "thrombolysis"),
        (service("lumbar_puncture"), "lumbar_puncture"),
        (service("major_surgery"), "major_surgery"),
    ],
)
@pytest.mark.parametrize("count", [8, 18])
def test_clumps_beside_the_count_are_said_before_anything_rests_on_it(
    order: DraftOrder, rule: str, count: float
) -> None:
    (concern,) = review(order, statements=[statement("platelet_clumps", days=0.5)], results=[platelets(count)])
    assert concern.rule.id == rule
    assert concern.level.headline.startswith("count may be false")
    assert concern.level.indicator is not Indicator.CRITICAL
    assert "citrate_plt" in [test.id for test in concern.tests]


@pytest.mark.parametrize(
    ("name", "count", "expected"),
    [
        ("clopidogrel", 9, [("antiplatelet_low_platelets", "warning")]),
        ("clopidogrel", 10, [("p2y12_low_platelets", "warning")]),
        ("clopidogrel", 29, [("p2y12_low_platelets", "warning")]),
        ("clopidogrel", 30, [("antiplatelet_low_platelets", "info")]),
        ("ticagrelor", 29, [("p2y12_low_platelets", "warning")]),
        ("ticagrelor", 30, [("strong_p2y12_low_platelets", "warning")]),
        ("ticagrelor", 50, []),
    ],
)
def test_an_antiplatelet_drug_gets_one_answer(name: str, count: float, expected: list[tuple[str, str]]) -> None:
    assert said(review(medicine(name), results=[platelets(count)])) == expected


def test_bleeding_is_said_before_the_count_of_an_antiplatelet_drug() -> None:
    bled = {"statements": [statement("major_bleeding", days=5)], "results": [platelets(20)]}
    assert said(review(medicine("clopidogrel"), **bled)) == [("antiplatelet_low_platelets", "warning")]
    assert said(review(medicine("prasugrel"), **bled)) == [("antiplatelet_low_platelets", "warning")]


def test_a_vaccine_is_told_how_and_not_forbidden() -> None:
    muscle, vaccine = OrderTermId("intramuscular"), OrderTermId("vaccine")
    order = DraftOrder(ResourceRef("MedicationRequest/1"), "influenza vaccine", terms=frozenset({muscle, vaccine}))
    assert said(review(order, results=[platelets(49)])) == [("intramuscular_vaccine", "info")]
    assert review(order, results=[platelets(50)]) == ()


def test_an_nsaid_into_the_muscle_is_not_offered_by_another_route() -> None:
    order = medicine("ketorolac", terms=frozenset({OrderTermId("intramuscular")}))
    assert said(review(order, results=[platelets(18)])) == [("nsaid_bleeding_risk", "warning")]
    assert review(order, results=[platelets(50)]) == ()


def fragments(*more: Any) -> dict[str, Any]:
    return {
        "results": [
            platelets(9),
            result("schistocytes", None, 0.5, words="present 2+", polarity=None),
            *more,
        ],
        "statements": [statement("schistocytes", days=0.5)],
    }


def test_platelets_in_possible_ttp_are_critical_and_a_warning_when_life_is_at_stake() -> None:
    order = service("platelet_transfusion")
    ttp = fragments()
    assert said(review(order, **ttp)) == [("platelets_in_tma", "critical")]
    bleeding = {**ttp, "statements": [*ttp["statements"], statement("intracranial_haemorrhage", days=0.2)]}
    assert said(review(order, **bleeding)) == [("platelets_in_tma", "warning")]
    assert said(review(order, **HIT)) == [("platelets_in_tma", "warning")]


def test_running_medicines_are_held_against_the_draft() -> None:
    count = {"results": [platelets(200)]}
    assert said(review(medicine("ibuprofen"), **count, drugs=[running("apixaban")])) == [
        ("nsaid_bleeding_risk", "warning")
    ]
    assert said(review(medicine("apixaban"), **count, drugs=[running("enoxaparin")])) == [
        ("two_anticoagulants", "warning")
    ]
    assert review(medicine("apixaban"), **count, drugs=[running("apixaban")]) == ()
    assert said(review(medicine("enoxaparin", **FULL), **count, drugs=[running("rivaroxaban")])) == [
        ("heparin_beside_doac", "warning")
    ]
    for name in ("lumbar_puncture", "neuraxial_block", "organ_biopsy", "neurosurgery"):
        assert said(review(service(name), **count, drugs=[running("apixaban")])) == [(name, "warning")]
    stopped = running("apixaban", 40, state=DrugState.STOPPED)
    assert review(service("neuraxial_block"), **count, drugs=[stopped]) == ()


def test_the_same_order_drafted_again_is_one_medicine() -> None:
    """A revised order stands in the chart as running: it is no second anticoagulant, and its past still counts."""
    again = DraftOrder(
        source=ResourceRef("MedicationRequest/enoxaparin"),
        name="rivaroxaban",
        drugs=frozenset({DrugId("rivaroxaban")}),
        classes=frozenset(broader(KNOWLEDGE.drugs[DrugId("rivaroxaban")].classes)),
    )
    assert review(again, results=[platelets(200)], drugs=[running("enoxaparin")]) == ()
    (concern,) = review(medicine("heparin"), **HIT)
    assert concern.rule.id == "heparin_in_hit"


def test_what_is_only_drafted_in_the_chart_is_no_exposure() -> None:
    drafted = running("heparin", 7, state=DrugState.DRAFT)
    assert said(review(medicine("heparin"), results=FELL, drugs=[drafted])) == []


def test_only_the_selected_drafts_are_doubted() -> None:
    chosen, beside = medicine("ibuprofen"), medicine("aspirin", selected=False)
    assert said(review(chosen, beside, results=[platelets(9)])) == [("nsaid_bleeding_risk", "warning")]
    assert not REASONER.watches([beside])
    assert REASONER.watches([chosen])
    assert not REASONER.watches([medicine("amlodipine")])


def test_a_test_that_is_drafted_or_pending_is_not_asked_for_again() -> None:
    (concern,) = review(service("organ_biopsy"))
    assert [test.id for test in concern.tests] == ["cbc", "coag"]
    drafted = DraftOrder(ResourceRef("ServiceRequest/1"), "CBC", tests=frozenset({TestId("cbc")}), selected=False)
    (concern,) = review(service("organ_biopsy"), drafted)
    assert [test.id for test in concern.tests] == ["coag"]
    pending = Order(frozenset({TestId("coag")}), "coagulation", ResourceRef("ServiceRequest/2"))
    (concern,) = review(service("organ_biopsy"), drafted, orders=(pending,))
    assert concern.tests == ()


def test_the_worst_concern_comes_first_and_sets_the_level() -> None:
    orders = (medicine("sertraline"), medicine("ibuprofen"), medicine("apixaban"))
    assessment = REASONER.review(chart(results=[platelets(20)]), orders)
    assert [c.level.indicator.value for c in assessment.concerns] == ["critical", "warning", "info"]
    assert assessment.indicator is Indicator.CRITICAL
    assert not assessment.speaks


def test_every_rule_can_speak() -> None:
    """No rule is dead: each is about a drug, class or term that exists and has at least one level."""
    for rule in KNOWLEDGE.order_safety.values():
        assert rule.levels
        for selector in rule.orders:
            assert selector.doses <= frozenset(DoseBand)
            known = [each for each in KNOWLEDGE.drugs.values() if set(broader(each.classes)) & selector.classes]
            assert known or selector.drugs or selector.terms, rule.id
