"""The contract is true: it is what the schemas say, its examples run, and answers are what it documents."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from cds.examples import examples
from cds.openapi import build_openapi, openapi_yaml

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = build_openapi()
CALL = "/cds-services/petechiae-differential"


def check_answer(answer: TestResponse, path: str, method: str) -> Any:
    """The body, after it was found to be what the contract documents for this status."""
    responses = DOCUMENT["paths"][path][method]["responses"]
    schema = responses[str(answer.status_code)]["content"]["application/json"]["schema"]
    body = answer.get_json()
    Draft202012Validator({**schema, "components": DOCUMENT["components"]}).validate(body)
    return body


def test_the_file_is_what_the_schemas_say() -> None:
    assert (ROOT / "openapi.yaml").read_text("utf-8") == openapi_yaml(), "run `make openapi`"


def test_the_document_is_valid_openapi() -> None:
    assert DOCUMENT["openapi"] == "3.1.0"
    OpenAPIV31SpecValidator(yaml.safe_load(openapi_yaml())).validate()


def test_every_documented_path_and_method_exists_and_no_other_service_path_does(service: FlaskClient) -> None:
    rules = {
        (rule.rule.replace("<", "{").replace(">", "}"), method.lower())
        for rule in service.application.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith(("/cds-services", "/health", "/feedback-report", "/workbench/cards"))
    }
    assert rules == {(path, method) for path, item in DOCUMENT["paths"].items() for method in item}


def test_discovery_and_health_are_as_documented(service: FlaskClient) -> None:
    check_answer(service.get("/cds-services"), "/cds-services", "get")
    check_answer(service.get("/health/live"), "/health/live", "get")
    check_answer(service.get("/health/ready"), "/health/ready", "get")
    check_answer(service.get("/health/store"), "/health/store", "get")
    check_answer(service.get("/feedback-report"), "/feedback-report", "get")


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.name)
def test_an_example_is_answered_as_documented(service: FlaskClient, example: Any) -> None:
    answer = service.post(f"/cds-services/{example.service}", json=example.request)
    body = check_answer(answer, "/cds-services/{service_id}", "post")
    assert answer.status_code == 200
    assert body["extension"]["org.petechiae.knowledge"]["version"]
    assert [card["indicator"] for card in body["cards"]] == EXPECTED[example.name]


EXPECTED: dict[str, list[str]] = {
    "acute-leukaemia": ["critical", "warning"],
    "adult-ttp": ["critical", "warning"],
    "child-after-vomiting": ["info"],
    "child-iga-vasculitis": ["info"],
    "child-itp": ["warning"],
    "child-meningococcal": ["critical", "info"],
    "clumped-count": ["warning"],
    "dengue-traveller": ["critical", "warning"],
    "elder-steroid-purpura": ["info"],
    "hit-day-7": ["critical", "info"],
    "linezolid-day-14": ["warning"],
    "newborn-low-count": ["critical", "warning"],
    "order-apixaban": ["critical"],
    "order-lumbar-puncture": ["warning"],
    "order-platelets": ["critical"],
    "pregnant-gestational": ["info"],
    "pregnant-hellp": ["critical", "info"],
    "quinine-cramps": ["critical", "warning"],
    "silent": [],
    "warfarin-bleeding": ["critical", "info"],
}


def test_an_example_asks_with_the_keys_of_discovery(service: FlaskClient) -> None:
    entries = {entry["id"]: entry for entry in service.get("/cds-services").get_json()["services"]}
    for example in examples():
        entry = entries[example.service]
        assert example.request["hook"] == entry["hook"]
        assert set(example.request["prefetch"]) <= set(entry["prefetch"]), example.name


def test_the_feedback_examples_are_taken(service: FlaskClient) -> None:
    path = "/cds-services/{service_id}/feedback"
    body = DOCUMENT["paths"][path]["post"]["requestBody"]["content"]["application/json"]
    for sample in body["examples"].values():
        answer = service.post(f"{CALL}/feedback", json=sample["value"])
        assert answer.status_code == 200
        check_answer(answer, path, "post")


def test_the_report_of_an_example_that_was_accepted_is_as_documented(service: FlaskClient) -> None:
    (card, *_) = service.post(CALL, json=examples()[0].request).get_json()["cards"]
    item = {
        "card": card["uuid"],
        "outcome": "accepted",
        "acceptedSuggestions": [{"id": card["suggestions"][0]["uuid"]}],
        "outcomeTimestamp": "2026-11-20T08:15:30Z",
    }
    service.post(f"{CALL}/feedback", json={"feedback": [item]})
    report = check_answer(service.get("/feedback-report"), "/feedback-report", "get")
    lines = {line["topic"]: line for line in report["topics"]}
    line = lines[card["source"]["topic"]["code"]]
    assert line["withSuggestion"]["accepted"] == 1
    assert line["acceptance"] == 1.0
    assert line["knowledgeVersion"].startswith("0.1.0+")


@pytest.mark.parametrize(
    ("status", "options"),
    [
        (400, {"json": {}}),
        (412, {"json": {**examples()[0].request, "prefetch": {}}}),
        (415, {"data": "{}", "content_type": "text/plain"}),
        (422, {"json": {**examples()[0].request, "hook": "order-sign"}}),
        (406, {"json": {}, "headers": {"Accept": "text/html"}}),
        (413, {"data": b" " * (16 * 1024 * 1024 + 1), "content_type": "application/json"}),
    ],
)
def test_errors_are_as_documented(service: FlaskClient, status: int, options: dict[str, Any]) -> None:
    answer = service.post(CALL, **options)
    assert answer.status_code == status
    check_answer(answer, "/cds-services/{service_id}", "post")


@pytest.mark.parametrize("change", [{"cards": None}, {"cards": [{"summary": "x"}]}, {"surprise": 1}])
def test_the_documented_schema_refuses_what_must_not_occur(change: dict[str, Any]) -> None:
    schema = {"$ref": "#/components/schemas/CdsResponse", "components": DOCUMENT["components"]}
    good = {"cards": [], "extension": {"org.petechiae.knowledge": {"version": "1"}}}
    validator = Draft202012Validator(schema)
    assert validator.is_valid(good)
    assert not validator.is_valid({**good, **change})


def test_the_workbench_answers_as_documented(service: FlaskClient) -> None:
    path = "/workbench/cards"
    for query, status in (("sample=silent&if.fever=present", 200), ("if.fever=high", 400), ("sample=none", 404)):
        answer = service.get(f"{path}?{query}")
        assert answer.status_code == status
        check_answer(answer, path, "get")
    refused = service.post(path, json={"resourceType": "Patient"})
    assert refused.status_code == 403
    check_answer(refused, path, "post")
