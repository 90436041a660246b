from __future__ import annotations

import time
from threading import Event
from typing import TYPE_CHECKING, Any

from flask import Flask

from cds.web import health
from cds.web.health import health_blueprint

if TYPE_CHECKING:
    import pytest


class Hanging:
    """A store that answers when it is let go, and counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.free = Event()

    def reachable(self) -> bool:
        self.asked += 1
        return self.free.wait(30)


def test_who_watches_does_not_wait_for_a_store_that_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_PATIENCE", 0.05)
    store: Any = Hanging()
    app = Flask("watched")
    app.register_blueprint(health_blueprint(store, "v"))
    client = app.test_client()
    began = time.monotonic()
    for _ in range(3):
        ready = client.get("/health/ready")
        assert (ready.status_code, ready.get_json()["status"]) == (200, "degraded")
        assert client.get("/health/store").status_code == 503
    assert time.monotonic() - began < 5
    assert store.asked == 1, "one question at a time"
    store.free.set()
    monkeypatch.setattr(health, "_PATIENCE", 10)
    assert client.get("/health/ready").get_json()["status"] == "ready"
    assert client.get("/health/store").get_json() == {"store": "reachable"}
