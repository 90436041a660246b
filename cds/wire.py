"""Answers as bytes: deterministic JSON in UTF-8."""

from __future__ import annotations

import orjson
from flask import Response

__all__ = ["json_response"]


def json_response(document: object, status: int = 200) -> Response:
    """A JSON answer. The same document gives the same bytes: members keep the order they were put in."""
    return Response(orjson.dumps(document), status, content_type="application/json")
