"""A "no" beside the name of a place, or of a picture of it, speaks of that place."""

from __future__ import annotations

from typing import Any

import pytest

from cds.fhir.concept_codes import Concepts
from rules.chart import Assertion
from rules.loading import load_knowledge
from tests.cds.fhir.builders import observation, read


def condition(text: str, **more: Any) -> Any:
    return {"resourceType": "Condition", "id": "c", "code": {"text": text}, "recordedDate": "2026-05-08", **more}


def report(title: str, conclusion: str) -> Any:
    return {"resourceType": "DiagnosticReport", "id": "r", "status": "final", "issued": "2026-05-09T10:00:00Z",
            "code": {"text": title}, "conclusion": conclusion}  # fmt: skip


def denied(*resources: Any) -> set[str]:
    return {concept for statement in read(*resources).statements for concept in statement.denied}


@pytest.mark.parametrize(
    ("text", "ruled_out"),
    [
        ("No thrombus", {"clot", "leg_clot"}),
        ("No DVT", {"leg_clot"}),
        ("Duplex, no thrombus", {"leg_clot"}),
        ("No thrombus on duplex", {"leg_clot", "duplex"}),
        ("Leg: no thrombus", {"leg_clot"}),
        ("Scan of the arm: no thrombus", set()),
        ("Duplex and scan of the arm: no thrombus", set()),
        ("Duplex: no fever", {"fever"}),
    ],
)
def test_the_place_named_beside_a_denial_is_all_it_reaches(text: str, ruled_out: set[str]) -> None:
    assert denied(condition(text)) == ruled_out


@pytest.mark.parametrize(
    ("text", "ruled_out"), [("Thrombus", {"clot", "leg_clot"}), ("Thrombus on duplex", {"duplex", "leg_clot"})]
)
def test_a_refuted_entry_reaches_as_far(text: str, ruled_out: set[str]) -> None:
    (statement,) = read(condition(text, verificationStatus={"coding": [{"code": "refuted"}]})).statements
    assert (statement.assertion, statement.concepts) == (Assertion.ABSENT, ruled_out)


@pytest.mark.parametrize(
    ("title", "conclusion", "ruled_out"),
    [
        ("Duplex", "Veins open. No thrombus.", {"leg_clot"}),
        ("Imaging", "Duplex of both sides. No thrombus.", {"leg_clot"}),
        ("Imaging", "Veins open. No thrombus.", {"clot", "leg_clot"}),
        ("Duplex", "Thrombus. No fever.", {"fever"}),
    ],
)
def test_a_report_speaks_of_what_was_looked_at(title: str, conclusion: str, ruled_out: set[str]) -> None:
    assert denied(report(title, conclusion)) == ruled_out


def test_a_document_of_a_report_does_so_too() -> None:
    form = [{"contentType": "text/plain", "data": "Tm8gdGhyb21idXMu"}]
    assert denied(report("Duplex", "") | {"presentedForm": form}) == {"leg_clot"}
    assert denied(report("Imaging", "") | {"presentedForm": form}) == {"clot", "leg_clot"}


def test_a_result_in_words_speaks_of_what_its_code_names() -> None:
    assert denied(observation({"text": "Duplex"}, valueString="no thrombus")) == {"leg_clot"}


def test_a_note_is_read_a_sentence_at_a_time() -> None:
    assert denied(condition("rash", note=[{"text": "Duplex done. No thrombus."}])) == {"clot", "leg_clot"}


@pytest.fixture(scope="module")
def concepts() -> Concepts:
    known = load_knowledge()
    return Concepts(known.concepts, known.text_words)


@pytest.mark.parametrize(
    ("text", "here", "elsewhere"),
    [
        ("No thrombus on echocardiogram", "heart_thrombus", "thrombosis"),
        ("Transthoracic echo: EF 48%, no thrombus", "heart_thrombus", "deep_vein_thrombosis"),
        ("No left ventricular thrombus", "heart_thrombus", "thrombosis"),
        ("Venous duplex of the legs: no thrombosis", "deep_vein_thrombosis", "thrombosis"),
        ("Dopplers negative", "deep_vein_thrombosis", "pulmonary_embolism"),
        ("CTPA negative", "pulmonary_embolism", "deep_vein_thrombosis"),
        ("Liver Doppler: portal vein patent, no thrombus", "splanchnic_thrombosis", "deep_vein_thrombosis"),
        ("CT venogram: no sinus thrombosis", "cerebral_venous_thrombosis", "thrombosis"),
        ("No DVT or PE", "pulmonary_embolism", "arterial_thrombosis"),
        ("No VTE", "deep_vein_thrombosis", "arterial_thrombosis"),
        ("No thrombosis", "arterial_thrombosis", ""),
        ("No thrombosis", "thrombosis", ""),
    ],
)
def test_a_clot_is_denied_where_it_was_looked_for(concepts: Concepts, text: str, here: str, elsewhere: str) -> None:
    ruled_out = {str(concept) for spoken in concepts.spoken(text) for concept in concepts.meaning(spoken).denied}
    assert here in ruled_out
    assert elsewhere not in ruled_out


@pytest.mark.parametrize("text", ["No thrombus in the catheter", "No carotid thrombus on duplex"])
def test_a_clot_of_another_vessel_denies_none(concepts: Concepts, text: str) -> None:
    assert not any(
        "thromb" in concept for spoken in concepts.spoken(text) for concept in concepts.meaning(spoken).denied
    )
