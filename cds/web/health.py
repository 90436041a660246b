"""For machines that watch: alive, ready to answer, and whether what is kept can be kept."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

from flask import Blueprint, Response

from cds.version import VERSION
from cds.wire import json_response

if TYPE_CHECKING:
    from cds.store.store import Store

__all__ = ["health_blueprint"]

_REACHABLE, _UNREACHABLE = "reachable", "unreachable"
_PATIENCE = 0.5
"""Seconds until a store counts as unreachable: those who watch wait no more than one or two."""


def health_blueprint(store: Store, knowledge_version: str) -> Blueprint:
    """``/health/live`` says that the process answers; ``/health/ready`` that calls are, and names both versions.

    Calls are answered without the store, so a store that fails takes no copy out of the pool: all copies share it, and
    warnings would be silenced for the length of the outage. ``/health/store`` says how it fares (503 when it fails).
    """
    health = Blueprint("health", __name__, url_prefix="/health")
    watch = _Watch(store)

    @health.get("/live")
    def live() -> Response:
        return json_response({"status": "live"})

    @health.get("/ready")
    def ready() -> Response:
        found = watch.look()
        return json_response(
            {
                "status": "ready" if found == _REACHABLE else "degraded",
                "version": VERSION,
                "knowledge": knowledge_version,
                "store": found,
            }
        )

    @health.get("/store")
    def kept() -> Response:
        found = watch.look()
        return json_response({"store": found}, 200 if found == _REACHABLE else 503)

    return health


@dataclass(slots=True)
class _Watch:
    """Asks the store, one question at a time, and does not wait for one that hangs. Safe for threads."""

    store: Store
    _lock: Lock = field(default_factory=Lock)
    _asker: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "store-watch"))
    _asked: Future[bool] | None = None

    def look(self) -> str:
        with self._lock:
            if self._asked is None or self._asked.done():
                self._asked = self._asker.submit(self.store.reachable)
            asked = self._asked
        try:
            return _REACHABLE if asked.result(_PATIENCE) else _UNREACHABLE
        except TimeoutError:
            return _UNREACHABLE
