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


@pytest.mark.parametrize("kind", ["NamingSystem", "Frobnication"])
def test_kinds_of_no_use_say_nothing(kind: str) -> None:
    chart = read({"resourceType": kind, "id": "x"}, {"resourceType": "Patient", "id": "p1"})
    assert not chart.unread


_FILM = {"coding": [{"system": LOINC, "code": "5909-7"}], "text": "Blood film"}


@pytest.mark.parametrize(
    "order",
    [
        pytest.param(
            {"resourceType": "DiagnosticOrder", "status": "requested", "subject": {"reference": "Patient/p1"},
             "item": [{"code": _FILM}], "event": [{"dateTime": "2026-04-30"}, {"dateTime": "2026-05-02"}]},
            id="DSTU2",
        ),
        pytest.param(
            {"resourceType": "ProcedureRequest", "status": "active", "intent": "order", "code": _FILM,
             "authoredOn": "2026-05-02"},
            id="STU3",
        ),
        pytest.param(
            {"resourceType": "ServiceRequest", "status": "active", "intent": "order", "code": _FILM,
             "authoredOn": "2026-05-02"},
            id="R4",
        ),
        pytest.param(
            {"resourceType": "ServiceRequest", "status": "active", "intent": "order", "code": {"concept": _FILM},
             "authoredOn": "2026-05-02"},
            id="R5",
        ),
    ],
)  # fmt: skip
def test_a_test_that_is_ordered(order: dict[str, Any]) -> None:
    (found,) = read({"id": "s1", **order}, patient_id="p1").orders
    assert (found.tests, found.text, found.when.at.day) == ({"blood_film"}, "Blood film", 2)


@pytest.mark.parametrize(
    ("more", "number"),
    [
        ({}, 2),
        ({"status": "completed"}, 0),
        ({"status": "rejected"}, 0),
        ({"status": None}, 2),
        ({"item": [{"code": _FILM}, {"code": _FILM, "status": "completed"}, {"code": {"text": "Zzz"}}, {}]}, 1),
        ({"item": None}, 0),
        ({"event": None}, 2),
    ],
)
def test_a_dstu2_order_is_open_item_by_item(more: dict[str, Any], number: int) -> None:
    order = {"resourceType": "DiagnosticOrder", "id": "d1", "status": "accepted", "item": [{"code": _FILM}] * 2}
    assert len(read(order | more).orders) == number


@pytest.mark.parametrize(
    "said",
    [
        pytest.param({"notPerformed": True}, id="DSTU2"),
        pytest.param({"notDone": True}, id="STU3"),
        pytest.param({"status": "not-done"}, id="R4"),
    ],
)
def test_a_procedure_that_was_not_done(said: dict[str, Any]) -> None:
    code = {"coding": [{"system": "http://snomed.info/sct", "code": "116859006"}]}
    done = {"resourceType": "Procedure", "id": "x", "status": "completed", "code": code}
    assert read(done).statements
    assert not read(done | said).statements


def test_a_medicine_that_is_not_taken_in_r5() -> None:
    stated = {"resourceType": "MedicationStatement", "id": "m", "status": "recorded",
              "medication": {"concept": _WARFARIN}}  # fmt: skip

    def adherence(code: str) -> dict[str, Any]:
        return {"adherence": {"code": {"coding": [{"code": code}]}}}

    assert read(stated | adherence("taking")).drugs
    assert read(stated | {"adherence": {}}).drugs
    assert not read(stated | adherence("not-taking")).drugs


@pytest.mark.parametrize(
    "reference",
    ["Encounter/e1", "Encounter/e1/_history/3", "https://fhir.example.org/r4/Encounter/e1", "urn:uuid:e1"],
)
def test_the_visit_of_an_r5_encounter_dates_its_diagnoses(reference: str) -> None:
    visit = {"resourceType": "Encounter", "id": "e1", "status": "completed", "actualPeriod": {"start": "2026-04-01"}}
    problem = {"resourceType": "Condition", "id": "c1", "code": _PROBLEM, "encounter": {"reference": reference}}
    assert read(problem, visit).statements[0].recorded.at.month == 4
