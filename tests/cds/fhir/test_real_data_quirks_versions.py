"""Other versions of FHIR: DSTU2, STU3, R4B and R5 shapes of the same small chart."""

from __future__ import annotations

from typing import Any

import pytest

from rules.chart import Course, DrugState, Origin
from tests.cds.fhir.builders import LOINC, RXNORM, read

_WARFARIN = {"coding": [{"system": RXNORM, "code": "11289"}]}
_PROBLEM = {"text": "Thrombocytopenia"}
_COUNT = {"coding": [{"system": LOINC, "code": "777-3"}]}


@pytest.mark.parametrize(
    "order",
    [
        pytest.param(
            {"resourceType": "MedicationOrder", "status": "active", "dateWritten": "2026-05-01",
             "medicationCodeableConcept": _WARFARIN, "patient": {"reference": "Patient/p1"},
             "dosageInstruction": [{"text": "5 mg", "doseQuantity": {"value": 5}}]},
            id="DSTU2",
        ),
        pytest.param(
            {"resourceType": "MedicationRequest", "status": "active", "intent": "order", "authoredOn": "2026-05-01",
             "medicationCodeableConcept": _WARFARIN, "subject": {"reference": "Patient/p1"},
             "context": {"reference": "Encounter/e1"}},
            id="STU3",
        ),
        pytest.param(
            {"resourceType": "MedicationRequest", "status": "active", "intent": "order", "authoredOn": "2026-05-01",
             "medication": {"concept": _WARFARIN}, "subject": {"reference": "Patient/p1"}},
            id="R5 concept",
        ),
        pytest.param(
            {"resourceType": "MedicationRequest", "status": "active", "intent": "order", "authoredOn": "2026-05-01",
             "medication": {"reference": {"reference": "#m"}}, "subject": {"reference": "Patient/p1"},
             "contained": [{"resourceType": "Medication", "id": "m", "code": _WARFARIN}]},
            id="R5 reference",
        ),
        pytest.param(
            {"resourceType": "MedicationUsage", "status": "active", "effectiveDateTime": "2026-05-01",
             "medication": {"concept": _WARFARIN}, "subject": {"reference": "Patient/p1"}},
            id="R5 draft name",
        ),
    ],
)  # fmt: skip
def test_a_medicine(order: dict[str, Any]) -> None:
    (found,) = read({"resourceType": "Patient", "id": "p1"}, {"id": "m1", **order}, patient_id="p1").drugs
    assert (found.drugs, found.state) == ({"warfarin"}, DrugState.RUNNING)
    assert found.start.at.day == 1


@pytest.mark.parametrize(
    "problem",
    [
        pytest.param(
            {"clinicalStatus": "active", "verificationStatus": "confirmed", "dateRecorded": "2026-05-01",
             "patient": {"reference": "Patient/p1"}},
            id="DSTU2",
        ),
        pytest.param(
            {"clinicalStatus": "active", "assertedDate": "2026-05-01", "context": {"reference": "Encounter/e1"},
             "subject": {"reference": "Patient/p1"}},
            id="STU3",
        ),
        pytest.param(
            {"clinicalStatus": {"coding": [{"code": "active"}]}, "recordedDate": "2026-05-01",
             "participant": [{"actor": {"reference": "Practitioner/x"}}], "subject": {"reference": "Patient/p1"}},
            id="R5",
        ),
    ],
)  # fmt: skip
def test_a_problem(problem: dict[str, Any]) -> None:
    (found,) = read({"resourceType": "Condition", "id": "c1", "code": _PROBLEM, **problem}, patient_id="p1").statements
    assert (found.concepts, found.course) == ({"low_platelets"}, Course.ACTIVE)
    assert found.recorded.at.day == 1


@pytest.mark.parametrize(
    "visit",
    [
        pytest.param({"class": "emergency", "reason": [_PROBLEM]}, id="DSTU2, STU3"),
        pytest.param({"class": {"code": "EMER"}, "reasonCode": [_PROBLEM]}, id="R4"),
        pytest.param(
            {"class": [{"coding": [{"code": "EMER"}]}], "reason": [{"use": [], "value": [{"concept": _PROBLEM}]}]},
            id="R5",
        ),
        pytest.param({"reason": {"value": {"concept": _PROBLEM}}}, id="R5, objects for lists"),
    ],
)
def test_why_the_patient_came(visit: dict[str, Any]) -> None:
    (found,) = read({"resourceType": "Encounter", "id": "e1", "status": "in-progress", **visit}).statements
    assert (found.concepts, found.origin) == ({"low_platelets"}, Origin.REASON)


def test_an_r5_reason_by_reference_says_nothing() -> None:
    reason = [{"value": [{"reference": {"reference": "Condition/c1"}}]}]
    chart = read({"resourceType": "Encounter", "id": "e1", "status": "in-progress", "reason": reason})
    assert not chart.statements
    assert not chart.unread


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"comments": "see film", "effectiveDateTime": "2026-05-09"}, id="DSTU2"),
        pytest.param(
            {"comment": "see film", "context": {"reference": "Encounter/e1"}, "issued": "2026-05-09"}, id="STU3"
        ),
        pytest.param({"effectiveInstant": "2026-05-09T08:00:00Z", "triggeredBy": []}, id="R5"),
    ],
)
def test_a_count(more: dict[str, Any]) -> None:
    found = {"resourceType": "Observation", "id": "o1", "status": "final", "code": _COUNT, **more}
    (result,) = read({**found, "valueQuantity": {"value": 88, "unit": "K/uL"}}).results["platelet_count"]
    assert (result.value, result.when.at.day) == (88, 9)


@pytest.mark.parametrize("kind", ["DiagnosticOrder", "NamingSystem", "Frobnication"])
def test_kinds_of_no_use_say_nothing(kind: str) -> None:
    chart = read({"resourceType": kind, "id": "x"}, {"resourceType": "Patient", "id": "p1"})
    assert not chart.unread
