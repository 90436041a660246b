from __future__ import annotations

from typing import Any

import pytest

from rules.chart import Assertion, Origin
from tests.cds.fhir.builders import LOINC, SNOMED, read


def only(resource: Any) -> Any:
    (statement,) = read(resource).statements
    return statement


def family(text: Any, **more: Any) -> Any:
    return {"resourceType": "FamilyMemberHistory", "id": "f", "status": "completed", "relationship": {"text": "father"},
            "condition": [{"code": {"text": text}}], **more}  # fmt: skip


def test_a_relatives_disease_is_not_the_patients() -> None:
    statement = only(family("ITP"))
    assert (statement.origin, statement.concepts, statement.text) == (Origin.FAMILY, {"itp"}, "father: ITP")
    assert only(family("No ITP")).denied == {"itp"}
    assert not read(family("ITP", status="entered-in-error")).statements


def test_vaccines() -> None:
    given = {"resourceType": "Immunization", "id": "i", "status": "completed", "occurrenceDateTime": "2026-05-01",
             "vaccineCode": {"coding": [{"system": "http://hl7.org/fhir/sid/cvx", "code": "210"}]}}  # fmt: skip
    statement = only(given)
    assert (statement.origin, statement.concepts, statement.onset.at.day) == (
        Origin.IMMUNIZATION,
        {"vector_vaccine"},
        1,
    )
    assert not read(given | {"status": "not-done"}).statements


def test_a_vaccine_is_not_the_disease_it_is_named_for() -> None:
    given = {"resourceType": "Immunization", "id": "i", "status": "completed", "vaccineCode": {"text": "Yellow fever"}}
    assert not read(given).statements
    assert only(given | {"resourceType": "Condition", "code": {"text": "Yellow fever"}}).concepts == {"fever"}


def test_procedures() -> None:
    done = {"resourceType": "Procedure", "id": "x", "status": "completed", "performedDateTime": "2026-05-01",
            "code": {"coding": [{"system": SNOMED, "code": "116859006"}]}}  # fmt: skip
    statement = only(done)
    assert (statement.origin, statement.concepts, statement.onset.at.day) == (Origin.PROCEDURE, {"transfusion"}, 1)
    assert not read(done | {"status": "not-done"}).statements
    assert not read(done | {"performedDateTime": "2026-07-01"}).statements


def test_report_conclusions_and_visit_reasons() -> None:
    report = {
        "resourceType": "DiagnosticReport",
        "id": "r",
        "status": "final",
        "conclusion": "Schistocytes present, no ITP",
    }
    statement = only(report)
    assert (statement.concepts, statement.denied, statement.origin) == ({"schistocytes"}, {"itp"}, Origin.REPORT)
    visit = {"resourceType": "Encounter", "id": "e", "status": "in-progress", "reasonCode": [{"text": "fever"}]}
    assert (only(visit).origin, only(visit).assertion) == (Origin.REASON, Assertion.PRESENT)


@pytest.mark.parametrize(
    "code",
    [{"coding": [{"system": LOINC, "code": "5909-7"}]}, {"text": "Peripheral smear please"}, {"text": "Blood film"}],
)
def test_open_orders(code: Any) -> None:
    order = {"resourceType": "ServiceRequest", "id": "s", "status": "draft", "intent": "order", "code": code}
    (found,) = read(order).orders
    assert found.tests == {"blood_film"}
    assert not read(order | {"status": "completed"}).orders
    assert not read(order | {"doNotPerform": True}).orders


def test_an_order_for_something_else() -> None:
    assert not read(
        {"resourceType": "ServiceRequest", "id": "s", "status": "active", "code": {"text": "Chest film"}}
    ).orders
