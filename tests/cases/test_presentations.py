"""Dangerous situations are named as such, calm ones stay calm, and no card says what the chart does not."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from cds.hooks.calls import HookCall
from cds.services.reasoning import Reasoning
from rules.identifiers import GateId
from rules.loading import load_knowledge
from tests.cases.presentations import NOW, PATIENT, Presentation, drug, lab, said, shot, untold
from tests.cds.cards.card_rules import broken_rules

if TYPE_CHECKING:
    from typing import Any

PRESENTATIONS = [
    Presentation(
        "meningococcal toddler, no count yet", "19 mo", "male",
        (said("purpura, non-blanching rash", 0.3), said("386661006", 0.6), said("lethargy", 0.3),
         lab("8310-5", 39.6, "Cel"), lab("8867-4", 185, "/min"), lab("Capillary refill", 4, "s")),
        "critical", "sick_purpura", ("meningococcal", "sepsis", "purpura_fulminans"),
    ),
    Presentation(
        "meningococcal toddler with count", "19 mo", "male",
        (said("Petechiae spreading rapidly", 0.2), said("R50.9", 0.6), lab("8310-5", 103.5, "degF"),
         lab("PLT", 92, "K/uL"), lab("6301-6", 1.6, "1"), lab("3255-7", 140, "mg/dL"), lab("CRP", 18.2, "mg/dL"),
         lab("2524-7", 5.1, "mmol/L")),
        "critical", "sick_purpura", ("meningococcal", "sepsis", "dic"),
    ),
    Presentation(
        "TTP", "41 y", "female",
        (said("petechiae of the legs", 2), said("confusion", 0.5), lab("777-3", 11, "10*9/L"),
         lab("777-3", 240, "10*9/L", 90), lab("718-7", 7.9, "g/dL"), lab("LDH", 1340, "U/L"),
         lab("2160-0", 1.3, "mg/dL"),
         lab("Schistocytes", "2+"), lab("6301-6", 1.1, "1"), lab("Haptoglobin", "<10 mg/dL")),
        "critical", "tma", ("ttp",),
    ),
    Presentation(
        "HUS with creatinine and anaemia only", "3 y", "female",
        (said("bloody diarrhoea", 5), said("petechiae", 1), lab("PLT", 44, "x10^9/L"), lab("Hb", 71, "g/L"),
         lab("Creatinine", 310, "µmol/L")),
        "critical", "tma_no_film", ("hus_stec",),
    ),
    Presentation(
        "APL", "34 y", "male",
        (said("gum bleeding", 4), said("ecchymoses", 4), lab("777-3", 18, "10*3/uL"), lab("718-7", 8.4, "g/dL"),
         lab("6690-2", 1.6, "10*3/uL"), lab("751-8", 0.4, "10*3/uL"), lab("3255-7", 0.9, "g/L"),
         lab("6301-6", 1.7, "1"),
         lab("D-dimer", 18.4, "mg/L FEU")),
        "critical", "apl", ("apl", "aml"),
    ),
    Presentation(
        "newborn of 3 days, well", "74 h", "male",
        (said("petechiae", 0.5), untold("386661006"), lab("777-3", 20, "10*9/L"), lab("718-7", 17.8, "g/dL")),
        "critical", "neo", ("fnait",),
    ),
    Presentation(
        "newborn of 3 days, sick", "74 h", "female",
        (said("petechiae", 0.2), said("lethargy, poor feeding", 0.3), said("apnoea", 0.2), lab("PLT", 20, "G/L"),
         lab("CRP", 88, "mg/L"), lab("8310-5", 35.2, "Cel")),
        "critical", "neo", ("neonatal_sepsis", "sepsis", "nec"),
    ),
    Presentation(
        "HELLP at 34 weeks", "29 y", "female",
        (said("Z3A.34", 1), said("pregnancy", 230), said("epigastric pain", 0.5), said("headache", 0.5),
         lab("777-3", 68, "10*3/uL"), lab("ALT", 412, "U/L"), lab("LDH", 980, "U/L"), lab("8480-6", 168, "mmHg")),
        "critical", "preg", ("hellp",),
    ),
    Presentation(
        "HIT on day 7", "67 y", "female",
        (drug("heparin sodium 5,000 units SC injection", 7), lab("777-3", 268, "10*3/uL", 7.2),
         lab("777-3", 84, "10*3/uL"), said("I82.401", 0.3)),
        "critical", "hit", ("hit",), ("hit_likely",),
    ),
    Presentation(
        "HIT on day 7, counted on the way", "67 y", "male",
        (drug("heparin sodium 5,000 units SC injection", 7), lab("777-3", 188, "10*3/uL", 7.2),
         lab("777-3", 180, "10*3/uL", 4), lab("777-3", 96, "10*3/uL", 1.2), lab("777-3", 61, "10*3/uL")),
        "critical", "hit_likely", ("hit",), ("hit",),
    ),
    Presentation(
        "small fall on day 14 of heparin after chemotherapy, no clot", "67 y", "male",
        (drug("heparin sodium 5,000 units SC injection", 14), lab("777-3", 140, "10*3/uL", 14.2),
         lab("777-3", 138, "10*3/uL", 5), lab("777-3", 92, "10*3/uL"), said("petechiae", 1), drug("cytarabine", 10, 5),
         untold("thrombosis")),
        "warning", "", ("chemo",), ("hit", "hit_likely", "hit_low_before"),
    ),
    Presentation(
        "the same fall, clot not asked about", "67 y", "male",
        (drug("heparin sodium 5,000 units SC injection", 14), lab("777-3", 140, "10*3/uL", 14.2),
         lab("777-3", 138, "10*3/uL", 5), lab("777-3", 92, "10*3/uL"), said("petechiae", 1), drug("cytarabine", 10, 5)),
        "warning", "", ("chemo",), ("hit", "hit_likely"),
    ),
    Presentation(
        "VITT", "38 y", "female",
        (shot("210", 11), said("severe headache", 1), said("petechiae", 1), lab("PLT", 26, "10^9/L"),
         lab("48065-7", 34.0, "mg/L FEU"), lab("3255-7", 1.1, "g/L")),
        "critical", "vitt", ("vitt",),
    ),
    Presentation(
        "warfarin, INR 9, nosebleed", "78 y", "male",
        (drug("11289", 400), lab("6301-6", 9.1, "{INR}"), said("R04.0", 0.3), lab("777-3", 231, "10*3/uL")),
        "critical", "ac_major_bleeding", ("vka_over",), ("clotting_untested", "inr_unexplained"),
    ),
    Presentation(
        "head injury on a direct anticoagulant", "81 y", "female",
        (drug("apixaban 5 mg tablet", 300), said("Head injury", 0.1), said("bruising of the face", 0.1),
         lab("777-3", 204, "10*3/uL")),
        "critical", "head", ("doac_heparin_effect", "trauma_local"),
    ),
    Presentation(
        "coded head injury on a DOAC, no bleeding", "76 y", "male",
        (drug("apixaban 5 mg tablet", 300), said("S09.90XA", 0.1)),
        "critical", "head_injury", ("doac_heparin_effect",),
    ),
    Presentation(
        "head injury without a bleeding risk", "76 y", "male",
        (drug("metformin 500 mg tablet", 300), said("S09.90XA", 0.1)),
        "silent", "", (),
    ),
    Presentation(
        "head injury two weeks ago on a DOAC", "76 y", "male",
        (drug("apixaban 5 mg tablet", 300), said("S09.90XA", 14)),
        "silent", "", (),
    ),
    Presentation(
        "febrile neutropenia", "55 y", "male",
        (said("acute myeloid leukaemia", 40), drug("cytarabine", 12, 5), said("petechiae", 2),
         lab("777-3", 14, "10*3/uL"), lab("ANC", 120, "/uL"), lab("8310-5", 38.9, "Cel"), lab("718-7", 82, "g/L")),
        "critical", "marrow_fever", ("chemo", "aml"), ("fn",), heads="marrow_fever",
    ),
    Presentation(
        "blasts, fever and spots in an ill patient: leukaemia heads the card, the rash stays on it", "71 y", "male",
        (said("petechiae", 2), lab("777-3", 19, "10*3/uL"), lab("Blasts", 38, "%"), lab("6690-2", 42, "10*3/uL"),
         lab("718-7", 81, "g/L"), lab("8310-5", 38.7, "Cel"), lab("8867-4", 124, "/min"), lab("8480-6", 96, "mm[Hg]"),
         lab("9279-1", 28, "/min")),
        "critical", "sick_purpura", ("aml",), heads="marrow_fever",
    ),
    Presentation(
        "fever and spots in an ill patient without blasts: meningococcal disease heads the card", "71 y", "male",
        (said("petechiae", 2), lab("777-3", 90, "10*3/uL"), lab("6690-2", 19, "10*3/uL"), lab("8310-5", 38.7, "Cel"),
         lab("8867-4", 124, "/min"), lab("8480-6", 96, "mm[Hg]"), lab("9279-1", 28, "/min")),
        "critical", "sick_purpura", ("sepsis", "meningococcal"), ("marrow_fever",), heads="sick_purpura",
    ),
    Presentation(
        "blasts, looks ill, bleeding and no fever: promyelocytic leukaemia heads the card", "44 y", "female",
        (said("petechiae", 2), said("looks ill", 0.1), untold("386661006"), lab("777-3", 14, "10*3/uL"),
         lab("Blasts", 30, "%"), lab("6301-6", 1.7, "1"), lab("3255-7", 0.9, "g/L")),
        "critical", "apl", ("apl", "aml"), ("marrow_fever", "sick_purpura"), heads="apl",
    ),
    Presentation(
        "aplastic anaemia", "22 y", "female",
        (said("petechiae", 10), said("menorrhagia", 20), lab("777-3", 9, "10*3/uL"), lab("718-7", 6.4, "g/dL"),
         lab("751-8", 0.6, "10*3/uL"), lab("6690-2", 2.0, "10*3/uL"), lab("4679-7", 0.3, "%")),
        "critical", "leuk", ("aplastic", "aml"),
    ),
    Presentation(
        "bruises of an infant of 5 months", "5 mo", "male",
        (said("unexplained bruising", 0.5), said("bruise of the ear", 0.5), lab("777-3", 310, "10*3/uL"),
         lab("6301-6", 1.0, "1"), lab("14979-9", 31, "s")),
        "critical", "abuse", ("abuse",),
    ),
    Presentation(
        "bruises of different ages on the forearms on warfarin, unwitnessed fall, home help", "84 y", "female",
        (said("Bruises of different ages on both forearms", 4), said("Unwitnessed fall", 4),
         said("Known to social services", 300), drug("warfarin 3 mg tablet", 900), lab("777-3", 240, "10*3/uL"),
         lab("6301-6", 2.4, "1")),
        "info", "", ("vka_over", "actinic_purpura", "trauma_local"), ("abuse_adult", "abuse"),
    ),
    Presentation(
        "finger marks on the upper arms, two accounts", "84 y", "female",
        (said("Bruises on both upper arms in the shape of fingers", 3), said("Carer gives different accounts", 3),
         lab("777-3", 240, "10*3/uL")),
        "warning", "abuse_adult", ("abuse",), ("abuse",),
    ),
    Presentation(
        "Rocky Mountain spotted fever", "9 y", "male",
        (said("fever", 4), said("headache", 4), said("petechiae of wrists and ankles", 1), said("tick bite", 8),
         lab("PLT", 96, "K/uL"), lab("2951-2", 128, "mmol/L")),
        "critical", "rickettsia", ("rmsf",),
    ),
    Presentation(
        "malaria after travel", "33 y", "male",
        (said("fever", 3), said("travel to Ghana", 12), lab("777-3", 41, "10*3/uL"), lab("718-7", 10.8, "g/dL"),
         lab("Bilirubin total", 2.9, "mg/dL")),
        "critical", "travel", ("malaria", "dengue"),
    ),
    Presentation(
        "endocarditis", "46 y", "male",
        (said("fever", 14), said("prosthetic aortic valve", 900), said("conjunctival petechiae", 2),
         said("splinter haemorrhages", 2), lab("777-3", 128, "10*3/uL"), lab("CRP", 140, "mg/L")),
        "critical", "ie", ("endocarditis",),
    ),
    Presentation(
        "DIC in sepsis", "71 y", "female",
        (said("A41.9", 0.5), said("septic shock", 0.3), said("oozing from venepuncture sites", 0.2),
         lab("777-3", 38, "10*3/uL"), lab("777-3", 190, "10*3/uL", 3), lab("6301-6", 2.1, "1"),
         lab("3255-7", 0.8, "g/L"), lab("48065-7", 22, "mg/L FEU"), lab("8310-5", 38.8, "Cel")),
        "critical", "dic", ("dic", "sepsis"),
    ),
    Presentation(
        "child with ITP, well", "4 y", "female",
        (said("petechiae", 1), said("viral upper respiratory infection", 16, "resolved"), untold("386661006"),
         lab("777-3", 16, "10*3/uL"), lab("718-7", 12.4, "g/dL"), lab("6690-2", 7.1, "10*3/uL")),
        "warning", "", ("itp_child",), ("sick_purpura", "leuk", "marrow_failure"),
    ),
    Presentation(
        "IgA vasculitis", "6 y", "male",
        (said("palpable purpura of the legs and buttocks", 3), said("arthralgia", 3), untold("386661006"),
         lab("777-3", 388, "10*3/uL"), lab("6301-6", 1.0, "1")),
        "info", "", ("igav",), ("sick_purpura",),
    ),
    Presentation(
        "senile purpura", "84 y", "female",
        (said("purpura of the forearms", 400), lab("777-3", 251, "10*3/uL"), lab("718-7", 12.6, "g/dL")),
        "info", "", ("actinic_purpura",),
    ),
    Presentation(
        "scurvy", "52 y", "male",
        (said("perifollicular haemorrhage, corkscrew hairs", 30), said("gum swelling", 30),
         said("restricted diet", 300),
         lab("777-3", 244, "10*3/uL"), lab("Vitamin C", 0.05, "mg/dL")),
        "info", "", ("scurvy",),
    ),
    Presentation(
        "clumps in EDTA", "45 y", "female",
        (lab("777-3", 31, "10*3/uL"), lab("5909-7", "Platelet clumps seen, count unreliable"),
         lab("718-7", 13.4, "g/dL"), lab("6690-2", 6.2, "10*3/uL")),
        "warning", "clump", ("pseudo_tp",), ("plt30", "plt10", "leuk"),
    ),
    Presentation(
        "spots above the nipple line after vomiting", "5 y", "female",
        (said("petechiae of the face and neck", 0.4), said("vomiting", 1), untold("386661006"),
         lab("777-3", 277, "10*3/uL")),
        "info", "", ("mechanical_svc",), ("strang", "sick_purpura"),
    ),
    Presentation(
        "drug-induced", "58 y", "male",
        (said("petechiae", 1), drug("quinine sulfate 200 mg", 9), lab("777-3", 8, "10*3/uL"),
         lab("777-3", 230, "10*3/uL", 60), lab("718-7", 14.1, "g/dL"), lab("6690-2", 6.0, "10*3/uL")),
        "warning", "", ("ditp",),
    ),
    Presentation(
        "von Willebrand disease", "17 y", "female",
        (said("D68.00", 2000), said("menorrhagia", 200), said("easy bruising", 900), lab("777-3", 262, "10*3/uL"),
         lab("6301-6", 1.0, "1")),
        "info", "", ("vwd",),
    ),
    Presentation(
        "stable cirrhosis", "61 y", "male",
        (said("K74.60", 900), said("splenomegaly", 900), lab("777-3", 74, "10*3/uL"), lab("777-3", 78, "10*3/uL", 120),
         lab("6301-6", 1.5, "1"), lab("718-7", 12.2, "g/dL")),
        "silent", "", (), ("dic", "leuk", "inr_unexplained"),
    ),
    Presentation(
        "bruises of several ages where a fall seldom leaves one, an old burn", "3 y", "male",
        (said("Multiple bruises of different ages on buttocks and back", 5), said("Burn scar on the hand", 30),
         lab("PLT", 255, "K/uL"), lab("6301-6", 1.0, "1")),
        "critical", "abuse", ("abuse",),
    ),
    Presentation(
        "knees and shins of a toddler", "2 y", "male",
        (said("Several bruises of differing ages over both shins and one on the forehead", 5),
         untold("Bruises on trunk, ears or buttocks"), lab("PLT", 310, "K/uL"), lab("6301-6", 1.0, "1")),
        "info", "", ("trauma_local",), ("abuse",),
    ),
    Presentation(
        "petechiae of the eyelids of a coughing toddler with fever", "3 y", "male",
        (said("Petechiae on eyelids and cheeks", 1), said("Cough and runny nose", 4), lab("8310-5", 38.3, "Cel"),
         lab("PLT", 312, "K/uL"), lab("CRP", 8, "mg/L")),
        "warning", "", ("mechanical_svc", "viral_nonspecific"), ("sick_purpura",),
    ),
    Presentation(
        "headache worst lying down and blurred vision after the Oxford vaccine", "44 y", "female",
        (said("Had her first covid jab, the Oxford one", 11), said("Headache, worst lying down", 3),
         said("Blurred vision", 1), said("Petechiae", 2), lab("777-3", 22, "10*3/uL"), lab("6301-6", 1.4, "1")),
        "critical", "vitt", ("vitt",),
    ),
    Presentation(
        "headache worst lying down with a count of 22", "44 y", "female",
        (said("Headache, worst lying down", 3), said("Petechiae", 2), lab("777-3", 22, "10*3/uL")),
        "critical", "head", ("itp_adult",),
    ),
    Presentation(
        "fever, dark urine and haemolysis after a summer among ticks", "70 y", "male",
        (said("Drenching sweats and fever", 10), said("Fatigue", 14), said("Dark urine", 5), said("Tick exposure", 20),
         said("Petechiae", 1), lab("777-3", 48, "10*3/uL"), lab("718-7", 7.9, "g/dL"), lab("6301-6", 1.1, "1"),
         lab("4542-7", 0.05, "g/L"), lab("8310-5", 39.1, "Cel", category="vital-signs")),
        "critical", "rickettsia", ("babesiosis",),
    ),
    Presentation(
        "nosebleed after a blow", "9 y", "male",
        (said("Nosebleed after being hit on the nose by a ball", 0.1), lab("777-3", 290, "10*3/uL")),
        "silent",
    ),
    Presentation(
        "nosebleed after a blow, gums bleed as well", "9 y", "male",
        (said("Nosebleed after being hit on the nose by a ball", 0.1), said("Gum bleeding", 3),
         lab("777-3", 290, "10*3/uL")),
        "info", "", ("vwd",),
    ),
    Presentation(
        "nosebleed without a blow", "9 y", "male", (said("Nosebleed", 0.1), lab("777-3", 290, "10*3/uL")),
        "info", "", ("local_bleeding",),
    ),
    Presentation(
        "hot and miserable with a few petechiae, vitals not told", "3 y", "male",
        (said("Hot and miserable", 0.2), lab("8310-5", 38.4, "Cel", category="vital-signs"),
         said("Few petechiae on the legs", 0.1), lab("777-3", 228, "10*3/uL")),
        "warning", "fever_petechiae_child", ("enterovirus", "viral_nonspecific"), ("sick_purpura",),
    ),
    Presentation(
        "fever with petechiae, cries when handled", "3 y", "male",
        (said("Inconsolable, cries when handled", 0.2), lab("8310-5", 38.4, "Cel", category="vital-signs"),
         said("Few petechiae on the legs", 0.1), lab("777-3", 228, "10*3/uL")),
        "critical", "sick_purpura", ("meningococcal",),
    ),
    Presentation(
        "swollen joint, aPTT twice the limit, no bleeding said", "14 y", "male",
        (said("Right knee swelling after football", 2), lab("PLT", 290, "10*9/L"), lab("14979-9", 74, "s"),
         lab("6301-6", 1.0, "1")),
        "warning", "", ("haemophilia",),
    ),
    Presentation(
        "bleeding points under the scales of psoriasis", "45 y", "female",
        (said("Silvery scaly plaques on elbows and scalp", 2000),
         said("Pinpoint bleeding when scales are scraped (Auspitz sign)", 60), lab("PLT", 270, "K/uL")),
        "silent",
    ),
    Presentation(
        "cold, petechiae, well, normal count: the virus is no warning", "4 y", "female",
        (said("A few petechiae on the trunk", 1), said("Runny nose", 3), untold("386661006"), said("Looks well", 0.1),
         lab("PLT", 290, "K/uL"), lab("CRP", 3, "mg/L")),
        "info", "", ("viral_nonspecific", "benign_infant", "mechanical_svc"),
    ),
]  # fmt: skip


@pytest.fixture(scope="module")
def reasoning() -> Reasoning:
    return Reasoning.of(load_knowledge(), "https://cds.example.org", ZoneInfo("UTC"))


@pytest.mark.parametrize("presentation", PRESENTATIONS, ids=lambda presentation: presentation.name)
def test_the_danger_is_named_and_the_calm_is_calm(reasoning: Reasoning, presentation: Presentation) -> None:
    chart = reasoning.read(presentation.prefetch(), PATIENT, NOW)
    assessment = reasoning.assess(chart)
    cards: list[dict[str, Any]] = reasoning.cards(
        assessment,
        chart,
        HookCall("patient-view", "0f1e7a52-6c1d-4f61-9d0e-0d9a3f6f2a11", PATIENT, None, {}),
    )
    fired = {each.gate.id: each.gate.indicator.value for each in assessment.gates}
    if presentation.indicator == "silent":
        assert not assessment.speaks, fired
        assert cards == []
        return
    assert assessment.unread == ()
    assert assessment.indicator.value == presentation.indicator, fired
    if presentation.gate:
        assert presentation.gate in fired
    else:
        assert "critical" not in fired.values()
    assert not fired.keys() & set(presentation.quiet)
    if presentation.heads:
        assert next(iter(fired)) == presentation.heads
        assert reasoning.knowledge.gates[GateId(presentation.heads)].headline in cards[0]["summary"]
    assert {each.cause.id for each in assessment.causes[:3]} & set(presentation.first)
    assert len(assessment.tests) <= 8
    assert cards[0]["indicator"] == presentation.indicator
    assert broken_rules(cards, patient_id=PATIENT) == []
    told = " ".join(f"{card['summary']} {card.get('detail', '')}" for card in cards).casefold()
    if not presentation.knows_temperature:
        assert "no fever" not in told
