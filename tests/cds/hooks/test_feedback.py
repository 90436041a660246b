from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

from cds.app import create_app
from cds.store.database import StoreUnreachable

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

    from cds.settings import Settings

ADDRESS = "/cds-services/petechiae-differential/feedback"


def accepted(**change: Any) -> dict[str, Any]:
    row = {
        "card": "f6b95768-b1c8-40dc-8385-bf3504b82ffb",
        "outcome": "accepted",
        "acceptedSuggestions": [{"id": "s1"}, {"id": "s2"}],
        "outcomeTimestamp": "2026-01-31T08:15:30Z",
    }
    return {name: value for name, value in {**row, **change}.items() if value is not ...}


def overridden(**change: Any) -> dict[str, Any]:
    return accepted(**{"outcome": "overridden", "acceptedSuggestions": ..., **change})


def stored(tmp_path: Path) -> list[sqlite3.Row]:
    connection = sqlite3.connect(tmp_path / "feedback.db")
    connection.row_factory = sqlite3.Row
    rows = connection.execute("SELECT * FROM feedback ORDER BY id").fetchall()
    connection.close()
    return rows


@pytest.mark.parametrize(
    "row",
    [
        accepted(),
        accepted(acceptedSuggestions=[]),
        overridden(),
        overridden(overrideReason=None),
        overridden(overrideReason={}),
        overridden(overrideReason={"reason": {"code": "c", "system": "s"}}),
        overridden(overrideReason={"userComment": "seen"}),
        overridden(overrideReason={"extension": {"com.example": 1}}),
        overridden(overrideReasons={"extension": {"com.example": 1}}, card="not-a-uuid"),
        overridden(overrideReasons=[{"reason": {"code": "c"}}]),
        overridden(outcomeTimestamp="2026-01-31T08:15:30.123456789Z"),
        overridden(outcomeTimestamp="2026-01-31T09:15:30+01:00"),
        overridden(extension={"x": 1}, future=True),
    ],
)
def test_what_real_clients_send_is_taken(client: FlaskClient, row: dict[str, Any]) -> None:
    answer = client.post(ADDRESS, json={"feedback": [row], "hookInstance": "x"})
    assert (answer.status_code, answer.get_json()) == (200, {})


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ([], None),
        ({}, "feedback"),
        ({"feedback": accepted()}, "feedback"),
        ({"feedback": []}, "feedback"),
        ({"feedback": ["accepted"]}, "feedback[0]"),
        ({"feedback": [accepted(), accepted(card=...)]}, "feedback[1].card"),
        ({"feedback": [accepted(card=7)]}, "feedback[0].card"),
        ({"feedback": [accepted(outcome="ignored")]}, "feedback[0].outcome"),
        ({"feedback": [accepted(acceptedSuggestions=...)]}, "feedback[0].acceptedSuggestions"),
        ({"feedback": [accepted(acceptedSuggestions=["s1"])]}, "feedback[0].acceptedSuggestions[0]"),
        ({"feedback": [accepted(acceptedSuggestions=[{"uuid": "x"}])]}, "feedback[0].acceptedSuggestions[0].id"),
        ({"feedback": [accepted(outcomeTimestamp=...)]}, "feedback[0].outcomeTimestamp"),
        ({"feedback": [accepted(outcomeTimestamp="2026-01-31")]}, "feedback[0].outcomeTimestamp"),
        ({"feedback": [accepted(outcomeTimestamp="2026-01-31T08:15:30")]}, "feedback[0].outcomeTimestamp"),
        ({"feedback": [accepted(outcomeTimestamp="2026-02-31T08:15:30Z")]}, "feedback[0].outcomeTimestamp"),
        ({"feedback": [overridden(overrideReason="because")]}, "feedback[0].overrideReason"),
    ],
)
def test_what_is_wrong_is_named(client: FlaskClient, tmp_path: Path, body: Any, path: str | None) -> None:
    answer = client.post(ADDRESS, json=body)
    assert answer.status_code == 400
    named = {expression for issue in answer.get_json()["issue"] for expression in issue.get("expression", [])}
    assert named == ({path} if path else set())
    assert stored(tmp_path) == []


def test_a_batch_is_kept_whole_and_again_when_repeated(client: FlaskClient, tmp_path: Path) -> None:
    reason = {"reason": {"code": "c", "system": "s"}, "userComment": "Mrs X is fine"}
    for _ in range(2):
        client.post(ADDRESS, json={"feedback": [accepted(), overridden(overrideReason=reason)]})
    rows = stored(tmp_path)
    assert [row["outcome"] for row in rows] == ["accepted", "overridden"] * 2
    assert rows[0]["accepted"] == "s1\ns2"
    assert (rows[1]["reason_code"], rows[1]["reason_system"]) == ("c", "s")
    assert rows[1]["user_comment"] == "Mrs X is fine"
    assert rows[0]["received_at"].startswith("2026-11-20 06:30:00")


