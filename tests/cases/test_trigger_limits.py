"""Both sides of every limit of every trigger: the service speaks here and is silent there.

A last test shifts each limit a little, one at a time: some row has to notice.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from rules.chart import DrugExposure, DrugState, Flag, Result
from rules.chart_index import ChartIndex
from rules.compiling import CompiledCriteria
from rules.evaluation import Evaluation
from rules.findings import derive_findings
from rules.identifiers import ConceptId
from rules.logic import Truth
from tests.rules.builders import ADULT_DAYS, ago, chart, result, statement
from tests.rules.drafts import KNOWLEDGE, inr, platelets, running
from tests.shifted_limits import shifts

if TYPE_CHECKING:
    from rules.chart import Statement
    from rules.definitions import TriggerDefinition


def said(concept: str, days: float = 1) -> Statement:
    return statement(concept, days=days)


def stopped(name: str, days: float) -> DrugExposure:
    exposure: DrugExposure = running(name, 40, state=DrugState.STOPPED, stop=ago(days))
    return exposure


def aptt(value: float) -> Result:
    return result("aptt", value, high=40.0)


def ferritin(value: float, days: float = 1) -> Result:
    return result("ferritin", value, days, low=10.0)


FEVER_SPLEEN = [said("fever"), said("splenomegaly"), result("ferritin", 500), result("haemoglobin", 64)]
BLOW = statement("epistaxis", "trauma", days=1)
HEAD_BLEED = said("intracranial_haemorrhage")
PRETERM_HEAD = (said("preterm"), said("bleeding"), HEAD_BLEED)
SHINS = frozenset(map(ConceptId, ("shin", "lower_limb")))
LEGS, LEGS_BEFORE = (statement("red_spot_wording", "rash", sites=SHINS, days=days) for days in (30, 31))
NECK, NECK_BEFORE = (
    statement("red_spot_wording", "rash", sites=frozenset({ConceptId("above_nipple_line")}), days=days)
    for days in (7, 8)
)
GUT, GUT_BEFORE = (statement("gastrointestinal_bleeding", "bleeding", days=days) for days in (14, 15))
SIDES: list[tuple[str, list[tuple[bool, list[Any]]]]] = [
    ("anticoagulant_and_bleeding", [
        (True, [running("warfarin"), said("bruise", 30)]), (False, [running("warfarin"), said("bruise", 31)]),
        (True, [running("warfarin"), platelets(49, 30)]), (False, [running("warfarin"), platelets(49, 31)]),
        (False, [running("warfarin"), platelets(50)]),
    ]),
    ("borderline_count_with_context", [
        (True, [said("fever"), platelets(100)]), (False, [said("fever"), platelets(99)]),
        (True, [said("fever"), platelets(149, 30)]), (False, [said("fever"), platelets(149, 31)]),
        (False, [said("fever"), platelets(150)]),
        (True, [said("bruise", 30), inr(2)]), (False, [said("bruise", 31), inr(2)]),
        (True, [said("bruise"), inr(2, 30)]), (False, [said("bruise"), inr(2, 31)]),
        (False, [said("bruise"), inr(1.9)]),
        (True, [said("bruise"), result("coagulation_screen", None, 30, words="prolonged")]),
        (False, [said("bruise"), result("coagulation_screen", None, 31, words="prolonged")]),
        (True, [said("bruise"), aptt(60), stopped("heparin", 4)]),
        (False, [said("bruise"), aptt(60), stopped("heparin", 3)]),
        (True, [said("joint_swelling", 30), aptt(90)]), (False, [said("joint_swelling", 31), aptt(90)]),
        (True, [said("joint_swelling"), aptt(90), stopped("heparin", 4)]),
        (False, [said("joint_swelling"), aptt(90), stopped("heparin", 3)]),
    ]),
    ("consumption_told", [
        (True, [said("dic", 14)]), (False, [said("dic", 15)]),
        (True, [result("coagulation_screen", None, 14, words="consumption coagulopathy")]),
        (False, [result("coagulation_screen", None, 15, words="consumption coagulopathy")]),
    ]),
    ("infant_bleeding", [
        (True, [182, said("bleeding", 14)]), (False, [182, said("bleeding", 15)]), (False, [183, said("bleeding")]),
        (True, [182, inr(2)]), (False, [182, inr(1.9)]), (False, [183, inr(2)]),
        (True, [182, said("bleeding"), said("trauma", 31)]), (False, [182, said("bleeding"), said("trauma", 30)]),
        (True, [27, GUT]), (False, [28, GUT]), (True, [28, GUT, said("vitamin_k_not_given")]),
        (True, [28, GUT, said("vitamin_k_by_mouth")]), (True, [28, said("bleeding"), GUT_BEFORE]),
        (False, [28, said("bleeding"), GUT]),
        (False, [27, *PRETERM_HEAD]), (True, [28, *PRETERM_HEAD]), (True, [27, said("bleeding"), HEAD_BLEED]),
        (True, [27, *PRETERM_HEAD, said("umbilical_bleeding")]),
        (True, [27, *PRETERM_HEAD, said("vitamin_k_not_given")]),
        (False, [27, said("preterm"), said("bleeding"), said("intracranial_haemorrhage", 14)]),
        (True, [27, said("preterm"), said("bleeding"), said("intracranial_haemorrhage", 15)]),
    ]),
    ("fever_spleen_ferritin", [
        (True, [*FEVER_SPLEEN, platelets(240, 8)]), (False, [*FEVER_SPLEEN, platelets(240, 7)]),
    ]),
    ("low_count", [
        (True, [platelets(99, 30)]), (False, [platelets(99, 31)]), (False, [platelets(100)]),
        (True, [platelets(298, 5), platelets(149)]), (False, [platelets(297, 5), platelets(149)]),
        (False, [platelets(310, 5), platelets(150)]),
        (True, [platelets(300, 60), platelets(149, 30)]), (False, [platelets(300, 60), platelets(149, 31)]),
        (True, [platelets(300, 365), platelets(149)]), (False, [platelets(300, 366), platelets(149)]),
        (True, [result("platelet_count", None, 30, words="low")]),
        (False, [result("platelet_count", None, 31, words="low")]),
        (True, [result("platelet_adequacy", None, 1, words="low"), platelets(200, 31)]),
        (False, [result("platelet_adequacy", None, 1, words="low"), platelets(200, 30)]),
        (True, [result("platelet_count", None, 30, flag=Flag.LOW)]),
        (False, [result("platelet_count", None, 31, flag=Flag.LOW)]),
        (True, [result("smear_comment", words="platelets almost absent"), platelets(214, 2)]),
        (False, [result("smear_comment", words="platelets almost absent"), platelets(214, 1)]),
        (True, [said("thrombocytopenia", 30)]), (False, [said("thrombocytopenia", 31)]),
        (True, [said("thrombocytopenia"), platelets(200, 31)]), (False, [said("thrombocytopenia"), platelets(200, 30)]),
        (True, [said("cirrhosis", 30), platelets(50, 100), platelets(50)]),
        (False, [said("cirrhosis", 31), platelets(50, 100), platelets(50)]),
        (True, [said("cirrhosis", 300), platelets(29, 100), platelets(29)]),
        (False, [said("cirrhosis", 300), platelets(30, 100), platelets(30)]),
        (False, [said("cirrhosis", 300), platelets(50, 100), platelets(50, 30)]),
        (True, [said("cirrhosis", 300), platelets(100, 100), platelets(70)]),
        (False, [said("cirrhosis", 300), platelets(99, 100), platelets(70)]),
        (True, [said("cirrhosis", 300), platelets(100, 183), platelets(70, 100), platelets(70)]),
        (False, [said("cirrhosis", 300), platelets(100, 184), platelets(70, 100), platelets(70)]),
    ]),
    ("scurvy_signs", [
        (True, [366, said("gum_swelling"), said("restricted_diet")]),
        (False, [365, said("gum_swelling"), said("restricted_diet")]),
    ]),
    ("skin_bleeding", [
        (True, [said("petechiae", 30)]), (False, [said("petechiae", 31)]),
        (True, [said("skin_necrosis", 30)]), (False, [said("skin_necrosis", 31)]),
        (True, [28, said("retinal_haemorrhage", 30), said("seizure", 7)]),
        (True, [364, said("retinal_haemorrhage"), said("seizure")]),
        (False, [27, said("retinal_haemorrhage"), said("seizure")]),
        (False, [365, said("retinal_haemorrhage"), said("seizure")]),
        (False, [90, said("retinal_haemorrhage", 31), said("seizure")]),
        (False, [90, said("retinal_haemorrhage"), said("seizure", 8)]),
        (True, [LEGS, said("abdominal_pain"), said("joint_swelling")]), (False, [LEGS, said("abdominal_pain")]),
        (False, [LEGS, said("abdominal_pain"), said("joint_swelling"), said("blanching_lesion")]),
        (True, [LEGS, said("abdominal_pain"), said("gastrointestinal_bleeding", 30)]),
        (False, [LEGS, said("abdominal_pain"), said("gastrointestinal_bleeding", 31)]),
        (False, [LEGS_BEFORE, said("abdominal_pain"), said("joint_swelling")]),
        (True, [6574, LEGS, said("abdominal_pain"), said("oedema", 30)]),
        (False, [6575, LEGS, said("abdominal_pain"), said("oedema")]),
        (False, [6574, LEGS, said("abdominal_pain"), said("oedema", 31)]),
        (True, [said("livedo", 60), said("catheterisation", 40)]),
        (False, [said("livedo", 61), said("catheterisation", 40)]),
        (False, [said("livedo"), said("catheterisation", 40), said("looks_ill")]),
        (True, [running("warfarin"), said("eschar"), said("protein_c_s_deficiency", 900)]),
        (False, [running("warfarin"), said("eschar")]),
        (False, [LEGS, said("abdominal_pain"), said("joint_swelling"), said("skin_nodules", 30)]),
        (True, [LEGS, said("abdominal_pain"), said("joint_swelling"), said("skin_nodules", 31)]),
        (True, [said("bite_mark")]), (False, [said("bite_mark"), said("insect_bite")]),
        (True, [151, said("bruise", 30), said("trauma")]), (False, [151, said("bruise", 31), said("trauma")]),
        (False, [152, said("bruise"), said("trauma")]), (True, [28, said("bruise"), said("trauma")]),
        (False, [27, said("bruise"), said("trauma")]),
        (True, [NECK, said("long_bone_fracture", 2), said("altered_mental_status")]),
        (False, [NECK_BEFORE, said("long_bone_fracture", 2), said("altered_mental_status")]),
        (False, [NECK, said("long_bone_fracture", 2)]), (False, [NECK, said("altered_mental_status")]),
        (False, [NECK, said("long_bone_fracture", 2), said("altered_mental_status"), said("blanching_lesion")]),
        (True, [said("livedo", 60), said("cocaine_use")]), (False, [said("livedo", 61), said("cocaine_use")]),
        (True, [said("blue_toes", 30), result("creatinine", 130, high=100.0)]),
        (False, [said("blue_toes", 30), result("creatinine", 90, high=100.0)]),
        (True, [said("blue_toes", 30), said("livedo")]), (False, [said("blue_toes", 31), said("livedo")]),
        (True, [said("bruise", 30)]), (False, [said("bruise", 31)]),
        (True, [said("bruise"), said("trauma", 31)]), (False, [said("bruise"), said("trauma", 30)]),
    ]),
    ("spontaneous_bleeding", [
        (True, [said("mucosal_bleeding", 30)]), (False, [said("mucosal_bleeding", 31)]),
        (True, [said("mucosal_bleeding"), statement("epistaxis", "trauma", days=31)]),
        (False, [said("mucosal_bleeding"), statement("epistaxis", "trauma", days=30)]),
        (True, [said("mucosal_bleeding"), BLOW, said("gum_bleeding", 30)]),
        (False, [said("mucosal_bleeding"), BLOW, said("gum_bleeding", 31)]),
        (True, [said("haemarthrosis", 30)]), (False, [said("haemarthrosis", 31)]),
        (True, [said("apl", 100), said("haematuria", 14)]), (False, [said("apl", 100), said("haematuria", 15)]),
    ]),
    ("telangiectasia_and_iron", [
        (True, [said("telangiectasia", 365), ferritin(9.9)]), (False, [said("telangiectasia", 366), ferritin(9.9)]),
        (False, [said("telangiectasia"), ferritin(10)]), (True, [said("telangiectasia"), ferritin(9, 180)]),
        (False, [said("telangiectasia"), ferritin(9, 181)]),
        (True, [said("telangiectasia"), said("iron_deficiency", 365)]),
        (False, [said("telangiectasia"), said("iron_deficiency", 366)]),
    ]),
]  # fmt: skip
ROWS = [(trigger, speaks, facts) for trigger, sides in SIDES for speaks, facts in sides]

UNTRIED = {
    "borderline_count_with_context": {"limit 100 up", "limit 150 down", "within_days 30 down"},
    "low_count": {"within_days 1 down", "within_days 30 up"},
}
"""No chart tells these apart: a finding or another part that is asked as well has the same limit."""


def evaluated(criteria: CompiledCriteria, facts: list[Any]) -> Evaluation:
    """The chart of these facts; a whole number among them is the age in days."""
    results = [each for each in facts if isinstance(each, Result)]
    drugs = [each for each in facts if isinstance(each, DrugExposure)]
    ages = [each for each in facts if isinstance(each, int)]
    statements = [each for each in facts if not isinstance(each, (Result, DrugExposure, int))]
    told = chart(results=results, statements=statements, drugs=drugs, age_days=ages[0] if ages else ADULT_DAYS)
    evaluation = Evaluation(ChartIndex(told, KNOWLEDGE), criteria)
    derive_findings(evaluation)
    return evaluation


def holds(evaluation: Evaluation, trigger: TriggerDefinition) -> bool:
    return evaluation.answer(trigger.when).truth is Truth.PRESENT


@pytest.fixture(scope="module")
def criteria() -> CompiledCriteria:
    return CompiledCriteria(KNOWLEDGE)


@pytest.mark.parametrize(("trigger", "speaks", "facts"), ROWS)
def test_it_speaks_on_one_side_of_a_limit_alone(
    criteria: CompiledCriteria, trigger: str, facts: list[Any], *, speaks: bool
) -> None:
    (definition,) = [each for each in KNOWLEDGE.triggers if each.id == trigger]
    assert holds(evaluated(criteria, facts), definition) is speaks


@pytest.fixture(scope="module")
def unnoticed() -> dict[str, set[str]]:
    """By trigger, what was shifted and no row noticed."""
    left = {
        trigger.id: [(done, replace(trigger, when=when)) for done, when in shifts(trigger.when)]
        for trigger in KNOWLEDGE.triggers
    }
    shifted = tuple(variant for variants in left.values() for _, variant in variants)
    criteria = CompiledCriteria(replace(KNOWLEDGE, triggers=(*KNOWLEDGE.triggers, *shifted)))
    for trigger, speaks, facts in ROWS:
        evaluation = evaluated(criteria, facts)
        left[trigger] = [(done, each) for done, each in left[trigger] if holds(evaluation, each) is speaks]
    return {trigger: {done for done, _ in variants} for trigger, variants in left.items()}


@pytest.mark.parametrize("trigger", [trigger.id for trigger in KNOWLEDGE.triggers])
def test_some_row_notices_every_shift_of_a_limit(unnoticed: dict[str, set[str]], trigger: str) -> None:
    assert unnoticed[trigger] == UNTRIED.get(trigger, set())
