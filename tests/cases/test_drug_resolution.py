from __future__ import annotations

import json
from typing import Any

import pytest

from benchmarks.drug_resolution import DrugTruth
from rules.loading import load_knowledge

RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"


@pytest.fixture(scope="module")
def truth() -> DrugTruth:
    return DrugTruth(load_knowledge())


def order(code: str | None, text: str, **more: Any) -> dict[str, Any]:
    coding = [{"system": RXNORM, "code": code}] if code else []
    return {"resourceType": "MedicationRequest", "medicationCodeableConcept": {"coding": coding, "text": text}, **more}


def judged(truth: DrugTruth, *resources: dict[str, Any]) -> Any:
    bundle = {"resourceType": "Bundle", "entry": [{"resource": each} for each in resources]}
    return truth.judge("some", [json.dumps(bundle).encode()])


def test_a_name_that_agrees(truth: DrugTruth) -> None:
    found = judged(truth, order("855332", "Warfarin Sodium 5 MG Oral Tablet"))
    assert (found.orders, found.judged, found.both, found.errors.total()) == (1, 1, 1, 0)


def test_a_name_that_disagrees_is_an_error_of_both_kinds(truth: DrugTruth) -> None:
    found = judged(truth, order("855332", "Aspirin 81 MG"))
    assert (found.precision.hits, found.precision.total) == (found.recall.hits, found.recall.total) == (0, 1)
    assert list(found.errors) == [("Aspirin 81 MG", "aspirin", "warfarin")]


def test_without_a_known_code_or_without_words_nothing_is_judged(truth: DrugTruth) -> None:
    found = judged(truth, order(None, "Aspirin 81 MG"), order("1", "Zzz"), order("855332", ""))
    assert (found.orders, found.judged, found.only_named) == (3, 0, 1)


def test_a_mix_is_judged_part_by_part(truth: DrugTruth) -> None:
    part = {"itemReference": {"reference": "Medication/a"}}
    mix = {"resourceType": "Medication", "id": "mix", "ingredient": [part, part | {"itemReference": None}]}
    heparin = {
        "resourceType": "Medication", "id": "a", "identifier": [{"value": "Heparin Sodium"}],
        "code": {"coding": [{"system": "http://hl7.org/fhir/sid/ndc", "code": "00069004301"}]},
    }  # fmt: skip
    of_mix = {"resourceType": "MedicationRequest", "medicationReference": {"reference": "Medication/mix"}}
    found = judged(truth, of_mix, mix, heparin)
    assert (found.judged, found.both) == (1, 1)
