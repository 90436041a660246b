"""More than a worker can do is refused at once, and the client is told when to come back."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from cds.app import create_app

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from cds.settings import Settings
    from tests.conftest import FakeEngine

CALL = "/cds-services/petechiae-differential"


def serving(settings: Settings, engine: Any, **change: Any) -> FlaskClient:
    knowledge: Any = type("K", (), {"version": "v"})()
    return create_app(replace(settings, **change), knowledge, engine=engine).test_client()


class Held:
    """A fake engine that gets the chart only when told to: calls wait for a FHIR server side by side."""

    def __init__(self, engine: FakeEngine) -> None:
        self._engine = engine
        self.inside = threading.Semaphore(0)
        self.go = threading.Event()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def obtain(self, call: Any, as_of: Any) -> Any:
        self.inside.release()
        assert self.go.wait(10)
        return self._engine.obtain(call, as_of)


def test_calls_up_to_the_limit_are_answered_and_one_more_is_refused_at_once(
    settings: Settings, engine: FakeEngine, hook_request: dict[str, Any], log_lines: list[dict[str, Any]]
) -> None:
    held = Held(engine)
    client = serving(settings, held, max_concurrent=2)
    statuses: list[int] = []

    def call() -> None:
        statuses.append(client.application.test_client().post(CALL, json=hook_request).status_code)

    threads = [threading.Thread(target=call) for _ in range(2)]
    for thread in threads:
        thread.start()
    for _ in threads:
        assert held.inside.acquire(timeout=10)
    refused = client.post(CALL, json=hook_request)
    assert client.get("/health/ready").status_code == 200
    assert client.options(CALL, headers={"Access-Control-Request-Method": "POST"}).status_code == 204
    held.go.set()
    for thread in threads:
        thread.join()
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "1")
    assert refused.get_json()["issue"][0]["code"] == "throttled"
    assert statuses == [200, 200]
    assert client.post(CALL, json=hook_request).status_code == 200
    assert [line["most"] for line in log_lines if line["code"] == "LOAD001"] == [2]


def test_a_place_is_given_back_however_a_call_ends(
    settings: Settings, engine: FakeEngine, hook_request: dict[str, Any]
) -> None:
    client = serving(settings, engine, max_concurrent=1)
    for _ in range(3):
        assert client.post(CALL, json={}).status_code == 400
        assert client.post("/cds-services/other", json={}).status_code == 404
        engine.fails = RuntimeError("x")
        assert client.post(CALL, json=hook_request).status_code == 500
        engine.fails = None
    assert client.post(CALL, json=hook_request).status_code == 200


def test_a_client_that_calls_too_often_is_told_when_to_come_back_and_others_are_not_hindered(
    settings: Settings, engine: FakeEngine, hook_request: dict[str, Any], log_lines: list[dict[str, Any]]
) -> None:
    client = serving(settings, engine, max_calls_per_minute=3)
    answers = [client.post(CALL, json=hook_request) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 120
    assert answers[-1].get_json()["issue"][0]["code"] == "throttled"
    other = client.post(CALL, json=hook_request, environ_overrides={"REMOTE_ADDR": "10.0.0.7"})
    assert other.status_code == 200
    assert client.get("/health/ready").status_code == 200
    assert [line["code"] for line in log_lines].count("LOAD002") == 1


@pytest.mark.parametrize("path", ["/workbench/cards", "/workbench/result", "/knowledge", "/docs/", "/nowhere"])
def test_pages_are_counted_too_and_apart_from_calls(
    settings: Settings, engine: FakeEngine, hook_request: dict[str, Any], path: str
) -> None:
    client = serving(settings, engine, max_calls_per_minute=2)
    assert [client.post(path).status_code == 429 for _ in range(3)] == [False, False, True]
    assert client.get(path).status_code == 429
    assert client.post(CALL, json=hook_request).status_code == 200
    for _ in range(5):
        assert client.get("/static/nothing.css").status_code == 404
        assert client.get("/health/live").status_code == 200


def test_a_crowd_before_the_pages_takes_no_place_from_calls(
    settings: Settings, engine: FakeEngine, hook_request: dict[str, Any]
) -> None:
    client = serving(settings, engine, max_concurrent=1)
    inside, go = threading.Semaphore(0), threading.Event()

    def slow() -> str:
        inside.release()
        assert go.wait(10)
        return "page"

    client.application.add_url_rule("/slow", view_func=slow)
    threads = [threading.Thread(target=client.application.test_client().get, args=("/slow",)) for _ in range(2)]
    for thread in threads:
        thread.start()
        assert inside.acquire(timeout=10)
    refused = client.get("/slow")
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "1")
    assert client.post(CALL, json=hook_request).status_code == 200
    go.set()
    for thread in threads:
        thread.join()
    assert client.get("/slow").status_code == 200


@pytest.mark.parametrize("late", ["obtain", "chart", "assess"])
def test_a_call_whose_time_is_up_is_ended_and_never_called_empty(
    settings: Settings, engine: FakeEngine, hook_request: dict[str, Any], monkeypatch: pytest.MonkeyPatch, late: str
) -> None:
    now = [1000.0]
    monkeypatch.setattr("cds.hooks.deadline.time", type("Clock", (), {"monotonic": staticmethod(lambda: now[0])}))
    client = serving(settings, engine, max_seconds=5)
    assert client.post(CALL, json=hook_request).status_code == 200
    real = getattr(engine, late)

    def slow(*arguments: Any) -> Any:
        now[0] += 5.0
        return real(*arguments)

    monkeypatch.setattr(type(engine), late, lambda _self, *arguments: slow(*arguments))
    answer = client.post(CALL, json=hook_request)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
    (issue,) = answer.get_json()["issue"]
    assert issue["code"] == "timeout"
    assert "Nothing can be concluded" in issue["details"]["text"]
    assert "cards" not in answer.get_json()
