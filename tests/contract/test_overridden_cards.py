"""The real cards after they were overridden: the clock alone does not bring them back, a new result does."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from cds.app import create_app
from cds.examples import examples
from cds.services.dialects import Dialect, Dialects
from cds.settings import Settings
from tests.cds.cards.card_rules import broken_rules
from tests.contract.conftest import NOW
from tests.sandbox_calls import NAPROXEN, PATIENT, bundle, count

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

CALL = "/cds-services/petechiae-differential"
REQUESTS = {example.name: example.request for example in examples()}


class Clock:
    now = NOW

    def __call__(self) -> Any:
        return self.now


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def hospital(tmp_path_factory: pytest.TempPathFactory, clock: Clock) -> FlaskClient:
    folder = tmp_path_factory.mktemp("overridden")
    settings = Settings(database_url=f"sqlite:///{folder}/feedback.db", cache_dir=folder / "cache")
    return create_app(settings, clock=clock).test_client()


def cards(hospital: FlaskClient, request: dict[str, Any], path: str = CALL) -> list[dict[str, Any]]:
    answer = hospital.post(path, json=request)
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.get_json()["cards"]
    assert broken_rules(found, patient_id=request["context"]["patientId"]) == []
    return found


def override(hospital: FlaskClient, found: list[dict[str, Any]], path: str = CALL) -> None:
    items = [
        {"card": card["uuid"], "outcome": "overridden", "outcomeTimestamp": "2026-11-20T06:31:00Z"} for card in found
    ]
    assert hospital.post(f"{path}/feedback", json={"feedback": items}).status_code == 200


def test_a_warning_stays_silent_through_the_day_until_a_new_count_comes(hospital: FlaskClient, clock: Clock) -> None:
    request = REQUESTS["child-itp"]
    found = cards(hospital, request)
    override(hospital, found)
    for hours in (0, 1, 5):
        clock.now = NOW + timedelta(hours=hours)
        assert cards(hospital, request) == []
    repeated = json.loads(json.dumps(request))
    newest = repeated["prefetch"]["trend"]["entry"][0]["resource"]
    again = {**newest, "id": "the-next", "effectiveDateTime": (NOW + timedelta(hours=4)).isoformat()}
    repeated["prefetch"]["trend"]["entry"].append({"resource": again})
    assert cards(hospital, repeated), "the same value, measured anew, is news"
    clock.now = NOW


def test_a_critical_card_is_heard_again_and_carries_the_differential_alone(hospital: FlaskClient) -> None:
    request = REQUESTS["adult-ttp"]
    first = cards(hospital, request)
    assert [card["indicator"] for card in first] == ["critical", "warning"]
    override(hospital, first)
    (left,) = cards(hospital, request)
    assert left["indicator"] == "critical"
    assert "org.petechiae.differential" in left["extension"]


def test_an_override_while_choosing_holds_for_the_same_draft_and_not_for_another_or_for_signing_it(
    hospital: FlaskClient,
) -> None:
    def order(path: str, **change: Any) -> list[dict[str, Any]]:
        hook = "order-select" if path.endswith("select") else "order-sign"
        context = {"patientId": "p1", "userId": "Practitioner/u1", "draftOrders": bundle({**NAPROXEN, **change})}
        prefetch = {"patient": PATIENT, "trend": bundle(count(38, 19))}
        return cards(hospital, {"hook": hook, "hookInstance": "i", "context": context, "prefetch": prefetch}, path)

    guard, selecting = "/cds-services/bleeding-risk-guard", "/cds-services/bleeding-risk-guard-order-select"
    (warning,) = order(selecting)
    assert warning["indicator"] == "warning"
    override(hospital, [warning], selecting)
    assert order(selecting) == []
    assert order(guard)
    assert order(selecting, id="another-draft")
    assert order(selecting, medicationCodeableConcept={"text": "Naproxen 250 mg and esomeprazole"})


def test_clients_of_the_first_version_get_cards_without_names_and_say_nothing_of_them(tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path}/f.db", dialects=Dialects(Dialect.FIRST))
    client = create_app(settings, clock=lambda: NOW).test_client()
    answer = client.post(CALL, json=REQUESTS["adult-ttp"])
    assert answer.status_code == 200
    assert [card["indicator"] for card in answer.get_json()["cards"]] == ["critical", "warning"]
    assert all("uuid" not in card for card in answer.get_json()["cards"])
    assert client.get("/feedback-report").get_json()["topics"] == []
