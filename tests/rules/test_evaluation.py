"""Criteria over charts: in pairs around each boundary, and with nothing known."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from rules.chart_index import ChartIndex
from rules.compiling import CompiledCriteria
from rules.concept_definitions import ConceptDefinition, ConceptKind
from rules.criteria import (
    AgeIs,
    AllOf,
    AnyOf,
    AtLeast,
    Bound,
    Criterion,
    DrugIs,
    FindingIs,
    FirstKnown,
    LabIs,
    Not,
    Said,
    SexIs,
    Side,
    TrendIs,
    Unless,
)
from rules.definitions import Knowledge, TriggerDefinition
from rules.evaluation import Evaluation
from rules.findings import derive_findings
from rules.identifiers import ConceptId, DrugClass, FindingId, LabId, State
from rules.logic import Truth
from tests.rules.builders import (
    Assertion,
    Caveat,
    Comparator,
    Course,
    DrugState,
    DrugUse,
    Flag,
    Origin,
    Polarity,
    Sex,
    ago,
    chart,
    drug,
    knowledge,
    lab_is,
    result,
    said,
    statement,
    states,
)

P, A, U = Truth.PRESENT, Truth.ABSENT, Truth.UNKNOWN
HEPARIN = frozenset({DrugClass("heparin")})


def examined(index: ChartIndex) -> Evaluation:
    """An evaluation that has learnt the findings of the chart."""
    evaluation = Evaluation(index, CompiledCriteria(index.knowledge))
    derive_findings(evaluation)
    return evaluation


def asking(*criteria: Criterion, **more: Any) -> Knowledge:
    """A knowledge that asks these criteria."""
    return knowledge(triggers=tuple(TriggerDefinition(f"t{n}", "", each) for n, each in enumerate(criteria)), **more)


def ask(criterion: Criterion, **facts: Any) -> Truth:
    """The truth of a criterion over a chart with these facts."""
    return examined(ChartIndex(chart(**facts), asking(criterion))).answer(criterion).truth


def shown(criterion: Criterion, **facts: Any) -> list[str]:
    """What the data behind the answer show."""
    return [datum.shown for datum in examined(ChartIndex(chart(**facts), asking(criterion))).answer(criterion).data]


LOW = lab_is("platelet_count", Side.BELOW, 50, within_days=14)


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ([], U),
        ([result("platelet_count", 49)], P),
        ([result("platelet_count", 50)], A),
        ([result("platelet_count", 49, days=14)], P),
        ([result("platelet_count", 49, days=15)], U),
        ([result("platelet_count", 49, days=None)], U),
        ([result("platelet_count", 20, days=3), result("platelet_count", 180)], A),
        ([result("platelet_count", 180, days=3), result("platelet_count", 20)], P),
        ([result("platelet_count", 20, comparator=Comparator.BELOW)], P),
        ([result("platelet_count", 90, comparator=Comparator.BELOW)], U),
        ([result("platelet_count", 20, caveats=frozenset({Caveat.CLUMPED}))], U),
        ([result("platelet_count", 180, days=2), result("platelet_count", 20, caveats=frozenset({Caveat.CLUMPED}))], A),
        ([result("platelet_count", words="decreased")], U),
    ],
)
def test_newest_usable_result_decides(results: list[Any], expected: Truth) -> None:
    assert ask(LOW, results=results) is expected


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([result("platelet_count", 20, number=1), result("platelet_count", 180, number=2)], A),
        ([result("platelet_count", 180, number=1), result("platelet_count", 20, number=2)], P),
        (
            [
                result("platelet_count", 180, days=1),
                result("platelet_count", words="low"),
                result("platelet_count", 20),
            ],
            P,
        ),
        ([result("platelet_count", 180, days=1), result("platelet_count", words="low")], A),
    ],
)
def test_of_results_of_one_time_the_last_that_tells_decides(counts: list[Any], expected: Truth) -> None:
    assert ask(LOW, results=counts) is expected


@pytest.mark.parametrize(("hours", "expected"), [(0, U), (11, U), (12, P), (24, P)])
def test_an_older_result_without_a_time_of_day_may_lie_inside_the_window_alone(hours: float, expected: Truth) -> None:
    day_only = result("platelet_count", 20, days=14.5)
    assert day_only.when is not None
    day_only = replace(day_only, when=replace(day_only.when, span=timedelta(hours=hours)))
    assert ask(LOW, results=[day_only, result("platelet_count", 180, days=14.2)]) is expected


def test_the_newest_of_several_tests_decides() -> None:
    either = LabIs((LabId("body_temperature"), LabId("platelet_count")), (Bound(Side.BELOW, limit=50),))
    both = [result("body_temperature", 20, days=1), result("platelet_count", 180)]
    assert ask(either, results=both) is A
    assert ask(either, results=[result("platelet_count", 180, days=1), result("body_temperature", 20)]) is P
    assert ask(either, results=[result("platelet_count", 180), result("body_temperature", 20)]) is P


def test_any_result_looks_at_all_of_the_window() -> None:
    ever = lab_is("platelet_count", Side.BELOW, 50, within_days=14, any_result=True)
    counts = [result("platelet_count", 20, days=3), result("platelet_count", 180)]
    assert ask(ever, results=counts) is P
    assert ask(ever, results=counts[1:]) is A


def test_any_result_is_told_with_the_newest_of_each_test() -> None:
    criterion = LabIs((LabId("platelet_count"), LabId("body_temperature")), (Bound(Side.BELOW, 50),), any_result=True)
    counts = [result("platelet_count", 20, days=9), result("platelet_count", 30, days=3), result("platelet_count", 180)]
    warm = [result("body_temperature", 38, days=2), result("body_temperature", 39)]
    assert shown(criterion, results=[*counts, *warm]) == ["30", "39"]
    assert shown(criterion, results=counts[2:]) == ["180"]
    assert shown(criterion) == []


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([], U),
        ([result("platelet_count", 20, days=42)], U),
        ([result("platelet_count", 20, days=43)], P),
        ([result("platelet_count", 20, days=None)], U),
        ([result("platelet_count", 20, days=43), result("platelet_count", 180)], P),
        ([result("platelet_count", 20, days=90), result("platelet_count", 180, days=43)], A),
    ],
)
def test_older_results_only(counts: list[Any], expected: Truth) -> None:
    assert ask(lab_is("platelet_count", Side.BELOW, 50, older_than_days=42), results=counts) is expected


def test_any_older_result() -> None:
    ever = lab_is("platelet_count", Side.BELOW, 50, older_than_days=42, any_result=True)
    counts = [result("platelet_count", 20, days=90), result("platelet_count", 180, days=43)]
    assert ask(ever, results=counts) is P
    assert ask(ever, results=[*counts[1:], result("platelet_count", 20)]) is A


@pytest.mark.parametrize(("value", "expected"), [(149, P), (150, A)])
def test_reference_limit_of_the_definition(value: float, expected: Truth) -> None:
    below_normal = LabIs((LabId("platelet_count"),), (Bound(Side.BELOW, times_lower=1.0),))
    assert ask(below_normal, results=[result("platelet_count", value)]) is expected


def test_the_senders_own_limit_wins() -> None:
    below_normal = LabIs((LabId("platelet_count"),), (Bound(Side.BELOW, times_lower=1.0),))
    assert ask(below_normal, results=[result("platelet_count", 149, low=140.0)]) is A


def test_without_any_limit_a_multiple_is_unknown() -> None:
    raised = LabIs((LabId("body_temperature"),), (Bound(Side.ABOVE, times_upper=1.5),))
    assert ask(raised, results=[result("body_temperature", 90)]) is U


@pytest.mark.parametrize(
    ("polarity", "expected"), [(Polarity.POSITIVE, P), (Polarity.NEGATIVE, A), (Polarity.INDETERMINATE, A), (None, U)]
)
def test_polarity(polarity: Polarity | None, expected: Truth) -> None:
    positive = LabIs((LabId("platelet_count"),), polarity=Polarity.POSITIVE)
    assert ask(positive, results=[result("platelet_count", polarity=polarity)]) is expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [("platelet clumps seen", P), ("no clumps", A), ("normal morphology", U), (None, U)],
)
def test_words(words: str | None, expected: Truth) -> None:
    clumps = LabIs((LabId("platelet_count"),), words=("clump*",))
    assert ask(clumps, results=[result("platelet_count", words=words)]) is expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [(0, Truth.PRESENT), (1, Truth.UNKNOWN)],
    ids=["the same draw says it in words", "a newer number without words stands in front"],
)
def test_a_bare_number_does_not_hide_the_words_of_the_same_draw(days: float, expected: Truth) -> None:
    clumps = LabIs((LabId("platelet_count"), LabId("body_temperature")), words=("clump*",))
    told = [result("platelet_count", 31), result("body_temperature", words="clumps seen", days=days)]
    assert ask(clumps, results=told) is expected


@pytest.mark.parametrize(("flag", "expected"), [(Flag.LOW, P), (Flag.NORMAL, A), (None, U)])
def test_flag(flag: Flag | None, expected: Truth) -> None:
    assert (
        ask(LabIs((LabId("platelet_count"),), flag=Flag.LOW), results=[result("platelet_count", flag=flag)]) is expected
    )


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([], U),
        ([statement("petechiae")], P),
        ([statement("petechiae", days=30)], P),
        ([statement("petechiae", days=31)], U),
        ([statement("petechiae", course=Course.PAST)], U),
        ([statement("petechiae", assertion=Assertion.ABSENT)], A),
        ([statement("petechiae", assertion=Assertion.ABSENT, recorded=ago(14))], A),
        ([statement("petechiae", assertion=Assertion.ABSENT, recorded=ago(15))], U),
        ([statement("petechiae", origin=Origin.IMMUNIZATION)], U),
        ([statement("fever", denied=frozenset({ConceptId("petechiae")}))], A),
        ([statement("petechiae", assertion=Assertion.ABSENT), statement("petechiae", text="again")], P),
        ([statement("petechiae", origin=Origin.FAMILY)], U),
        ([statement("fever")], U),
    ],
)
def test_said(facts: list[Any], expected: Truth) -> None:
    assert ask(said("petechiae", within_days=30.0), statements=facts) is expected


def test_said_together_needs_one_statement_with_both() -> None:
    mothers = Said(frozenset({ConceptId("fever")}), together=frozenset({ConceptId("mother")}))
    assert ask(mothers, statements=[statement("fever", "mother")]) is P
    assert ask(mothers, statements=[statement("fever"), statement("mother")]) is U
    assert ask(mothers, statements=[statement("mother", denied=frozenset({ConceptId("fever")}))]) is A


def test_a_body_site_counts_as_together() -> None:
    on_leg = Said(frozenset({ConceptId("petechiae")}), together=frozenset({ConceptId("leg")}))
    assert ask(on_leg, statements=[statement("petechiae", sites=frozenset({ConceptId("leg")}))]) is P
    assert ask(on_leg, statements=[statement("petechiae")]) is U


@pytest.mark.parametrize(("days", "expected"), [(42.0, U), (43.0, P), (None, U)])
def test_older_than(days: float | None, expected: Truth) -> None:
    assert ask(said("petechiae", older_than_days=42.0), statements=[statement("petechiae", days=days)]) is expected


@pytest.mark.parametrize(
    ("criterion", "exposure", "expected"),
    [
        (DrugIs(classes=HEPARIN), None, U),
        (DrugIs(classes=HEPARIN), drug("heparin", "heparin"), P),
        (DrugIs(classes=HEPARIN), drug("aspirin", "antiplatelet"), U),
        (DrugIs(classes=HEPARIN, running=True), drug("heparin", "heparin", state=DrugState.STOPPED), U),
        (DrugIs(classes=HEPARIN), drug("heparin", "heparin", state=DrugState.DRAFT), U),
        (DrugIs(classes=HEPARIN), drug("flush", "heparin", use=DrugUse.LINE_CARE), U),
        (DrugIs(classes=HEPARIN, line_care=True), drug("flush", "heparin", use=DrugUse.LINE_CARE), P),
        (DrugIs(classes=HEPARIN), drug("gel", "heparin", use=DrugUse.LOCAL), U),
        (DrugIs(classes=HEPARIN, started_within_days=14), drug("heparin", "heparin", start=14), P),
        (DrugIs(classes=HEPARIN, started_within_days=14), drug("heparin", "heparin", start=15), U),
        (DrugIs(classes=HEPARIN, started_at_least_days_ago=4), drug("heparin", "heparin", start=4), P),
        (DrugIs(classes=HEPARIN, started_at_least_days_ago=4), drug("heparin", "heparin", start=3), U),
        (DrugIs(classes=HEPARIN, started_within_days=14), drug("heparin", "heparin"), P),
        (DrugIs(classes=HEPARIN, started_within_days=14, start_unknown=False), drug("heparin", "heparin"), U),
    ],
)
def test_drug(criterion: DrugIs, exposure: Any, expected: Truth) -> None:
    assert ask(criterion, drugs=[exposure] if exposure else []) is expected


@pytest.mark.parametrize(("age", "expected"), [(27.9, P), (28.0, A), (None, U), (-0.5, P), (-1.5, U)])
def test_age_to_the_day(age: float | None, expected: Truth) -> None:
    assert ask(AgeIs(below_days=28), age_days=age) is expected


@pytest.mark.parametrize(("sex", "expected"), [(Sex.MALE, P), (Sex.FEMALE, A), (Sex.UNKNOWN, U), (Sex.OTHER, U)])
def test_sex(sex: Sex, expected: Truth) -> None:
    assert ask(SexIs(Sex.MALE), sex=sex) is expected


@pytest.mark.parametrize(
    ("counts", "expected"),
    [([], U), ([100], U), ([100, 50], P), ([100, 51], A), ([100, 300, 140], P), ([60, 140], A)],
)
def test_trend_from_the_highest_earlier_count(counts: list[float], expected: Truth) -> None:
    results = [result("platelet_count", value, days=len(counts) - i) for i, value in enumerate(counts)]
    assert ask(TrendIs(LabId("platelet_count"), 0.5, within_days=30), results=results) is expected


def test_combinations_and_exceptions() -> None:
    fever, petechiae, spreading = said("fever"), said("petechiae"), said("spreading")
    facts = [statement("petechiae"), statement("fever", assertion=Assertion.ABSENT)]
    assert ask(AllOf((petechiae, fever)), statements=facts) is A
    assert ask(AllOf((petechiae, spreading)), statements=facts) is U
    assert ask(AnyOf((fever, petechiae)), statements=facts) is P
    assert ask(AnyOf((fever, spreading)), statements=facts) is U
    assert ask(FirstKnown((fever, spreading)), statements=facts) is A
    assert ask(AtLeast(2, (petechiae, fever, spreading)), statements=facts) is U
    assert ask(Not(spreading), statements=facts) is U
    assert ask(Unless(spreading), statements=facts) is P
    assert ask(Unless(petechiae), statements=facts) is A


def test_finding_states() -> None:
    low = FindingIs(FindingId("platelet_count"), states("low"))
    assert ask(low, results=[result("platelet_count", 20)]) is P
    assert ask(low, results=[result("platelet_count", 200)]) is A
    assert ask(low) is U
    assert ask(FindingIs(FindingId("fever")), statements=[statement("fever", assertion=Assertion.ABSENT)]) is A


def test_the_answer_carries_its_datum() -> None:
    index = ChartIndex(chart(results=[result("platelet_count", 20, shown="20 K/uL")]), asking(LOW))
    answer = examined(index).answer(LOW)
    assert [(d.label, d.shown, d.source) for d in answer.data] == [
        ("platelet count", "20 K/uL", "Observation/platelet_count-0.0-0")
    ]


def test_vague_findings_leave_a_narrower_question_open() -> None:
    low = FindingIs(FindingId("platelet_count"), states("low"))
    evaluation = examined(ChartIndex(chart(), asking(low)))
    platelets = evaluation.findings[FindingId("platelet_count")]
    evaluation.learn(replace(platelets, states=frozenset({State("low"), State("normal")})))
    assert evaluation.answer(low).truth is U


@pytest.mark.parametrize(
    ("written", "shown"), [("Heparin 5000 units", "Heparin 5000 units"), ("HEPA10SYR", "heparin (HEPA10SYR)")]
)
def test_a_drug_is_shown_by_a_name_people_know(written: str, shown: str) -> None:
    exposure = replace(drug("heparin", "heparin"), name=written)
    given = DrugIs(classes=HEPARIN)
    answer = examined(ChartIndex(chart(drugs=[exposure]), asking(given))).answer(given)
    assert [datum.label for datum in answer.data] == [shown]


@pytest.mark.parametrize(
    ("uncertain", "kind", "expected"), [(True, "disease", U), (True, "sign", P), (False, "disease", P)]
)
def test_a_suspected_disease_is_not_a_known_one_but_a_possible_sign_counts(
    *, uncertain: bool, kind: str, expected: Truth
) -> None:
    itp = ConceptId("itp")
    known = asking(said("itp"), concepts={itp: ConceptDefinition(itp, "ITP", ConceptKind(kind))}, findings={})
    index = ChartIndex(chart(statements=[statement("itp", uncertain=uncertain)]), known)
    assert Evaluation(index, CompiledCriteria(known)).answer(said("itp")).truth is expected
