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
from rules.criteria import AllOf
from rules.definitions import Basis, BasisKind, Indicator, Reference
from rules.score_definitions import Applies, Meaning, ScoreDefinition, ScoreItem, ScoreOption, Telling

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from cds.settings import Settings


@pytest.fixture
def knowing(settings: Settings, engine: Any) -> FlaskClient:
    """A client of an app whose knowledge holds one gate, one cause, one score and one source."""
    source = Reference("smith2020", "Smith. A paper. 2020.", "p. 3", "recalled")  # type: ignore[arg-type]
    cause = SimpleNamespace(
        id="c1",
        label="Cause <one>",
        category="a category",
        must_not_miss=True,
        urgent_action="Act.",
        referral="",
        argues_against="Fever.",
        pitfalls="",
        references=("smith2020",),
    )
    gate = SimpleNamespace(
        id="g1",
        label="Gate one",
        indicator=Indicator.CRITICAL,
        headline="act now",
        do=("sample",),
        do_not=("wait",),
        names=("c1",),
        tests=("t1",),
        basis=Basis(BasisKind.CITED, ("smith2020",), "a note"),  # type: ignore[arg-type]
    )
    score = ScoreDefinition(
        id="s1",  # type: ignore[arg-type]
        name="Score <one>",
        purpose="How sick",
        telling=Telling.POINTS,
        tells="chance of pox",
        applies=Applies(),
        items=(ScoreItem("fall", "the fall", (ScoreOption(2, "a deep fall", AllOf(())),), 0, "a small fall"),),
        meanings=(Meaning(0, "low"), Meaning(2, "high", frozenset({"fall"}), 2)),
        yields_to=None,
        priority=1,
        caution="Not for children.",
        accuracy="None claimed.",
        basis=Basis(BasisKind.CITED, ("smith2020",)),  # type: ignore[arg-type]
    )
    knowledge: Any = SimpleNamespace(
        version="0.1.0+fake",
        gates={"g1": gate},
        causes={"c1": cause},
        scores={"s1": score},
        references={"smith2020": source},
        tests={"t1": SimpleNamespace(label="Film")},
    )
    return create_app(replace(settings, demo=True), knowledge, engine=engine).test_client()


def test_the_documentation_sends_only_in_demo_mode(knowing: FlaskClient, client: FlaskClient) -> None:
    assert 'data-demo="yes"' in knowing.get("/docs").get_data(as_text=True)
    assert 'data-demo="no"' in client.get("/docs").get_data(as_text=True)


def test_every_page_has_the_frame(knowing: FlaskClient) -> None:
    page = knowing.get("/knowledge?lang=de").get_data(as_text=True)
    assert '<html lang="de">' in page
    assert 'href="/?lang=de"' in page
    assert "0.1.0+fake" in page
    assert 'href="?lang=en"' in page


def test_the_documentation_loads_from_our_own_origin_without_inline_script(bench: FlaskClient) -> None:
    page = bench.get("/docs").get_data(as_text=True)
    addresses = [address for address in re.findall(r'(?:src|href)="([^"]+)"', page) if address != "data:,"]
    assert len(addresses) == 6
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


def test_the_contents_say_that_they_are_a_draft(knowing: FlaskClient) -> None:
    for path in ("/knowledge", "/knowledge/gates/g1", "/knowledge/scores/s1", "/knowledge/causes/c1"):
        assert "not yet reviewed by clinicians" in knowing.get(path).get_data(as_text=True)


def test_only_the_files_of_the_documentation_are_served(client: FlaskClient) -> None:
    assert client.get("/docs/LICENSE").status_code == 404
    assert client.get("/docs/..%2fapp.py").status_code == 404


def test_the_contents_lead_to_every_entry(knowing: FlaskClient) -> None:
    page = knowing.get("/knowledge").get_data(as_text=True)
    assert 'href="/knowledge/gates/g1"' in page
    assert 'href="/knowledge/scores/s1"' in page
    assert 'href="/knowledge/causes/c1"' in page


def test_a_score_is_shown_with_items_meanings_and_limits(knowing: FlaskClient) -> None:
    page = " ".join(knowing.get("/knowledge/scores/s1").get_data(as_text=True).split())
    for words in (
        "Score &lt;one&gt;",
        "0 to 2 points",
        "How sick",
        "<li>2: a deep fall</li>",
        "<li>0: a small fall</li>",
        "<li>0 or more: chance of pox low</li>",
        "<li>2 or more, of these 2 or more from the fall: chance of pox high</li>",
        "Not for children.",
        "None claimed.",
        "Smith. A paper. 2020.",
    ):
        assert words in page


def test_a_gate_is_shown_with_its_sources(knowing: FlaskClient) -> None:
    page = knowing.get("/knowledge/gates/g1").get_data(as_text=True)
    for words in ("Gate one", "critical", "act now", "sample", "wait", "Film", "Smith. A paper. 2020.", "a note"):
        assert words in page
    assert 'href="/knowledge/causes/c1"' in page


def test_a_cause_is_shown_escaped(knowing: FlaskClient) -> None:
    page = knowing.get("/knowledge/causes/c1").get_data(as_text=True)
    assert "Cause &lt;one&gt;" in page
    assert "must not be missed" in page
    assert "from memory" in page
    assert "Referral" not in page


@pytest.mark.parametrize(
    "path", ["/knowledge/gates/other", "/knowledge/causes/other", "/knowledge/scores/other", "/knowledge/labs/x"]
)
def test_an_unknown_entry_is_not_found(knowing: FlaskClient, path: str) -> None:
    assert knowing.get(path).status_code == 404


def test_ready_names_both_versions(client: FlaskClient) -> None:
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.get_json() == {
        "status": "ready",
        "version": "0.1.0",
        "knowledge": "0.1.0+fake",
        "store": "reachable",
    }
