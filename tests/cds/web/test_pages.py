from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from cds.app import create_app
from cds.examples import examples

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from cds.settings import Settings
    from rules.definitions import Knowledge


@pytest.fixture
def knowing(settings: Settings, engine: Any) -> FlaskClient:
    """A client of an app in demo mode whose knowledge has no more than a version."""
    knowledge: Any = SimpleNamespace(version="0.1.0+fake")
    return create_app(replace(settings, demo=True), knowledge, engine=engine).test_client()


def test_the_documentation_sends_only_in_demo_mode(knowing: FlaskClient, client: FlaskClient) -> None:
    assert 'data-demo="yes"' in knowing.get("/docs").get_data(as_text=True)
    assert 'data-demo="no"' in client.get("/docs").get_data(as_text=True)


def test_every_page_has_the_frame(bench: FlaskClient, knowledge: Knowledge) -> None:
    page = bench.get("/knowledge?lang=de").get_data(as_text=True)
    assert '<html lang="de">' in page
    assert 'href="/?lang=de"' in page
    assert knowledge.version in page
    assert 'href="?lang=en"' in page


BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
NOWHERE = ("/nonsense", "/knowledge/nothing", "/knowledge/nothing/ttp", "/knowledge/causes/ttp/more", "/docs/nothing")


@pytest.mark.parametrize("path", NOWHERE)
def test_a_browser_that_finds_nothing_gets_a_page_with_search_and_a_way_back(bench: FlaskClient, path: str) -> None:
    answer = bench.get(f"{path}?lang=de", headers={"Accept": BROWSER})
    page = answer.get_data(as_text=True)
    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    assert '<html lang="de">' in page
    assert "<title>Unter dieser Adresse steht nichts" in page
    assert '<input id="q" type="search"' in page
    assert 'href="/?lang=de">Zurück zum Anfang' in page


@pytest.mark.parametrize("path", [*NOWHERE, "/knowledge/causes/gone"])
@pytest.mark.parametrize(
    "accept", ["application/json", "application/fhir+json", "*/*", "", "application/json, text/html;q=0.9"]
)
def test_every_other_client_that_finds_nothing_gets_an_outcome(bench: FlaskClient, path: str, accept: str) -> None:
    answer = bench.get(path, headers={"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (404, "application/json")
    assert answer.get_json()["issue"][0]["code"] == "not-found"


def test_what_a_mistyped_address_holds_is_not_repeated_on_the_page(bench: FlaskClient) -> None:
    page = bench.get("/%3Cscript%3Ex?lang=%3Cscript%3Ex", headers={"Accept": BROWSER}).get_data(as_text=True)
    assert "<script>x" not in page


def test_the_documentation_loads_from_our_own_origin_without_inline_script(bench: FlaskClient) -> None:
    page = bench.get("/docs").get_data(as_text=True)
    addresses = [address for address in re.findall(r'(?:src|href)="([^"]+)"', page) if address != "#operations"]
    assert len(addresses) == 8
    for address in addresses:
        assert address.startswith("/")
        with bench.get(address) as answer:
            assert answer.status_code == 200
    assert not re.search(r"<script(?![^>]*src)", page)


def test_every_example_is_served_as_of_now(knowing: FlaskClient) -> None:
    today = datetime.now(UTC).date()
    page = knowing.get("/openapi.json").get_json()
    content = page["paths"]["/cds-services/{service_id}"]["post"]["requestBody"]["content"]["application/json"]
    for example in examples():
        served = knowing.get(f"/examples/{example.name}.json")
        assert served.status_code == 200
        assert served.get_json()["prefetch"].keys() == example.request["prefetch"].keys()
        stamps = [date.fromisoformat(day) for day in re.findall(r"\d{4}-\d\d-\d\d", served.get_data(as_text=True))]
        assert today - timedelta(days=90) < max(stamps) <= today + timedelta(days=1)
    assert len(content["examples"]) >= 3
    for name, documented in content["examples"].items():
        assert documented["summary"] == next(e.summary for e in examples() if e.name == name)
        assert "2026-11-20" not in json.dumps(documented["value"]) or today == date(2026, 11, 20)
    assert knowing.get("/examples/other.json").status_code == 404


def test_only_the_files_of_the_documentation_are_served(client: FlaskClient) -> None:
    assert client.get("/docs/LICENSE").status_code == 404
    assert client.get("/docs/..%2fapp.py").status_code == 404


def test_ready_names_both_versions(client: FlaskClient) -> None:
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.get_json() == {
        "status": "ready",
        "version": "0.1.0",
        "knowledge": "0.1.0+fake",
        "store": "reachable",
    }
