"""PFD: what was sent of what was asked for."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest

from cds.examples import examples
from tests.conformance.calls import CALL, ERROR, EXAMPLE, address, changed, silent_call
from tests.fhir_server import searchset

if TYPE_CHECKING:
    from flask.testing import FlaskClient

EMPTY = {"resourceType": "Bundle", "type": "searchset", "total": 0}
KEYS = sorted(EXAMPLE["prefetch"])


def told(plain: FlaskClient, prefetch: Any, request: dict[str, Any] = EXAMPLE) -> Any:
    answer = plain.post(CALL, json=changed(request, prefetch=prefetch))
    assert answer.status_code in {200, 412}, answer.text
    return answer


def without(key: str) -> dict[str, Any]:
    return {name: value for name, value in EXAMPLE["prefetch"].items() if name != key}


@pytest.mark.parametrize("key", KEYS)
def test_pfd_01_what_came_is_compared_with_what_was_asked_for(plain: FlaskClient, key: str) -> None:
    answer = told(plain, without(key))
    assert answer.status_code == 200, answer.get_json()
    assert "not sent" in " ".join(card["detail"] for card in answer.get_json()["cards"])


def test_pfd_02_a_missing_key_is_not_known_and_an_empty_one_is_known_to_be_empty(plain: FlaskClient) -> None:
    quiet = silent_call()
    everything = {**dict.fromkeys(address(plain)[0]["prefetch"]), **quiet["prefetch"]}
    assert told(plain, everything, quiet).get_json()["cards"] == []
    missing = told(plain, {name: value for name, value in everything.items() if name != "trend"}, quiet)
    assert missing.status_code == 412
    assert missing.get_json()["issue"][0]["expression"] == ["prefetch.trend"]


@pytest.mark.parametrize("key", KEYS)
def test_pfd_03_null_is_an_answer(plain: FlaskClient, key: str) -> None:
    words = "\n".join(card["detail"] for card in told(plain, {**EXAMPLE["prefetch"], key: None}).get_json()["cards"])
    sent = "\n".join(card["detail"] for card in told(plain, EXAMPLE["prefetch"]).get_json()["cards"])
    assert words.count("not sent") == sent.count("not sent")


@pytest.mark.parametrize("key", [key for key in KEYS if key != "patient"])
def test_pfd_04_an_empty_bundle_is_an_answer(plain: FlaskClient, key: str) -> None:
    for empty in (EMPTY, {**EMPTY, "entry": []}):
        assert told(plain, {**EXAMPLE["prefetch"], key: empty}).status_code == 200


@pytest.mark.parametrize("key", KEYS)
def test_pfd_05_an_operation_outcome_is_no_data(plain: FlaskClient, key: str) -> None:
    entry = {"resource": ERROR, "search": {"mode": "outcome"}}
    for value in (ERROR, {**EMPTY, "entry": [entry]}):
        answer = told(plain, {**EXAMPLE["prefetch"], key: value})
        assert answer.status_code == 412 or "not sent" in answer.text


def test_pfd_06_a_page_that_is_not_the_last_is_used_knowingly(plain: FlaskClient) -> None:
    page = {**EXAMPLE["prefetch"]["trend"], "link": [{"relation": "next", "url": "https://ehr.example.org/r4?page=2"}]}
    everything = dict.fromkeys(address(plain)[0]["prefetch"])
    answer = told(plain, {**everything, **EXAMPLE["prefetch"], "trend": page})
    assert "The rest of the platelet count results" in answer.text


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize(
    "value", ["text", 7, True, [], {}, {"foo": 1}, {"resourceType": "Basic"}, [{"resourceType": "Patient"}]]
)
def test_pfd_08_what_is_no_bundle_or_another_type_is_survived(plain: FlaskClient, key: str, value: Any) -> None:
    told(plain, {**EXAMPLE["prefetch"], key: value})


ODD: tuple[dict[str, Any], ...] = (
    {"code": {"coding": {"system": "http://loinc.org", "code": "777-3"}}},
    {"effectiveDateTime": "2026-11"},
    {"effectiveDateTime": None},
    {"valueQuantity": {"unit": "10*9/L"}},
    {"valueQuantity": {"value": "9"}},
    {"_valueQuantity": {"extension": [{"url": "x", "valueCode": "unknown"}]}},
    {"status": 5},
    {"component": "none"},
    {"category": {"text": "laboratory"}},
)


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: next(iter(odd)))
def test_pfd_09_one_odd_resource_costs_that_resource(plain: FlaskClient, odd: dict[str, Any]) -> None:
    resource = {**deepcopy(EXAMPLE["prefetch"]["trend"]["entry"][0]["resource"]), "id": "odd", **odd}
    entries = [entry["resource"] for entry in EXAMPLE["prefetch"]["trend"]["entry"]]
    answer = told(plain, {**EXAMPLE["prefetch"], "trend": searchset(*entries, resource)})
    assert answer.get_json()["cards"]


def test_pfd_10_another_patients_record_is_refused(plain: FlaskClient) -> None:
    stranger = {**EXAMPLE["prefetch"]["patient"], "id": "somebody-else"}
    answer = plain.post(CALL, json=changed(EXAMPLE, prefetch={**EXAMPLE["prefetch"], "patient": stranger}))
    assert answer.status_code == 422


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.name)
def test_pfd_10_results_of_another_patient_are_refused_and_never_lead_to_a_card(
    plain: FlaskClient, example: Any
) -> None:
    foreign = json.loads(json.dumps(example.request).replace("Patient/", "Patient/not-"))
    service = next(service for service in address(plain) if service["hook"] == example.request["hook"])
    foreign["prefetch"] |= {key: None for key in service["prefetch"] if key not in foreign["prefetch"]}
    answer = plain.post(f"/cds-services/{service['id']}", json=foreign)
    assert answer.status_code == 422, answer.text
    told = {issue["expression"][0] for issue in answer.get_json()["issue"]}
    assert told == ({"context.draftOrders"} if "draftOrders" in foreign["context"] else {"prefetch.trend"})
