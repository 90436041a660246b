"""A compiled criterion answers what the criterion says, with the same data, however silent the chart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.chart_index import ChartIndex
from rules.compiling import CompiledCriteria
from rules.criteria import (
    AgeIs,
    AllOf,
    AnyOf,
    AtLeast,
    Bound,
    DrugIs,
    FindingIs,
    FirstKnown,
    LabIs,
    Not,
    SexIs,
    Side,
    TrendIs,
    Unless,
)
from rules.definitions import TriggerDefinition
from rules.evaluation import Evaluation
from rules.findings import derive_findings
from rules.identifiers import DrugClass, FindingId, LabId
from rules.logic import Truth
from tests.rules.builders import (
    Assertion,
    Caveat,
    Comparator,
    Course,
    Flag,
    Origin,
    Polarity,
    Sex,
    binary,
    chart,
    drug,
    knowledge,
    lab_is,
    result,
    said,
    statement,
    states,
)
from tests.rules.plain_answers import plain_answer

if TYPE_CHECKING:
    from rules.criteria import Criterion

PLATELETS, TEMPERATURE = LabId("platelet_count"), LabId("body_temperature")
HEPARIN = frozenset({DrugClass("heparin")})
LEAVES: st.SearchStrategy[Criterion] = st.sampled_from(
    [
        said("petechiae"),
        said("petechiae", "fever", within_days=30),
        said("fever", past=True),
        said("spreading", noted_within_days=7),
        lab_is("platelet_count", Side.BELOW, 50),
        lab_is("platelet_count", Side.AT_LEAST, 50, within_days=14),
        lab_is("platelet_count", Side.BELOW, 50, within_days=14, any_result=True),
        LabIs((PLATELETS, TEMPERATURE), (Bound(Side.ABOVE, 30), Bound(Side.AT_MOST, 150)), within_days=90),
        LabIs((PLATELETS,), (Bound(Side.BELOW, times_lower=1.0),)),
        LabIs((TEMPERATURE,), (Bound(Side.ABOVE, times_upper=1.0),)),
        LabIs((PLATELETS,), polarity=Polarity.POSITIVE),
        LabIs((TEMPERATURE, PLATELETS), flag=Flag.LOW),
        TrendIs(PLATELETS, 0.5, within_days=30),
        TrendIs(PLATELETS, 0.3, below_fall=0.5),
        DrugIs(classes=HEPARIN),
        DrugIs(classes=HEPARIN, running=True, started_within_days=14),
        FindingIs(FindingId("platelet_count"), states("low")),
        FindingIs(FindingId("fever")),
        FindingIs(FindingId("heparin_exposure"), states("absent")),
        AgeIs(below_days=28),
        AgeIs(at_least_days=28),
        SexIs(Sex.FEMALE),
    ]
)
CRITERIA = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda p: AllOf(tuple(p))),
        st.lists(inner, min_size=1, max_size=3).map(lambda p: AnyOf(tuple(p))),
        st.lists(inner, min_size=1, max_size=3).map(lambda p: FirstKnown(tuple(p))),
        st.lists(inner, min_size=2, max_size=3).map(lambda p: AtLeast(2, tuple(p))),
        inner.map(Not),
        inner.map(Unless),
    ),
    max_leaves=8,
)
DAYS = st.sampled_from([None, 0.0, 1.0, 1.0, 14.0, 15.0, 40.0])
RESULTS = st.builds(
    lambda lab, value, days, number, more: result(lab, value, days, number=number, **more),
    st.sampled_from([PLATELETS, TEMPERATURE]),
    st.sampled_from([None, 20.0, 50.0, 140.0, 300.0]),
    DAYS,
    st.integers(0, 2),
    st.fixed_dictionaries(
        {},
        optional={
            "comparator": st.sampled_from(Comparator),
            "polarity": st.sampled_from(Polarity),
            "flag": st.sampled_from(Flag),
            "high": st.just(100.0),
            "caveats": st.sampled_from([frozenset({Caveat.CLUMPED}), frozenset({Caveat.ESTIMATED})]),
        },
    ),
)
STATEMENTS = st.builds(
    lambda concept, days, more: statement(concept, days=days, **more),
    st.sampled_from(["petechiae", "fever", "spreading"]),
    DAYS,
    st.fixed_dictionaries(
        {},
        optional={
            "assertion": st.sampled_from(Assertion),
            "course": st.sampled_from(Course),
            "origin": st.sampled_from([Origin.FAMILY, Origin.EXAM, Origin.IMMUNIZATION]),
            "text": st.just("as the chart says"),
        },
    ),
)
DRUGS = st.builds(lambda start: drug("heparin", "heparin", start=start), DAYS)
CHARTS = st.fixed_dictionaries(
    {
        "results": st.lists(RESULTS, max_size=5),
        "statements": st.lists(STATEMENTS, max_size=3),
        "drugs": st.lists(DRUGS, max_size=2),
        "age_days": st.sampled_from([5.0, 28.0, 9000.0, -0.5, -2.0, None]),
        "sex": st.sampled_from(Sex),
    }
)


@given(CRITERIA, CHARTS)
def test_the_compiled_answer_is_the_plain_one(criterion: Criterion, facts: dict[str, Any]) -> None:
    known = knowledge(triggers=(TriggerDefinition("t", "t", criterion), TriggerDefinition("u", "u", criterion)))
    index = ChartIndex(chart(**facts), known)
    evaluation = Evaluation(index, CompiledCriteria(known))
    findings = derive_findings(evaluation)
    plain = plain_answer(criterion, index, findings)
    compiled = evaluation.answer(criterion)
    assert compiled.truth is plain.truth
    assert compiled.data == plain.data
    assert evaluation.answer(criterion) == compiled


@pytest.mark.parametrize("days", [None, 3.0])
def test_equal_criteria_are_answered_once(days: float | None) -> None:
    one, other = (AllOf((said("fever", within_days=days), said("petechiae"))) for _ in range(2))
    known = knowledge(triggers=(TriggerDefinition("t", "t", one), TriggerDefinition("u", "u", other)))
    criteria = CompiledCriteria(known)
    assert criteria.question(one) is criteria.question(other)
    assert criteria.question(one.parts[1]) is criteria.question(other.parts[1])


def test_a_criterion_of_another_knowledge_is_refused() -> None:
    with pytest.raises(KeyError):
        CompiledCriteria(knowledge(triggers=())).question(said("mother"))


def test_what_is_learnt_later_counts_at_once() -> None:
    fever = FindingIs(FindingId("fever"))
    known = knowledge(triggers=(TriggerDefinition("t", "t", fever),))
    evaluation = Evaluation(ChartIndex(chart(statements=[statement("fever")]), known), CompiledCriteria(known))
    assert evaluation.answer(fever).truth is Truth.UNKNOWN
    derive_findings(evaluation)
    assert evaluation.answer(fever).truth is Truth.PRESENT


@pytest.mark.parametrize(("facts", "expected"), [([], {"present"}), ([statement("fever")], {"absent"})])
def test_a_finding_that_holds_in_silence_is_found_in_silence(facts: list[Any], expected: set[str]) -> None:
    known = knowledge(findings={FindingId("calm"): binary("calm", Unless(said("fever")))}, triggers=())
    evaluation = Evaluation(ChartIndex(chart(statements=facts), known), CompiledCriteria(known))
    assert derive_findings(evaluation)[FindingId("calm")].states == expected


def test_a_disproof_leaves_the_criterion_unproven() -> None:
    low = lab_is("platelet_count", Side.BELOW, 50)
    known = knowledge(triggers=(TriggerDefinition("t", "t", low),))
    evaluation = Evaluation(ChartIndex(chart(results=[result("platelet_count", 200)]), known), CompiledCriteria(known))
    assert evaluation.proof(low) is None
    assert evaluation.answer(low).truth is Truth.ABSENT
    assert [datum.label for datum in evaluation.answer(low).data] == ["platelet count"]


def test_a_proof_without_data_is_one() -> None:
    calm = Unless(said("fever"))
    known = knowledge(triggers=(TriggerDefinition("t", "t", calm),))
    evaluation = Evaluation(ChartIndex(chart(), known), CompiledCriteria(known))
    assert evaluation.proof(calm) == ()
    assert evaluation.answer(calm).truth is Truth.PRESENT


@pytest.mark.parametrize(
    ("criterion", "expected"),
    [
        (said("fever"), Truth.UNKNOWN),
        (Not(said("fever")), Truth.UNKNOWN),
        (Unless(said("fever")), Truth.PRESENT),
        (Not(Unless(said("fever"))), Truth.ABSENT),
        (AgeIs(below_days=28), Truth.UNKNOWN),
        (AllOf((AgeIs(below_days=28), said("fever"))), Truth.UNKNOWN),
        (AllOf((Unless(said("spreading")), said("fever"))), Truth.UNKNOWN),
        (AnyOf((Unless(said("spreading")), said("fever"))), Truth.PRESENT),
        (FirstKnown((Not(Unless(said("spreading"))), said("fever"))), Truth.ABSENT),
        (AtLeast(1, (said("fever"), Unless(said("spreading")))), Truth.PRESENT),
        (AtLeast(2, (said("fever"), Unless(said("spreading")))), Truth.UNKNOWN),
        (AtLeast(2, (Not(Unless(said("fever"))), Unless(said("spreading")))), Truth.ABSENT),
    ],
)
def test_what_silence_is_worth(criterion: Criterion, expected: Truth) -> None:
    known = knowledge(triggers=(TriggerDefinition("t", "t", criterion),))
    evaluation = Evaluation(ChartIndex(chart(age_days=None), known), CompiledCriteria(known))
    assert evaluation.answer(criterion).truth is expected
