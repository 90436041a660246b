"""What browsers and proxies see: CORS, headers, request ids."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from cds.app import create_app

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from cds.settings import Settings

ORIGIN = "https://ehr.example.org"
PREFLIGHT = {
    "Origin": ORIGIN,
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization,content-type",
}
PATHS = ["/cds-services", "/cds-services/petechiae-differential", "/cds-services/petechiae-differential/feedback"]


@pytest.fixture
def strict_client(settings: Settings, engine: Any) -> FlaskClient:
    knowledge: Any = type("K", (), {"version": "v"})()
    return create_app(replace(settings, cors_origins=(ORIGIN,)), knowledge, engine=engine).test_client()


@pytest.mark.parametrize("path", PATHS)
def test_a_preflight_is_answered_without_a_token(client: FlaskClient, path: str) -> None:
    answer = client.options(path, headers=PREFLIGHT)
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert {"authorization", "content-type"} <= set(answer.headers["Access-Control-Allow-Headers"].lower().split(", "))
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]


@pytest.mark.parametrize(("path", "status"), [(PATHS[1], 400), ("/cds-services/other", 404), ("/nowhere", 404)])
def test_a_browser_may_read_errors(client: FlaskClient, path: str, status: int) -> None:
    answer = client.post(path, json={}, headers={"Origin": ORIGIN})
    assert answer.status_code == status
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_only_a_listed_origin_is_echoed_and_credentials_are_never_offered(strict_client: FlaskClient) -> None:
    ours = strict_client.get("/cds-services", headers={"Origin": ORIGIN})
    other = strict_client.get("/cds-services", headers={"Origin": "https://evil.example"})
    assert (ours.status_code, other.status_code) == (200, 200)
    assert ours.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert "Access-Control-Allow-Origin" not in other.headers
    assert "Origin" in ours.headers["Vary"]
    assert "Origin" in other.headers["Vary"]
    assert "Access-Control-Allow-Credentials" not in ours.headers


@pytest.mark.parametrize("path", ["/cds-services", "/docs", "/", "/nowhere"])
def test_every_answer_is_closed_against_misuse(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "unsafe-inline" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"


def test_a_plain_request_id_is_kept_and_any_other_replaced(client: FlaskClient) -> None:
    kept = client.get("/health/live", headers={"X-Request-Id": "abc-12345"})
    made = client.get("/health/live", headers={"X-Request-Id": "Maria Muster; drop"})
    assert kept.headers["X-Request-Id"] == "abc-12345"
    assert len(made.headers["X-Request-Id"]) == 36
