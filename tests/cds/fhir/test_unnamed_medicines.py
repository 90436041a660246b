"""Which orders name their medicine, so that nothing needs to be asked for again."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cds.fhir.unnamed_medicines import names_every_medicine
from tests.cds.fhir.builders import bundle

MEDICATION = {"resourceType": "Medication", "id": "m1", "code": {"text": "Heparin"}}


def order(**reference: Any) -> dict[str, Any]:
    return {"resourceType": "MedicationRequest", "id": "o1", "medicationReference": reference}


def named(*resources: Any, **full_urls: str) -> bool:
    document = bundle(*resources)
    for number, url in full_urls.items():
        document["entry"][int(number[1:])]["fullUrl"] = url
    return names_every_medicine(json.dumps(document).encode())


@pytest.mark.parametrize(
    "reference",
    [
        {"reference": "Medication/m1", "display": "Heparin"},
        {"reference": "#m1"},
        {"display": "Heparin"},
        {"reference": ""},
        {},
    ],
)
def test_a_name_or_a_contained_medicine_is_enough(reference: dict[str, Any]) -> None:
    assert named(order(**reference))


@pytest.mark.parametrize(
    "reference", ["Medication/m1", "https://ehr.example.org/r4/Medication/m1", "Medication/m1/_history/2"]
)
def test_a_bare_reference_needs_its_medicine_in_the_same_bundle(reference: str) -> None:
    assert named(order(reference=reference), MEDICATION)
    assert not named(order(reference=reference))
    assert not named(order(reference=reference), {**MEDICATION, "id": "m2"})


def test_a_medicine_may_be_named_by_its_full_url() -> None:
    nameless = {key: value for key, value in MEDICATION.items() if key != "id"}
    assert named(order(reference="urn:uuid:1b2"), nameless, _1="urn:uuid:1b2")
    assert not named(order(reference="urn:uuid:1b2"), nameless, _1="urn:uuid:1b3")


def test_codes_need_no_reference() -> None:
    assert named({"resourceType": "MedicationRequest", "medicationCodeableConcept": {"text": "Heparin"}})
    assert names_every_medicine(b"")


@pytest.mark.parametrize("broken", [b'{"medicationReference"', b'{"entry":[{"resource":{"medicationReference":5}}]}'])
def test_what_cannot_be_read_is_left_to_the_reading_of_the_chart(broken: bytes) -> None:
    assert names_every_medicine(broken)
