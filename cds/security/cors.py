"""CORS: browsers of the allowed origins may call, and may read errors too. Credentials are never offered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, Response, request

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["register_cors"]

_METHODS = "GET, HEAD, POST, OPTIONS"
_HEADERS = "Authorization, Content-Type, X-Request-Id"
_EXPOSED = "X-Request-Id, Retry-After"
_DAY = "86400"


def register_cors(app: Flask, origins: Sequence[str]) -> None:
    """Answer preflights with 204 and without authentication; mark every answer for the origins allowed."""
    allowed = frozenset(origins)

    def preflight() -> Response | None:
        if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            return Response(status=204)
        return None

    def mark(response: Response) -> Response:
        if "*" in allowed:
            response.headers["Access-Control-Allow-Origin"] = "*"
        else:
            response.vary.add("Origin")
            origin = request.headers.get("Origin", "")
            if origin not in allowed:
                return response
            response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Expose-Headers"] = _EXPOSED
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = _METHODS
            response.headers["Access-Control-Allow-Headers"] = _HEADERS
            response.headers["Access-Control-Max-Age"] = _DAY
        return response

    app.before_request(preflight)
    app.after_request(mark)
