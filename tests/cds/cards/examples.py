"""The worked examples of the card rules: three invented patients."""

from __future__ import annotations

from typing import Any

from rules.cause_definitions import Role, Urgency
from rules.chart import Chart, DrugExposure, DrugState, Moment, Unread
from rules.criteria import Bound, LabIs, Side, Unless
from rules.definitions import Code, Indicator
from rules.identifiers import CauseId, LabId, ResourceRef, TestId
from rules.logic import Truth
from rules.reasons import Assessment, EvidenceKind, LikelihoodBand, WorkupGroup
from rules.workup_definitions import HowSoon
from tests.cds.cards.builders import (
    CITED,
    NOW,
    advice,
    assessment,
    at,
    count,
    criterion,
    datum,
    day,
    gate,
    lab_test,
    open_danger,
    picture,
    question,
    ranked,
    row,
    suggested,
)

_THIS_MORNING = Moment(NOW.replace(hour=6, minute=10))


def confused_woman() -> tuple[Assessment, Chart]:
    """A: platelets 9 (212 in October), fragments on the film, confused."""
    latest = count(9, _THIS_MORNING, "9 ×10⁹/L", "Observation/plt")
    earlier = count(212, at(49), "212 ×10⁹/L", "Observation/plt-old")
    plt = datum("platelets", "9 ×10⁹/L", _THIS_MORNING, "Observation/plt")
    film = datum("film", "schistocytes 2+", _THIS_MORNING, "Observation/film")
    ldh = datum("LDH", "1,900 U/L", _THIS_MORNING, "Observation/ldh")
    hb = datum("haemoglobin", "81 g/L", _THIS_MORNING, "Observation/hb")
    inr = datum("INR", "1.0", _THIS_MORNING, "Observation/inr")
    creatinine = datum("creatinine", "74 µmol/L", _THIS_MORNING, "Observation/crea")
    confusion = datum("Confusion", "Acute confusion", day(0), "Condition/c1")
    tma = gate(
        "tma",
        "treat as TTP until excluded: ADAMTS13 sample, then haematology now",
        criterion("platelets below 150", plt),
        criterion("red-cell fragments", film),
        criterion("confusion", confusion),
        criterion("haemolysis", hb, ldh),
        criterion("Active cancer", truth=Truth.UNKNOWN),
        criterion("Transplant", truth=Truth.UNKNOWN),
        label="Possible thrombotic microangiopathy",
        do=(
            "Take ADAMTS13 before any plasma",
            "Call haematology now",
            "Check troponin, haptoglobin and a pregnancy test",
        ),
        do_not=("Give platelets unless bleeding threatens life",),
        names=(CauseId("ttp"), CauseId("haemolytic_uraemic_syndrome")),
        tests=(TestId("adamts13"), TestId("film"), TestId("troponin")),
    )
    low = gate(
        "very_low_count",
        "confirm the count; no injection into muscle",
        criterion("platelets below 10", plt),
        label="Very low count",
        priority=30,
        tests=(TestId("film"),),
    )
    ttp = ranked(
        1,
        "Thrombotic thrombocytopenic purpura (TTP)",
        LikelihoodBand.LIKELY,
        row("red-cell fragments", 3, film, basis=CITED),
        row("severe thrombocytopenia", 2, plt),
        row("confusion", 2, confusion),
        row("raised LDH", 1, ldh),
        row("fever", -0.4, kind=EvidenceKind.NOT_RECORDED),
        score=0.81234567,
        unknown=("active cancer", "transplant"),
        definition={"id": CauseId("ttp"), "urgency": Urgency.EMERGENCY, "urgent_action": "Plasma exchange today"},
    )
    causes = (
        ttp,
        ranked(
            2,
            "Haemolytic uraemic syndrome",
            LikelihoodBand.POSSIBLE,
            row("red-cell fragments", 3, film, basis=CITED),
            row("normal creatinine", -2, creatinine),
        ),
        ranked(
            3, "Evans syndrome", LikelihoodBand.POSSIBLE, row("anaemia", 2, hb), row("red-cell fragments", -2, film)
        ),
        ranked(
            4,
            "Disseminated intravascular coagulation",
            LikelihoodBand.LESS_LIKELY,
            row("anaemia", 1, hb),
            row("normal INR", -2, inr),
        ),
        *(ranked(n, f"Cause {n}", LikelihoodBand.LESS_LIKELY, score=0.001) for n in range(5, 12)),
    )
    tests = (
        suggested("adamts13", "ADAMTS13 activity", "severe deficiency proves TTP", urgency=HowSoon.NOW),
        suggested("film", "Blood film", "shows fragments, blasts and clumps"),
        suggested("troponin", "Troponin", "heart involvement raises the risk of death", urgency=HowSoon.NOW),
        suggested("dat", "Direct antiglobulin test", "separates Evans syndrome from microangiopathy"),
        suggested("hiv", "HIV antigen and antibody", "HIV can cause TTP", WorkupGroup.NEXT, urgency=HowSoon.NEXT),
        suggested("ana", "Antinuclear antibodies", "lupus can present so", WorkupGroup.NEXT, urgency=HowSoon.NEXT),
        suggested(
            "marrow",
            "Bone marrow examination",
            "",
            WorkupGroup.IF_UNEXPLAINED,
            urgency=HowSoon.IF_UNEXPLAINED,
            invasiveness=3,
        ),
    )
    made = assessment(
        triggers=(criterion("platelets below 100", plt),),
        indicator=Indicator.CRITICAL,
        platelets=picture(earlier, latest),
        gates=(tma, low),
        causes=causes,
        not_excluded=(
            open_danger("Haemolytic uraemic syndrome", row("normal creatinine", -2, creatinine), named_by_gate=True),
            open_danger("Evans syndrome", tests=(lab_test("dat", "Direct antiglobulin test"),)),
            open_danger("Malignant hypertension"),
        ),
        tests=tests,
        questions=(question("Is the blood pressure raised? Measure it on both arms."),),
        missing=("medication orders",),
    )
    return made, Chart(as_of=NOW, missing=("medication orders",))


