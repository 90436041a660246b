"""The real service on the hooks of orders, encounters and problems; requests as the public sandbox sends them.

All patients are invented.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.cds.cards.card_rules import broken_rules
from tests.sandbox_calls import NAPROXEN, PATIENT, SUBJECT, bundle, count, lab, medicine, problem

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse


def ask(service: FlaskClient, name: str, hook: str, context: dict[str, Any], *chart: dict[str, Any]) -> Any:
    answer = call(service, name, hook, context, *chart)
    assert answer.status_code == 200, answer.get_json()
    cards = answer.get_json()["cards"]
    assert broken_rules(cards, patient_id="p1") == []
    return cards


def call(service: FlaskClient, name: str, hook: str, context: dict[str, Any], *chart: dict[str, Any]) -> TestResponse:
    prefetch: dict[str, Any] = {"patient": PATIENT}
    for key, kind in (("trend", "Observation"), ("medications", "MedicationRequest"), ("conditions", "Condition")):
        prefetch[key] = bundle(*(resource for resource in chart if resource["resourceType"] == kind))
    return service.post(
        f"/cds-services/{name}",
        json={
            "hook": hook,
            "hookInstance": "5b906aae-bee9-46b1-9c14-774bff7bf8ca",
            "fhirServer": "http://127.0.0.1:8092/fhir/R4",
            "context": {"patientId": "p1", "userId": "Practitioner/COREPRACTITIONER1", **context},
            "prefetch": prefetch,
        },
    )


def select(service: FlaskClient, context: dict[str, Any], *chart: dict[str, Any]) -> Any:
    return ask(service, "bleeding-risk-guard-order-select", "order-select", context, *chart)


def sign(service: FlaskClient, context: dict[str, Any], *chart: dict[str, Any]) -> Any:
    return ask(service, "bleeding-risk-guard", "order-sign", context, *chart)


def test_the_sandbox_while_nothing_is_chosen(service: FlaskClient) -> None:
    bare = {key: NAPROXEN[key] for key in ("resourceType", "id", "status", "subject", "authoredOn")}
    context = {"selections": ["MedicationRequest/request-123"], "draftOrders": bundle(bare)}
    assert select(service, context, count(9, 20)) == []
    assert sign(service, {"draftOrders": bundle(bare)}, count(9, 20)) == []


def test_the_sandbox_with_an_nsaid_and_low_platelets(service: FlaskClient) -> None:
    context = {"selections": ["MedicationRequest/request-123"], "draftOrders": bundle(NAPROXEN)}
    for cards in (
        select(service, context, count(38, 19)),
        sign(service, {"draftOrders": bundle(NAPROXEN)}, count(38, 19)),
    ):
        (card,) = cards
        assert card["indicator"] == "warning"
        assert card["summary"].startswith("Naproxen 500 MG Oral Tablet (Naprosyn) drafted, platelets 38 yesterday: ")
        first = card["suggestions"][0]["actions"][0]
        # what the sandbox needs to put another drug into its form
        assert first["resource"]["medicationCodeableConcept"]["text"]
        assert first["resource"]["medicationCodeableConcept"]["coding"][0]["code"]


def test_the_sandbox_without_selections_and_drafts(service: FlaskClient) -> None:
    assert select(service, {}, count(9, 20)) == []
    assert sign(service, {}, count(9, 20)) == []


def test_the_sandbox_from_its_imaging_screen(service: FlaskClient) -> None:
    scan = {"resourceType": "ServiceRequest", "id": "example-request-id", "status": "draft", "intent": "plan",
            "subject": SUBJECT, "code": {"coding": [{}]}, "reasonCode": []}  # fmt: skip
    context = {"selections": ["ServiceRequest/example-request-id"], "draftOrders": bundle(scan)}
    assert select(service, context, count(9, 20)) == []


def test_a_draft_that_is_not_selected_is_left_alone(service: FlaskClient) -> None:
    drafts = bundle(NAPROXEN, medicine("Amlodipine 5 mg", status="draft"))
    context = {"selections": ["MedicationRequest/amlodipine"], "draftOrders": drafts}
    assert select(service, context, count(9, 20)) == []


def test_enoxaparin_while_platelets_fall_on_heparin(service: FlaskClient) -> None:
    draft = medicine("Enoxaparin 80 mg", status="draft", dosageInstruction=[
        {"timing": {"repeat": {"frequency": 2, "period": 1, "periodUnit": "d"}},
         "doseAndRate": [{"doseQuantity": {"value": 80, "unit": "mg"}}]}])  # fmt: skip
    chart = (count(188, 14), count(96, 18), count(61, 20), medicine("Heparin 5000 units"))
    (card,) = sign(service, {"draftOrders": bundle(draft)}, *chart)
    assert card["indicator"] == "critical"
    assert card["summary"] == (
        "Enoxaparin 80 mg drafted, platelets 61 (188 on 14 Nov): "
        "HIT not excluded. Consider stopping all heparin, sending PF4"
    )
    removal, creation = card["suggestions"][0]["actions"]
    assert removal["resourceId"] == "MedicationRequest/enoxaparin"
    assert creation["resource"]["code"]["coding"][0]["code"] == "34701-3"


def test_a_stable_patient_on_warfarin_gets_no_card(service: FlaskClient) -> None:
    chart = (count(128, 1), count(128, 19), lab("6301-6", 2.4, "{INR}", 19), medicine("Warfarin 5 mg", "2024-01-01"))
    assert sign(service, {"draftOrders": bundle(medicine("Warfarin 5 mg", status="draft"))}, *chart) == []


@pytest.mark.parametrize("drug", ["Amoxicillin 500 mg", "Ibuprofen 400 mg", "Apixaban 5 mg", "Sertraline 50 mg"])
def test_a_normal_count_gets_no_card(service: FlaskClient, drug: str) -> None:
    assert sign(service, {"draftOrders": bundle(medicine(drug, status="draft"))}, count(240, 19)) == []


def test_an_encounter_that_starts_is_answered_as_a_chart_that_is_opened(service: FlaskClient) -> None:
    chart = (problem("Petechiae", recordedDate="2026-11-19"), count(12, 19))
    name = "petechiae-differential-encounter-start"
    started = ask(service, name, "encounter-start", {"encounterId": "e1"}, *chart)
    opened = ask(service, "petechiae-differential", "patient-view", {"encounterId": "e1"}, *chart)
    assert [card["summary"] for card in started] == [card["summary"] for card in opened] != []


@pytest.mark.parametrize(
    ("text", "speaks"),
    [("Petechiae", True), ("Purpura of both legs", True), ("Hypertension", False), ("Fear of flying", False)],
)
def test_a_problem_being_added_speaks_when_it_is_a_reason(service: FlaskClient, text: str, speaks: bool) -> None:
    context = {"conditions": bundle(problem(text))}
    name = "petechiae-differential-problem-list-item-create"
    known = problem("Petechiae", id="old", recordedDate="2026-11-18")
    cards = ask(service, name, "problem-list-item-create", context, count(12, 19), known)
    assert bool(cards) is speaks


def test_a_purpura_being_added_to_a_bare_chart_asks_for_the_count(service: FlaskClient) -> None:
    context = {"conditions": bundle(problem("Petechiae"))}
    (card,) = ask(service, "petechiae-differential-problem-list-item-create", "problem-list-item-create", context)
    assert "platelet count" in card["summary"]


OTHERS = {"reference": "Patient/p2"}


@pytest.mark.parametrize(
    ("draft", "why"),
    [
        (medicine("Naproxen", status="draft", subject=OTHERS), "are not of the patient in context"),
        (medicine("Naproxen", status="draft", dosageInstruction="twice a day"), "could not be read"),
        (
            medicine("", status="draft", medicationReference={"reference": "Medication/x"}),
            "do not say what they are (no name, no known code)",
        ),
    ],
)
def test_silence_over_a_draft_that_was_not_checked_is_refused(
    service: FlaskClient, draft: dict[str, Any], why: str
) -> None:
    harmless = medicine("Paracetamol", status="draft")
    for drafts in (bundle(draft), bundle(draft, harmless), bundle(draft, medicine("Ibuprofen", status="draft"))):
        answer = call(service, "bleeding-risk-guard", "order-sign", {"draftOrders": drafts}, count(240, 19))
        assert answer.status_code == 422
        (issue,) = answer.get_json()["issue"]
        assert issue["expression"] == ["context.draftOrders"]
        assert f"Draft orders that {why} were not checked: 1." in issue["details"]["text"]
    assert sign(service, {"draftOrders": bundle(harmless)}, count(240, 19)) == []
    (card,) = sign(service, {"draftOrders": bundle(draft, medicine("Ibuprofen", status="draft"))}, count(9, 19))
    assert "Ibuprofen" in card["summary"]
    assert "Drafts of this call that could not be checked: 1" in card["detail"]
    (card,) = sign(service, {"draftOrders": bundle(harmless, medicine("Ibuprofen", status="draft"))}, count(9, 19))
    assert "could not be checked" not in card["detail"]


def test_problems_of_another_patient_being_added_are_refused(service: FlaskClient) -> None:
    name, hook = "petechiae-differential-problem-list-item-create", "problem-list-item-create"
    answer = call(service, name, hook, {"conditions": bundle(problem("Petechiae", subject=OTHERS))}, count(12, 19))
    assert answer.status_code == 422
    assert answer.get_json()["issue"][0]["expression"] == ["context.conditions"]


@pytest.mark.parametrize("new", [problem("Petechiae", code=5), problem("Petechiae", onsetDateTime=5)])
def test_problems_being_added_that_cannot_be_read_are_refused(service: FlaskClient, new: dict[str, Any]) -> None:
    name, hook = "petechiae-differential-problem-list-item-create", "problem-list-item-create"
    for conditions in (bundle(new), {"resourceType": "Bundle", "entry": [{"fullUrl": "urn:uuid:1"}]}):
        answer = call(service, name, hook, {"conditions": conditions}, count(12, 19))
        assert answer.status_code == 422
        assert answer.get_json()["issue"][0]["expression"] == ["context.conditions"]
    assert call(service, name, hook, {"conditions": bundle(problem("Asthma"))}, count(12, 19)).get_json()["cards"] == []
