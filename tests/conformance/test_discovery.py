"""DISC and PFT: what discovery says, and what it asks for."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import pytest

from tests.conformance.calls import CALL, address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask.testing import FlaskClient

HOOKS = {
    "patient-view": "1.0",
    "encounter-start": "1.0",
    "problem-list-item-create": "0.1.0",
    "order-select": "1.0",
    "order-sign": "1.0",
}
"""Hook and version of its published definition."""
DEFINED = {"hook", "hookVersion", "id", "title", "description", "usageRequirements", "version", "prefetch", "extension"}
READ = re.compile(r"[A-Z][A-Za-z]+/\{\{context\.patientId\}\}")
SEARCH = re.compile(r"[A-Z][A-Za-z]+\?(.+)")
PREFIX = re.compile(r"(eq|lt|gt|ge|le)?\d{4}-\d\d-\d\d")
PORTABLE = {"patient", "code", "category", "status", "date", "_count", "_sort"}


@pytest.fixture
def services(plain: FlaskClient) -> list[dict[str, Any]]:
    return address(plain)


@pytest.fixture
def queries(services: list[dict[str, Any]]) -> list[str]:
    return [query for entry in services for query in entry["prefetch"].values()]


def parameters(queries: list[str]) -> Iterator[tuple[str, str]]:
    for query in queries:
        found = SEARCH.fullmatch(query)
        if found:
            yield from parse_qsl(found[1], keep_blank_values=True)


def test_disc_01_discovery_is_always_there(plain: FlaskClient) -> None:
    assert plain.get("/cds-services").status_code == 200


def test_disc_02_the_answer_has_an_array_of_services(plain: FlaskClient) -> None:
    document = plain.get("/cds-services").get_json()
    assert isinstance(document["services"], list)


def test_disc_04_each_service_has_a_hook(services: list[dict[str, Any]]) -> None:
    assert {entry["hook"] for entry in services} == set(HOOKS)


def test_disc_05_each_service_has_an_id_and_lives_there(plain: FlaskClient, services: list[dict[str, Any]]) -> None:
    assert all(plain.post(f"/cds-services/{entry['id']}", json={}).status_code == 400 for entry in services)


def test_disc_06_each_service_has_a_description(services: list[dict[str, Any]]) -> None:
    assert all(len(entry["description"]) > 40 for entry in services)


def test_disc_07_each_service_has_a_title(services: list[dict[str, Any]]) -> None:
    assert all(entry["title"].strip() for entry in services)


def test_disc_08_prefetch_is_an_object_of_queries(services: list[dict[str, Any]]) -> None:
    for entry in services:
        assert entry["prefetch"]
        assert all(isinstance(query, str) and query.strip() for query in entry["prefetch"].values())


def test_disc_09_usage_requirements_are_a_text(services: list[dict[str, Any]]) -> None:
    assert all(isinstance(entry["usageRequirements"], str) for entry in services)


def test_disc_10_the_version_of_the_specification_is_semantic(services: list[dict[str, Any]]) -> None:
    assert {entry["version"] for entry in services} == {"2.0.1"}


def test_disc_11_the_version_of_a_hook_is_the_published_one(services: list[dict[str, Any]]) -> None:
    assert all(entry["hookVersion"] == HOOKS[entry["hook"]] for entry in services)


def test_disc_12_no_id_and_hook_occur_twice_and_no_id_does(services: list[dict[str, Any]]) -> None:
    assert len({(entry["id"], entry["hook"]) for entry in services}) == len(services)
    assert len({entry["id"] for entry in services}) == len(services), "the public sandbox keeps one service an id"


def test_disc_13_versions_of_one_hook_have_an_address_each(services: list[dict[str, Any]]) -> None:
    assert len({(entry["hook"], entry["hookVersion"]) for entry in services}) == len(services)


def test_disc_15_an_extension_of_a_service_is_an_object(services: list[dict[str, Any]]) -> None:
    assert all(isinstance(entry["extension"], dict) for entry in services)


def test_disc_16_an_id_is_one_step_of_a_path(services: list[dict[str, Any]]) -> None:
    assert all(re.fullmatch(r"[a-z0-9-]{1,64}", entry["id"]) for entry in services)


def test_disc_17_discovery_is_stable(plain: FlaskClient) -> None:
    assert plain.get("/cds-services").data == plain.get("/cds-services").data


def test_disc_19_no_other_members(services: list[dict[str, Any]]) -> None:
    assert all(entry.keys() <= DEFINED for entry in services)


def test_disc_20_head_works_and_other_methods_are_refused_with_allow(plain: FlaskClient) -> None:
    assert plain.head("/cds-services").status_code == 200
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        answer = plain.open("/cds-services", method=method)
        assert (answer.status_code, "GET" in answer.headers["Allow"]) == (405, True)


def test_disc_21_hooks_are_of_the_library_and_none_is_deprecated(services: list[dict[str, Any]]) -> None:
    assert {entry["hook"] for entry in services}.isdisjoint({"medication-prescribe", "order-review"})
    assert {entry["hook"] for entry in services} <= set(HOOKS)


def test_pft_01_queries_are_relative_reads_or_searches_of_a_type(queries: list[str]) -> None:
    assert all(READ.fullmatch(query) or SEARCH.fullmatch(query) for query in queries)


def test_pft_02_tokens_stand_in_double_braces(queries: list[str]) -> None:
    for query in queries:
        assert set("{}").isdisjoint(re.sub(r"\{\{[^{}]+\}\}", "", query))


def test_pft_03_tokens_are_fields_of_every_hooks_context(queries: list[str]) -> None:
    assert {token for query in queries for token in re.findall(r"\{\{(.*?)\}\}", query)} == {"context.patientId"}


def test_pft_05_no_token_needs_fhirpath_and_dates_are_written_out(queries: list[str]) -> None:
    assert not any("today()" in query or "resolve()" in query for query in queries)


def test_pft_06_no_query_refers_to_another(queries: list[str]) -> None:
    assert not any("%" in query for query in queries)


def test_pft_07_queries_keep_to_the_portable_subset(queries: list[str]) -> None:
    found = list(parameters(queries))
    assert {name for name, _ in found} <= PORTABLE
    assert all(PREFIX.fullmatch(value) for name, value in found if name == "date")
    for query in queries:
        names = re.findall(r"[?&]([^=&]+)=", query)
        assert len(names) == len(set(names)), "the public sandbox joins a repeated parameter with a comma"


def test_pft_10_sorting_is_written_as_in_r4(queries: list[str]) -> None:
    assert {value for name, value in parameters(queries) if name == "_sort"} == {"-date", "-authoredon"}


def test_pft_11_no_query_needs_an_optional_field(queries: list[str]) -> None:
    assert not any("encounterId" in query for query in queries)


def test_disc_18_the_features_are_documented_for_people(plain: FlaskClient) -> None:
    for page in ("/docs/", "/openapi.yaml"):
        assert plain.get(page).status_code == 200
    text = plain.get("/openapi.yaml").text
    assert "/cds-services/{service_id}/feedback" in text


def test_disc_03_discovery_of_another_day_differs_in_dates_alone(make: Callable[..., FlaskClient]) -> None:
    service = make(as_of=datetime(2030, 1, 1, tzinfo=UTC))
    assert [entry["id"] for entry in address(service)]
    assert service.post(CALL, json={}).status_code == 400