def vomiting_child() -> tuple[Assessment, Chart]:
    """B: well child, petechiae on face and neck after vomiting, platelets 284."""
    counted = Moment(NOW.replace(hour=5, minute=40))
    plt = datum("platelets", "284 ×10⁹/L", counted, "Observation/plt")
    skin = datum("Petechiae", "Petechiae of face and neck", day(0), "Condition/skin")
    vomiting = datum("Vomiting", "Vomiting", day(1), "Condition/vom")
    temperature = datum("temperature", "36.9 °C", counted, "Observation/temp")
    well = datum("general condition", "well, playing", day(0), "Condition/well")
    causes = (
        ranked(
            1,
            "Raised venous pressure (cough, vomiting, crying, straining)",
            LikelihoodBand.LIKELY,
            row("above the nipple line", 3, skin),
            row("vomiting", 2, vomiting),
            row("normal platelet count", 2, plt),
            score=0.7,
        ),
        ranked(
            2,
            "Non-specific viral illness",
            LikelihoodBand.POSSIBLE,
            row("normal platelet count", 1, plt),
            row("no fever", -1, temperature),
        ),
        ranked(
            3,
            "Meningococcal disease",
            LikelihoodBand.LESS_LIKELY,
            row("no fever", -2, temperature),
            row("looks well", -3, well),
            row("spreading rash", -0.5, kind=EvidenceKind.NOT_RECORDED),
        ),
    )
    made = assessment(
        triggers=(criterion("petechiae", skin),),
        platelets=picture(count(284, counted, "284 ×10⁹/L", "Observation/plt")),
        lesion="Petechiae on face and neck only",
        causes=causes,
        questions=(
            question("Do the spots blanch under glass?"),
            question("Have they spread since first seen?"),
            question("Are there marks on the neck? Undress fully and look."),
        ),
        tests=(suggested("recheck", "Recheck the skin in 4 hours", "", WorkupGroup.NEXT, orderable=False),),
        advice=(advice("Tell the family to return at once with fever, new spots or drowsiness"),),
    )
    return made, Chart(as_of=NOW)


