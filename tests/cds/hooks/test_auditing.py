"""One audit row a call, and nothing of the patient in it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import NOW

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

CALL = "/cds-services/petechiae-differential"


def audit(tmp_path: Path) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(tmp_path / "feedback.db")) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute("SELECT * FROM call_audit ORDER BY id")]


def test_a_call_is_written_down_with_its_cards_and_gaps(
    client: FlaskClient, hook_request: dict[str, Any], tmp_path: Path
) -> None:
    del hook_request["prefetch"]["counts"]
    assert client.post(CALL, json=hook_request).status_code == 200
    (row,) = audit(tmp_path)
    assert row.pop("duration_ms") >= 0
    assert row == {
        "id": 1,
        "at": NOW.strftime("%Y-%m-%d %H:%M:%S.000000"),
        "client": None,
        "tenant": None,
        "service": "petechiae-differential",
        "hook": "patient-view",
        "knowledge_version": "0.1.0+fake",
        "status": 200,
        "cards": "info ",
        "missing": "blood counts",
        "unread": 0,
        "silent": 0,
    }


def test_every_call_leaves_one_row_however_it_ends(
    client: FlaskClient, engine: Any, hook_request: dict[str, Any], tmp_path: Path
) -> None:
    client.post(CALL, json={})
    client.post(CALL, data="x", content_type="text/plain")
    client.post(CALL, data=b" " * (16 * 1024 * 1024 + 1), content_type="application/json")
    client.post(CALL, json={**hook_request, "prefetch": {}})
    client.post(CALL, json={**hook_request, "hook": "order-sign"})
    engine.speaks = False
    client.post(CALL, json=hook_request)
    engine.fails = RuntimeError("x")
    client.post(CALL, json=hook_request)
    assert [(row["status"], row["cards"]) for row in audit(tmp_path)] == [
        (status, "") for status in (400, 415, 413, 412, 422, 200, 500)
    ]


def test_discovery_feedback_and_calls_of_unknown_services_are_no_calls(
    client: FlaskClient, hook_request: dict[str, Any], tmp_path: Path
) -> None:
    client.get("/cds-services")
    client.post("/cds-services/other", json=hook_request)
    client.post(f"{CALL}/feedback", json={})
    assert audit(tmp_path) == []


@pytest.mark.parametrize("name", ["SECRETNAME", "Müller-SECRETNAME"])
def test_nothing_of_the_patient_is_written_down(
    client: FlaskClient, hook_request: dict[str, Any], tmp_path: Path, name: str
) -> None:
    hook_request["hookInstance"] = name
    hook_request["context"] = {"userId": "Patient/SECRETNAME", "patientId": "SECRETNAME", "encounterId": "SECRETNAME"}
    hook_request["prefetch"] = {
        "patient": {"resourceType": "Patient", "id": "SECRETNAME", "name": [{"text": name}]},
        name: {"resourceType": "Observation", "valueString": name},
    }
    assert client.post(CALL, json=hook_request).status_code == 200
    assert client.post(CALL, json={**hook_request, "prefetch": {name: None}}).status_code == 412
    assert len(audit(tmp_path)) == 2
    for file in tmp_path.glob("feedback.db*"):
        assert b"SECRETNAME" not in file.read_bytes()
