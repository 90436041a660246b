from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from cds.version import VERSION

if TYPE_CHECKING:
    from flask.testing import FlaskClient

ADDRESS = "/cds-services/petechiae-differential"


def test_a_call_is_answered_with_cards_and_the_version_of_the_knowledge(
    client: FlaskClient, hook_request: dict[str, Any]
) -> None:
    answer = client.post(ADDRESS, json=hook_request)
    assert answer.status_code == 200
    assert answer.content_type == "application/json"
    assert [card["summary"] for card in answer.get_json()["cards"]] == ["Card for p1"]
    assert answer.get_json()["extension"] == {
        "org.petechiae.service": {"version": VERSION},
        "org.petechiae.knowledge": {"version": "0.1.0+fake"},
    }


def test_nothing_to_say_is_an_empty_list_and_no_error(
    client: FlaskClient, engine: Any, hook_request: dict[str, Any]
) -> None:
    engine.speaks = False
    answer = client.post(ADDRESS, json=hook_request)
    assert answer.status_code == 200
    assert answer.get_json()["cards"] == []


def test_the_same_call_gives_the_same_bytes(client: FlaskClient, hook_request: dict[str, Any]) -> None:
    assert client.post(ADDRESS, json=hook_request).data == client.post(ADDRESS, json=hook_request).data


def test_what_we_do_not_know_is_ignored(client: FlaskClient, engine: Any, hook_request: dict[str, Any]) -> None:
    hook_request["future"] = {"x": 1}
    hook_request["extension"] = ["not an object"]
    hook_request["context"]["future"] = [1]
    hook_request["prefetch"]["never-asked"] = {"resourceType": "Basic"}
    hook_request["fhirServer"] = "https://ehr.example.org/r4"
    hook_request["fhirAuthorization"] = {"access_token": "", "scope": 7}
    assert client.post(ADDRESS, json=hook_request).status_code == 200
    assert engine.calls[0].patient_id == "p1"


@pytest.mark.parametrize(
    "change",
    [
        {"userId": "PractitionerRole/r1"},
        {"userId": "Patient/p1"},
        {"userId": "RelatedPerson/q1"},
        {"encounterId": "e1"},
        {"encounterId": None},
    ],
)
def test_every_context_of_the_hook_works(
    client: FlaskClient, engine: Any, hook_request: dict[str, Any], change: dict[str, Any]
) -> None:
    hook_request["context"].update(change)
    assert client.post(ADDRESS, json=hook_request).status_code == 200
    assert engine.calls[0].encounter_id == hook_request["context"].get("encounterId")


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "APPLICATION/JSON", "application/fhir+json"])
def test_json_by_any_of_its_names_is_taken(client: FlaskClient, hook_request: dict[str, Any], kind: str) -> None:
    assert client.post(ADDRESS, data=json.dumps(hook_request), content_type=kind).status_code == 200


def test_a_hook_instance_that_is_no_uuid_is_taken_and_noted(
    client: FlaskClient, hook_request: dict[str, Any], log_lines: list[dict[str, Any]]
) -> None:
    hook_request["hookInstance"] = "x" * 64
    assert client.post(ADDRESS, json=hook_request).status_code == 200
    assert [line["service"] for line in log_lines if line["code"] == "HOOK002"] == ["petechiae-differential"]


def test_one_key_of_two_is_enough_and_null_is_an_answer(client: FlaskClient, hook_request: dict[str, Any]) -> None:
    del hook_request["prefetch"]["counts"]
    hook_request["prefetch"]["patient"] = None
    assert client.post(ADDRESS, json=hook_request).status_code == 200


@pytest.mark.parametrize("value", ["text", 7, [], [{"resourceType": "Patient", "id": "p2"}], {"id": "p2"}])
def test_a_prefetch_value_that_is_no_patient_does_not_stop_the_call(
    client: FlaskClient, hook_request: dict[str, Any], value: Any
) -> None:
    hook_request["prefetch"]["patient"] = value
    assert client.post(ADDRESS, json=hook_request).status_code == 200


@pytest.mark.parametrize("same", [True, False])
def test_a_text_like_a_large_prefetch_value_before_it_does_no_harm(
    client: FlaskClient, engine: Any, hook_request: dict[str, Any], same: bool
) -> None:
    patient = {"resourceType": "Patient", "id": "p1", "name": [{"text": "x" * 500}], "gender": "female"}
    like = patient if same else {**patient, "gender": "male"}
    body = json.dumps({"extension": like, **hook_request, "prefetch": {"patient": patient, "counts": None}})
    assert client.post(ADDRESS, data=body, content_type="application/json").status_code == 200
    assert json.loads(bytes(engine.calls[0].prefetch["patient"])) == patient


def test_discovery_says_what_the_service_asks_for(client: FlaskClient) -> None:
    answer = client.get("/cds-services")
    services = answer.get_json()["services"]
    assert [(each["hook"], each["id"]) for each in services] == [
        ("patient-view", "petechiae-differential"),
        ("encounter-start", "petechiae-differential-encounter-start"),
        ("problem-list-item-create", "petechiae-differential-problem-list-item-create"),
        ("order-select", "bleeding-risk-guard-order-select"),
        ("order-sign", "bleeding-risk-guard"),
    ]
    assert {each["extension"]["org.petechiae.knowledge"]["version"] for each in services} == {"0.1.0+fake"}
    service = services[0]
    assert service["hook"] == "patient-view"
    assert service["prefetch"]["patient"] == "Patient/{{context.patientId}}"
    assert service["prefetch"]["counts"].endswith("ge2024-01-01")
    assert answer.data == client.get("/cds-services/").data


def test_discovery_answers_head_without_a_body_and_refuses_the_rest(client: FlaskClient) -> None:
    head = client.head("/cds-services")
    assert (head.status_code, head.data) == (200, b"")
    refused = client.post("/cds-services", json={})
    assert refused.status_code == 405
    assert "GET" in refused.headers["Allow"]


def test_the_clock_is_handed_in(client: FlaskClient, engine: Any, hook_request: dict[str, Any]) -> None:
    client.post(ADDRESS, json=hook_request)
    assert engine.read_at[0].isoformat() == "2026-11-20T06:30:00+00:00"


def test_logs_hold_neither_patient_nor_token(
    client: FlaskClient, hook_request: dict[str, Any], log_lines: list[dict[str, Any]]
) -> None:
    hook_request["context"]["patientId"] = "patient-4711"
    hook_request["prefetch"]["patient"] = {"resourceType": "Patient", "id": "patient-4711", "birthDate": "1961-02-03"}
    hook_request["fhirServer"] = "https://ehr.example.org/r4"
    hook_request["fhirAuthorization"] = {"access_token": "tok-secret"}
    client.post(f"{ADDRESS}?patient=patient-4711", json=hook_request, headers={"Authorization": "Bearer jwt-secret"})
    codes = [line["code"] for line in log_lines]
    assert codes == ["HOOK001", "HTTP001"]
    text = json.dumps(log_lines)
    assert not [word for word in ("4711", "1961", "secret", "ehr.example") if word in text]