def man_without_count() -> tuple[Assessment, Chart]:
    """C: new petechiae on an anticoagulant and an antidepressant, no count for five months."""
    march = Moment(NOW.replace(year=2024, month=3, day=1, hour=0), NOW.replace(day=1) - NOW.replace(month=10, day=1))
    apixaban = datum("apixaban 5 mg twice daily", "running", march, "MedicationRequest/m1")
    sertraline = datum("sertraline 50 mg", "running", day(1500), "MedicationRequest/m2")
    skin = datum("Petechiae", "Petechiae", day(0), "Condition/skin")
    no_count = gate(
        "no_count",
        "order CBC with film, coagulation and creatinine first",
        criterion("no recent platelet count"),
        label="No recent platelet count",
        when=Unless(LabIs((LabId("platelet_count"),), (Bound(Side.AT_LEAST, limit=0),), within_days=14)),
        indicator=Indicator.WARNING,
        tests=(TestId("cbc"), TestId("film"), TestId("coagulation"), TestId("creatinine")),
        do=("Order the count before anything else: nothing below is reliable without it",),
    )
    contributor: dict[str, Any] = {"contributor": True, "definition": {"role": Role.CONTRIBUTOR}}
    causes = (
        ranked(
            1,
            "Direct oral anticoagulant effect",
            LikelihoodBand.PLAUSIBLE,
            row("direct oral anticoagulant", 2, apixaban),
            **contributor,
        ),
        ranked(
            2,
            "Drug effect on platelets",
            LikelihoodBand.POSSIBLE,
            row("serotonin reuptake inhibitor", 1, sertraline),
            **contributor,
        ),
        ranked(
            3,
            "Immune thrombocytopenia (ITP)",
            LikelihoodBand.POSSIBLE,
            row("petechiae", 1, skin),
            row("infection in the last weeks", -0.3, kind=EvidenceKind.NOT_RECORDED),
        ),
        ranked(4, "Acute leukaemia", LikelihoodBand.LESS_LIKELY, row("petechiae", 1, skin)),
    )
    cbc = Code("loinc", "58410-2", "CBC panel - Blood by Automated count")
    made = assessment(
        triggers=(criterion("petechiae", skin),),
        indicator=Indicator.WARNING,
        platelets=picture(count(176, at(153), "176 10*3/uL")),
        lesion="New petechiae",
        gates=(no_count,),
        causes=causes,
        not_excluded=(open_danger("Acute leukaemia", tests=(lab_test("film", "Blood film"),)),),
        tests=(
            suggested(
                "cbc", "CBC with differential", "nothing is reliable without a count", urgency=HowSoon.NOW, order=cbc
            ),
            suggested("film", "Blood film", "shows blasts, fragments and clumps"),
            suggested("coagulation", "PT/INR and aPTT", "separates coagulation from platelets", order=None),
            suggested(
                "creatinine", "Creatinine", "the anticoagulant builds up in kidney failure", urgency=HowSoon.NEXT
            ),
        ),
        unread=(
            Unread("Platelet result", "unit unknown", ResourceRef("Observation/x1"), LabId("platelet_count")),
            Unread("Platelet result", "unit unknown", ResourceRef("Observation/x2"), LabId("platelet_count")),
        ),
    )
    drugs = (
        DrugExposure(
            "apixaban 5 mg twice daily",
            frozenset(),
            frozenset(),
            DrugState.RUNNING,
            ResourceRef("MedicationRequest/m1"),
        ),
    )
    return made, Chart(as_of=NOW, drugs=drugs)


EXAMPLES = {"a": confused_woman, "b": vomiting_child, "c": man_without_count}
