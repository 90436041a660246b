"""Problems, family, patients and pages as real systems send them, told with invented people."""

from __future__ import annotations

from typing import Any

import pytest

from rules.chart import Assertion, Course, Origin
from tests.cds.fhir.builders import ICD, SNOMED, bundle, count, read, whys

_PATIENT = {"resourceType": "Patient", "id": "p1"}


def condition(code: Any = None, **more: Any) -> dict[str, Any]:
    return {"resourceType": "Condition", "id": "c1", "code": code or {"text": "Thrombocytopenia"}, **more}


def icd(code: str, system: str = ICD) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}]}


def status(code: str) -> dict[str, Any]:
    return {"coding": [{"code": code}]}


@pytest.mark.parametrize(
    "resource",
    [
        pytest.param(condition(), id="no clinical status"),
        pytest.param(condition(clinicalStatus={}), id="an empty clinical status"),
        pytest.param(condition(icd("D69.6")), id="ICD with a dot"),
        pytest.param(condition(icd("D696", "http://h.example/mimic-diagnosis-icd10")), id="ICD without a dot, local"),
        pytest.param(condition(icd("d69.6")), id="ICD in small letters"),
        pytest.param(condition(icd("D69.60")), id="a finer code than ours"),
        pytest.param(condition({"text": "Thrombo\u200bcytopenia"}), id="a zero-width space"),
        pytest.param(condition(category={"text": "x"}), id="one category for a list"),
    ],
)
def test_held(resource: dict[str, Any]) -> None:
    (statement,) = read(resource).statements
    assert (statement.concepts, statement.assertion) == ({"low_platelets"}, Assertion.PRESENT)
    assert statement.course is Course.UNSTATED


@pytest.mark.parametrize(
    "resource",
    [
        pytest.param(condition(verificationStatus=status("entered-in-error")), id="R4"),
        pytest.param(condition(verificationStatus="entered-in-error"), id="STU3"),
        pytest.param(condition(verificationStatus={"text": "Entered in error"}), id="text only"),
    ],
)
def test_entered_in_error(resource: dict[str, Any]) -> None:
    assert not read(resource).statements


@pytest.mark.parametrize(
    "resource",
    [
        pytest.param(condition(verificationStatus=status("refuted")), id="R4"),
        pytest.param(condition(verificationStatus="refuted"), id="STU3"),
        pytest.param(condition({"text": "No thrombocytopenia"}), id="no ..."),
    ],
)
def test_refuted(resource: dict[str, Any]) -> None:
    (statement,) = read(resource).statements
    denied = statement.concepts if statement.assertion is Assertion.ABSENT else statement.denied
    asserted = set() if statement.assertion is Assertion.ABSENT else statement.concepts
    assert ("low_platelets" in denied, "low_platelets" in asserted) == (True, False)


def test_a_code_that_says_no() -> None:
    (statement,) = read(condition({"coding": [{"system": SNOMED, "code": "86699002"}]})).statements
    assert statement.denied == {"fever"}


@pytest.mark.parametrize(
    "resource",
    [
        pytest.param(condition(clinicalStatus=status("resolved")), id="resolved"),
        pytest.param(condition(clinicalStatus="resolved"), id="STU3"),
        pytest.param(condition(abatementDateTime="2020"), id="ended"),
        pytest.param(condition({"text": "History of thrombocytopenia"}), id="history of"),
    ],
)
def test_past(resource: dict[str, Any]) -> None:
    (statement,) = read(resource).statements
    assert statement.course is Course.PAST


def test_a_relatives_disease_in_a_problem_list() -> None:
    (statement,) = read(condition({"text": "Family history of thrombocytopenia"})).statements
    assert statement.origin is Origin.FAMILY


@pytest.mark.parametrize(
    ("patient", "known", "dead"),
    [
        ({"birthDate": "1950"}, True, False),
        ({"birthDate": "1950-03"}, True, False),
        ({"_birthDate": {"extension": [{"url": "http://x/data-absent-reason", "valueCode": "unknown"}]}}, False, False),
        ({}, False, False),
        ({"deceasedBoolean": False}, False, False),
        ({"deceasedBoolean": True}, False, True),
        ({"deceasedDateTime": "2020-01-01"}, False, True),
    ],
)
def test_patients(patient: dict[str, Any], known: bool, dead: bool) -> None:
    chart = read({**_PATIENT, **patient})
    assert (chart.patient.birth is not None, chart.patient.deceased) == (known, dead)


def test_all_dates_in_the_future_give_no_age_and_no_result() -> None:
    chart = read({**_PATIENT, "birthDate": "2110"}, count(8, effectiveDateTime="2180-01-01T00:00:00Z"))
    assert not chart.results
    assert "dated in the future" in whys(chart)
    assert chart.age_days is not None
    assert chart.age_days < 0


def test_patients_mixed_in_one_bundle() -> None:
    other = {"reference": "Patient/p2"}
    chart = read(
        _PATIENT,
        {"resourceType": "Patient", "id": "p2"},
        count(88, subject={"reference": "Patient/p1"}),
        {**count(8, subject=other), "id": "o2"},
        condition(subject=other),
        {"resourceType": "MedicationRequest", "id": "m", "status": "active", "subject": other,
         "medicationCodeableConcept": {"text": "warfarin"}},
        patient_id="p1",
    )  # fmt: skip
    assert [result.value for result in chart.results["platelet_count"]] == [88]
    assert not chart.statements
    assert not chart.drugs
    assert whys(chart) == "4 resources: of another patient: not used"


@pytest.mark.parametrize("first", [True, False])
def test_an_outcome_among_the_entries_and_a_page_that_is_not_the_last(first: bool) -> None:
    outcome = {"resourceType": "OperationOutcome", "issue": [{"severity": "warning", "code": "not-found"}]}
    entries = [outcome, count(88)] if first else [count(88), outcome]
    chart = read(bundle(*entries, link=[{"relation": "next", "url": "http://x"}]))
    assert len(chart.results["platelet_count"]) == 1
    assert whys(chart) == "chart: only the first page was sent"
