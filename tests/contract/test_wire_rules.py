"""The rules of CDS Hooks for discovery and answers, held against every example."""

from __future__ import annotations

import json
import re
import uuid
from typing import TYPE_CHECKING, Any

import pytest

from cds.examples import examples

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.testing import FlaskClient

SERVICES = "/cds-services"
TOKENS = {"context.patientId"}
HOOKS = {
    "patient-view": "1.0",
    "encounter-start": "1.0",
    "problem-list-item-create": "0.1.0",
    "order-select": "1.0",
    "order-sign": "1.0",
}
"""Hook and version of its published definition."""


def members(value: Any, path: str = "$") -> Iterator[tuple[str, Any]]:
    """Every member outside FHIR resources."""
    yield path, value
    if isinstance(value, dict):
        for name, inner in value.items():
            if name != "resource":
                yield from members(inner, f"{path}.{name}")
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from members(inner, f"{path}[{place}]")


def drafted(request: dict[str, Any]) -> set[str]:
    """References of the draft orders of a call."""
    entries = request["context"].get("draftOrders", {}).get("entry", ())
    return {f"{entry['resource']['resourceType']}/{entry['resource']['id']}" for entry in entries}


def assert_action(action: dict[str, Any], request: dict[str, Any]) -> None:
    assert action["description"].strip()
    if action["type"] == "delete":
        assert action["resourceId"] in drafted(request)
        return
    assert action["type"] == "create"
    assert action["resource"]["status"] == "draft"
    assert action["resource"]["subject"]["reference"] == f"Patient/{request['context']['patientId']}"


def assert_filled(document: Any) -> None:
    for path, value in members(document):
        assert value is not None, path
        if path not in {"$.cards", "$.services"}:
            assert value not in ("", [], {}), path


def test_discovery_is_filled_and_asks_only_what_every_client_can_answer(service: FlaskClient) -> None:
    document = service.get("/cds-services").get_json()
    assert_filled(document)
    ids = [entry["id"] for entry in document["services"]]
    assert len(ids) == len(set(ids)), "the public sandbox keeps one service an id"
    for entry in document["services"]:
        assert re.fullmatch(r"\d+\.\d+\.\d+", entry["version"])
        assert entry["hookVersion"] == HOOKS[entry["hook"]]
        for query in entry["prefetch"].values():
            assert set(re.findall(r"\{\{(.*?)\}\}", query)) <= TOKENS
            assert re.match(r"[A-Z][A-Za-z]+(/\{\{context\.patientId\}\}$|\?)", query)
            names = re.findall(r"[?&]([^=]+)=", query)
            assert len(names) == len(set(names)), f"a parameter twice: {query}"


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.name)
def test_an_answer_keeps_the_rules(service: FlaskClient, example: Any) -> None:
    answer = service.post(f"{SERVICES}/{example.service}", json=example.request).get_json()
    assert_filled(answer)
    assert answer.keys() <= {"cards", "extension"}
    ids: list[str] = []
    for card in answer["cards"]:
        ids += [card["uuid"], *(suggestion["uuid"] for suggestion in card.get("suggestions", ()))]
        assert len(card["summary"]) < 140
        assert "\n" not in card["summary"]
        assert not re.search(r"</?[a-zA-Z]", card.get("detail", ""))
        if "suggestions" in card:
            assert card["selectionBehavior"] == "any"
            assert sum(bool(suggestion.get("isRecommended")) for suggestion in card["suggestions"]) <= 1
        if "topic" in card["source"]:
            assert re.fullmatch(r"[A-Za-z0-9]{1,100}", card["source"]["topic"]["code"])
        for suggestion in card.get("suggestions", ()):
            for action in suggestion["actions"]:
                assert_action(action, example.request)
        for reason in card.get("overrideReasons", ()):
            assert {"code", "system", "display"} <= reason.keys()
        for link in card.get("links", ()):
            assert link["type"] == "absolute"
            assert link["url"].startswith("http")
        for name in card.get("extension", {}):
            assert "." in name
    assert len(ids) == len(set(ids))
    for value in ids:
        assert str(uuid.UUID(value)) == value


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.name)
def test_the_same_call_gives_the_same_bytes(service: FlaskClient, example: Any) -> None:
    first, second = (service.post(f"{SERVICES}/{example.service}", json=example.request).data for _ in range(2))
    assert first == second


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.name)
def test_each_key_may_be_missing_null_empty_or_an_error(service: FlaskClient, example: Any) -> None:
    empty = {"resourceType": "Bundle", "type": "searchset", "total": 0}
    error = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "processing"}]}
    for key in example.request["prefetch"]:
        for value in (..., None, empty, error, "text", [], {"foo": 1}):
            prefetch = {k: v for k, v in example.request["prefetch"].items() if k != key}
            if value is not ...:
                prefetch[key] = value
            answer = service.post(f"{SERVICES}/{example.service}", json={**example.request, "prefetch": prefetch})
            assert answer.status_code in {200, 412}, (key, value, json.dumps(answer.get_json())[:300])


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.name)
def test_results_of_another_patient_lead_to_no_card(service: FlaskClient, example: Any) -> None:
    foreign = json.loads(json.dumps(example.request).replace("Patient/", "Patient/not-"))
    foreign["prefetch"].pop("patient")
    answer = service.post(f"{SERVICES}/{example.service}", json=foreign)
    assert answer.get_json().get("cards", []) == []
