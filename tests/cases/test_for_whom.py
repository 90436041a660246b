"""What cards of our own knowledge say to a patient they are about, and leave out for one they are not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from cds.cards import build_cards
from cds.cases.told_charts import told_chart
from rules.assessment import Reasoner
from rules.chart_index import ChartIndex
from rules.compiling import CompiledCriteria
from rules.evaluation import Evaluation
from rules.findings import derive_findings
from rules.identifiers import FindingId, TestId
from rules.loading import load_knowledge
from rules.logic import Truth
from tests.cds.cards.builders import context

if TYPE_CHECKING:
    from collections.abc import Callable

    from rules.reasons import Assessment

ADULT: dict[str, Any] = {"age": "40 y", "sex": "female", "said": {"petechiae": 1}}
CONFUSED = {"said": {"petechiae": 1, "confusion": 0}}
EARLY: dict[str, Any] = {
    "said": {"petechiae": 1, "sepsis": 2},
    "denied": {"thrombosis": 0, "chemotherapy": 0, "blasts": 0},
    "labs": {"platelet_count": {"4": 200, "1": 190, "0": 90}},
    "drugs": {"heparin": {"started": 3}},
}
"""Platelets halved by the third day of heparin in sepsis, no clot: 4Ts of 3."""

FEVERISH: dict[str, Any] = {
    "said": {"petechiae": 1, "fever": 3, "jaundice": 1, "splenomegaly": 1},
    "labs": {"platelet_count": 60, "ferritin": 11000, "haemoglobin": 80, "wbc": 1.5},
    "drugs": {"ceftriaxone": {"started": 7}},
}
"""Haemophagocytosis with an antibiotic begun for it: the medicine is not what lowered the count."""


@pytest.fixture(scope="module")
def reasoner() -> Reasoner:
    return Reasoner(load_knowledge())


@pytest.fixture(scope="module")
def criteria(reasoner: Reasoner) -> CompiledCriteria:
    return CompiledCriteria(reasoner.knowledge)


@pytest.fixture
def assess(reasoner: Reasoner) -> Callable[..., Assessment]:
    """The answer to an adult with petechiae, changed by what is told."""

    def assessed(**told: Any) -> Assessment:
        return reasoner.assess(told_chart(ADULT | told, reasoner.knowledge, "test", "told"))

    return assessed


@pytest.fixture
def text(reasoner: Reasoner) -> Callable[..., str]:
    """Everything that stands on the cards of an adult with petechiae, changed by what is told."""

    def written(**told: Any) -> str:
        chart = told_chart(ADULT | told, reasoner.knowledge, "test", "told")
        made = build_cards(reasoner.assess(chart), chart, context())
        return "\n".join(f"{card['summary']}\n{card['detail']}\n{card.get('suggestions', '')}" for card in made)

    return written


LOW = {"platelet_count": 9}


@pytest.mark.parametrize(
    ("told", "step", "there"),
    [
        ({**CONFUSED, "labs": LOW, "drugs": {"apixaban": {"started": 90}}}, "reverse the anticoagulant", True),
        ({**CONFUSED, "labs": LOW}, "reverse", False),
        ({**CONFUSED, "labs": {**LOW, "inr": 2.4}}, "correct the clotting", True),
        ({**CONFUSED, "labs": {**LOW, "inr": 1.0}}, "correct the clotting", False),
        ({**CONFUSED, "labs": LOW}, "In parallel, platelets if the cause allows", True),
        ({**CONFUSED, "labs": {**LOW, "schistocytes": "positive"}}, "In parallel, platelets", False),
        (
            {"said": {"major_bleeding": 0}, "labs": {"inr": 9}, "drugs": {"warfarin": {"started": 90}}},
            "Vitamin K IV; PCC",
            True,
        ),
        ({"said": {"major_bleeding": 0}, "labs": {"inr": 9}, "drugs": {"warfarin": {"started": 90}}}, "DOAC: ", False),
        ({"said": {"major_bleeding": 0}, "drugs": {"apixaban": {"started": 90}}}, "DOAC: antidote", True),
        ({"said": {"major_bleeding": 0}, "drugs": {"apixaban": {"started": 90}}}, "Vitamin K IV", False),
        ({"labs": {**LOW, "schistocytes": "positive"}}, "Test for pregnancy", True),
        ({"labs": {**LOW, "schistocytes": "positive"}, "sex": "male"}, "pregnancy", False),
        ({"labs": {**LOW, "schistocytes": "positive"}, "age": "70 y"}, "Test for pregnancy", False),
    ],
)
def test_a_step_is_told_to_whom_it_is_for(
    text: Callable[..., str], told: dict[str, Any], step: str, *, there: bool
) -> None:
    assert (step in text(**told)) is there


@pytest.mark.parametrize(("age", "told"), [("20 d", "cefotaxime with amoxicillin"), ("29 d", "ceftriaxone")])
def test_the_antibiotic_is_the_one_for_the_age(text: Callable[..., str], age: str, told: str) -> None:
    ill = text(age=age, said={"purpura": 0, "shock": 0})
    assert f"Give IV {told}" in ill
    assert ill.count("Give IV ") == 1


@pytest.mark.parametrize(("inr", "asked"), [(9.0, False), (11.0, True)])
def test_oral_vitamin_k_is_for_an_inr_above_ten(text: Callable[..., str], inr: float, *, asked: bool) -> None:
    told = text(said={}, denied={"bleeding": 0}, labs={"inr": inr}, drugs={"warfarin": {"started": 90}})
    assert ("Give oral vitamin K" in told) is asked


@pytest.mark.parametrize(
    ("told", "question", "asked"),
    [
        ({"said": {"nonblanching_lesion": 1}}, "spots", True),
        ({"said": {"mucosal_bleeding": 1}, "labs": {"platelet_count": 60}}, "spots", False),
        ({"said": {"mucosal_bleeding": 1}, "labs": {"platelet_count": 60}}, "lesions", False),
    ],
)
def test_spots_are_asked_about_where_there_are_some(
    assess: Callable[..., Assessment], told: dict[str, Any], question: str, *, asked: bool
) -> None:
    texts = [each.text for each in assess(**told).questions]
    assert any(question in text for text in texts) is asked


def test_nobody_asks_a_newborn_for_an_earlier_count_or_a_childhood(assess: Callable[..., Assessment]) -> None:
    texts = " ".join(each.text for each in assess(age="6 h", labs={"platelet_count": 60}).questions)
    assert texts
    assert not any(word in texts for word in ("before this illness", "childhood", "fruit"))


@pytest.mark.parametrize(
    ("sex", "pregnant", "told"), [("female", None, True), ("female", "denied", False), ("male", None, False)]
)
def test_diseases_of_pregnancy_are_open_only_where_a_pregnancy_may_be(
    assess: Callable[..., Assessment], sex: str, pregnant: str | None, *, told: bool
) -> None:
    consumption = {"platelet_count": 40, "inr": 1.6, "fibrinogen": 0.8}
    facts = {"sex": sex, "said": {"petechiae": 1, "shock": 0}, "labs": consumption}
    answer = assess(**facts, **({pregnant: {"pregnancy": 0}} if pregnant else {}))
    assert any(fired.gate.id == "dic" for fired in answer.gates)
    assert any(danger.cause.id == "hellp" for danger in answer.not_excluded) is told


@pytest.mark.parametrize(("days", "told"), [(9, False), (11, True)])
def test_two_low_counts_ask_for_the_marrow_unless_platelets_were_normal_days_ago(
    assess: Callable[..., Assessment], days: int, *, told: bool
) -> None:
    labs = {"platelet_count": {str(days): 180, "0": 80}, "haemoglobin": 100}
    assert any(fired.gate.id == "marrow_failure" for fired in assess(labs=labs).gates) is told


@pytest.mark.parametrize(("platelets", "told"), [(149, True), (180, False)])
def test_without_alcohol_low_platelets_rise(text: Callable[..., str], platelets: float, *, told: bool) -> None:
    drinking = text(said={"purpura": 1, "heavy_alcohol_use": 100}, labs={"platelet_count": platelets})
    assert ("Without alcohol platelets rise" in drinking) is told


@pytest.mark.parametrize(("words", "fires"), [("hardly any platelets", False), ("red cells normochromic", True)])
def test_a_count_told_in_words_is_no_missing_count(
    assess: Callable[..., Assessment], words: str, *, fires: bool
) -> None:
    assert any(fired.gate.id == "nodata" for fired in assess(labs={"smear_comment": words}).gates) is fires


@pytest.mark.parametrize(("weeks", "asked"), [("late_pregnancy", False), ("pregnancy", True)])
def test_the_week_is_not_asked_where_the_third_trimester_is_told(
    assess: Callable[..., Assessment], weeks: str, *, asked: bool
) -> None:
    low = {"labs": {"platelet_count": 110}, "denied": {"petechiae": 0}}
    known = assess(**low, said={weeks: 10}).findings[FindingId("late_pregnancy")]
    assert (not known.states) is asked


@pytest.mark.parametrize(
    ("told", "test", "kept"),
    [
        ({"labs": {"fibrinogen": 0.9}}, "pml_rara", True),
        ({"labs": {"smear_comment": "blasts"}}, "pml_rara", True),
        ({"labs": {"neutrophils": 1.4}}, "pml_rara", True),
        ({"labs": {"fibrinogen": 3, "neutrophils": 4, "wbc": 7}}, "pml_rara", False),
        ({}, "pml_rara", False),
        ({"said": {"petechiae": 14}}, "mening_pcr", True),
        ({"said": {"petechiae": 15}}, "mening_pcr", False),
        ({"said": {"neck_stiffness": 0}}, "mening_pcr", True),
        ({"said": {"splenectomy": 3000}}, "mening_pcr", True),
        ({"said": {"fever": 0}}, "mening_pcr", False),
        ({"drugs": {"warfarin": {"started": 300}}}, "rodenticide", False),
        ({}, "rodenticide", True),
        ({"age": "18 mo"}, "skeletal_survey", True),
        ({"age": "3 y"}, "skeletal_survey", False),
        ({"age": "4 y"}, "hiv_hcv", False),
        ({"age": "40 y"}, "hiv_hcv", True),
        ({"said": {"hiv": 300}}, "hiv_hcv", False),
        ({"said": {"hiv": 300}}, "hiv", False),
        ({}, "hiv", True),
        ({"said": {"hepatitis_c": 300}}, "hcv", False),
        ({}, "hcv", True),
        ({"said": {"splanchnic_thrombosis": 1}}, "ct_venography", False),
        ({"said": {"splanchnic_thrombosis": 1, "severe_headache": 0}}, "ct_venography", True),
        ({}, "ct_venography", True),
        ({"said": {"returned_weeks_ago": 0}}, "dengue_ns1", False),
        ({}, "dengue_ns1", True),
    ],
)
def test_a_test_is_for_whom_it_makes_sense(
    reasoner: Reasoner, criteria: CompiledCriteria, told: dict[str, Any], test: str, *, kept: bool
) -> None:
    chart = told_chart({"age": "50 y", **told}, reasoner.knowledge, "test", "told")
    evaluation = Evaluation(ChartIndex(chart, reasoner.knowledge), criteria)
    derive_findings(evaluation, {})
    only_if = reasoner.knowledge.tests[TestId(test)].only_if
    assert only_if is not None
    assert (evaluation.answer(only_if).truth is Truth.PRESENT) is kept


@pytest.mark.parametrize(
    ("told", "advice", "given"),
    [
        ({"labs": {"platelet_count": 20}, "drugs": {"quinine": {"started": 8}}}, "av_ditp", True),
        ({"labs": {"platelet_count": 20}, "drugs": {"quinine": {"started": 15, "stopped": 9}}}, "av_ditp", False),
        (FEVERISH, "av_ditp", False),
        ({**FEVERISH, "said": {"petechiae": 1}, "labs": {"platelet_count": 20}}, "av_ditp", True),
        ({"labs": {"platelet_count": 20}, "age": "13 mo"}, "av_precautions", True),
        ({"labs": {"platelet_count": 20}, "age": "11 mo"}, "av_precautions", False),
        ({"labs": {"platelet_count": 60}, "drugs": {"azacitidine": {"started": 14}}}, "av_chemo", True),
        ({"labs": {"platelet_count": 60}, "drugs": {"linezolid": {"started": 14}}}, "av_chemo", False),
        ({"labs": {"platelet_count": 60}, "drugs": {"apixaban": {"started": 90}}}, "av_ac50", True),
        ({"labs": {"platelet_count": {"5": 200, "0": 60}}, "drugs": {"heparin": {"started": 7}}}, "av_ac50", False),
        (EARLY, "av_hitlow", True),
        (EARLY, "av_hitstop", False),
        (EARLY | {"denied": {}}, "av_hitlow", False),
        (EARLY | {"denied": {}}, "av_hitstop", True),
        (EARLY | {"drugs": {"heparin": {"started": 3, "stopped": 1}}}, "av_hitlow", False),
        (EARLY | {"labs": {"platelet_count": {"4": 110, "1": 105, "0": 50}}}, "av_hitlow", True),
        (EARLY | {"labs": {"platelet_count": {"4": 110, "1": 105, "0": 49}}}, "av_hitlow", False),
        ({"labs": {"platelet_count": 60}, "drugs": {"heparin": {"started": 3}}}, "av_hitlow", False),
        ({"labs": {"platelet_count": 20}}, "av_ivig", True),
        ({"labs": {"platelet_count": 20, "schistocytes": "positive"}}, "av_ivig", False),
        ({"labs": {"platelet_count": 60}}, "hx_preg", True),
        ({"labs": {"platelet_count": 60}, "said": {"petechiae": 1, "pregnancy": 90}}, "hx_preg", False),
    ],
)
def test_advice_is_for_whom_it_is_true(
    assess: Callable[..., Assessment], told: dict[str, Any], advice: str, *, given: bool
) -> None:
    assert any(each.id == advice for each in assess(**told).advice) is given