def test_the_comment_is_neither_echoed_nor_logged(client: FlaskClient, log_lines: list[dict[str, Any]]) -> None:
    row = overridden(overrideReason={"userComment": "Mrs X is fine"}, outcomeTimestamp="never")
    refused = client.post(ADDRESS, json={"feedback": [row]})
    taken = client.post(ADDRESS, json={"feedback": [{**row, "outcomeTimestamp": "2026-01-31T08:15:30Z"}]})
    assert (refused.status_code, taken.status_code) == (400, 200)
    assert b"Mrs X" not in refused.data + taken.data
    assert "Mrs X" not in json.dumps(log_lines)
    assert [line["overridden"] for line in log_lines if line["code"] == "FEEDBACK001"] == [1]


def test_feedback_for_an_unknown_service_is_not_found(client: FlaskClient) -> None:
    assert client.post("/cds-services/other/feedback", json={"feedback": [accepted()]}).status_code == 404


def test_feedback_by_get_or_as_text_is_refused(client: FlaskClient) -> None:
    assert client.get(ADDRESS).status_code == 405
    assert client.post(ADDRESS, data="{}", content_type="text/plain").status_code == 415


class Broken:
    """A store whose database is gone."""

    def _fail(self, *_values: object) -> NoReturn:
        raise StoreUnreachable("The store did not answer.")

    add_feedback = add_call = add_token = overridden = report = _fail

    def reachable(self) -> bool:
        return False


@pytest.fixture
def storeless(settings: Settings, engine: Any) -> FlaskClient:
    knowledge: Any = type("K", (), {"version": "v"})()
    return create_app(settings, knowledge, engine=engine, store=Broken()).test_client()


def test_a_store_that_fails_is_said(storeless: FlaskClient) -> None:
    for answer in (storeless.post(ADDRESS, json={"feedback": [accepted()]}), storeless.get("/feedback-report")):
        assert answer.status_code == 503
        assert answer.get_json()["issue"][0]["code"] == "transient"
        assert int(answer.headers["Retry-After"]) > 0
    ready = storeless.get("/health/ready")
    told = ready.get_json()
    assert (ready.status_code, told["status"], told["store"]) == (200, "degraded", "unreachable")
    assert storeless.get("/health/live").status_code == 200
    kept = storeless.get("/health/store")
    assert (kept.status_code, kept.get_json()) == (503, {"store": "unreachable"})


def test_a_store_that_fails_keeps_no_card_from_its_clinician(
    storeless: FlaskClient, hook_request: dict[str, Any]
) -> None:
    answer = storeless.post(ADDRESS.removesuffix("/feedback"), json=hook_request)
    assert answer.status_code == 200
    assert answer.get_json()["cards"]


@pytest.mark.parametrize(
    ("override", "coding"),
    [
        ({"extension": {"com.example.reason": {"code": "5", "system": "urn:oid:1.2"}}}, ("5", "urn:oid:1.2")),
        ({"extension": [{"url": "x", "value": {"coding": [{"code": "5"}]}}]}, ("5", None)),
        ({"reason": {"code": "c", "system": "s"}, "extension": {"a": {"code": "5"}}}, ("c", "s")),
        ({"extension": {"a": {"code": 5}, "b": "text", "c": []}}, (None, None)),
        ({"extension": "text"}, (None, None)),
        ({"extension": {"a": {"a": {"a": {"a": {"a": {"a": {"a": {"a": {"code": "deep"}}}}}}}}}}, (None, None)),
    ],
)
@pytest.mark.parametrize("member", ["overrideReason", "overrideReasons"])
def test_a_reason_only_in_an_extension_is_found(
    client: FlaskClient, tmp_path: Path, override: Any, coding: tuple[str | None, str | None], member: str
) -> None:
    assert client.post(ADDRESS, json={"feedback": [overridden(**{member: override})]}).status_code == 200
    (row,) = stored(tmp_path)
    assert (row["reason_code"], row["reason_system"]) == coding


def test_what_a_database_cannot_hold_is_left_out(client: FlaskClient, tmp_path: Path) -> None:
    odd = "ab\0c"
    reason = {"reason": {"code": odd, "system": odd}, "userComment": odd}
    rows = [overridden(card=odd, overrideReason=reason), accepted(acceptedSuggestions=[{"id": odd}])]
    assert client.post(ADDRESS, json={"feedback": rows}).status_code == 200
    first, second = stored(tmp_path)
    assert {first[name] for name in ("card", "reason_code", "reason_system", "user_comment")} == {"abc"}
    assert second["accepted"] == "abc"


def test_the_report_joins_feedback_to_the_cards_that_were_given(
    client: FlaskClient, hook_request: dict[str, Any]
) -> None:
    client.post(ADDRESS.removesuffix("/feedback"), json=hook_request)
    client.post(ADDRESS, json={"feedback": [accepted(), overridden(card="unknown")]})
    assert client.get("/feedback-report").get_json() == {
        "topics": [
            {
                "service": "petechiae-differential",
                "topic": "",
                "knowledgeVersion": "0.1.0+fake",
                "given": 1,
                "answered": 1,
                "withSuggestion": {"given": 0, "accepted": 0, "rejected": 0, "deferred": 0},
                "overrideReasons": {},
            }
        ],
        "unknownCards": 1,
    }
