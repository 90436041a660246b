"""The least a Flask application can do with a call: parse it with orjson and answer with one fixed card."""

from __future__ import annotations

import orjson
from flask import Flask, Response, request

__all__ = ["app"]

_CARD = {"summary": "a fixed card", "indicator": "info", "source": {"label": "benchmark"}}
_ANSWER = {"cards": [_CARD]}

app = Flask(__name__, static_folder=None)


@app.get("/health/ready")
def ready() -> str:
    """Answers as soon as the server does."""
    return "ready"


@app.post("/cds-services/petechiae-differential")
def call() -> Response:
    """A call parsed and not looked at."""
    orjson.loads(request.get_data())
    return Response(orjson.dumps(_ANSWER), content_type="application/json")
