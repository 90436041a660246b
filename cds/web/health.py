"""For machines that watch: alive, and ready to answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response

from cds.version import VERSION
from cds.wire import json_response

if TYPE_CHECKING:
    from cds.store.store import Store

__all__ = ["health_blueprint"]


def health_blueprint(store: Store, knowledge_version: str) -> Blueprint:
    """``/health/live`` says that the process answers; ``/health/ready`` also that its store does (else 503)."""
    health = Blueprint("health", __name__, url_prefix="/health")

    @health.get("/live")
    def live() -> Response:
        return json_response({"status": "live"})

    @health.get("/ready")
    def ready() -> Response:
        reachable = store.reachable()
        return json_response(
            {
                "status": "ready" if reachable else "not ready",
                "version": VERSION,
                "knowledge": knowledge_version,
                "store": "reachable" if reachable else "unreachable",
            },
            200 if reachable else 503,
        )

    return health
