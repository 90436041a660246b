"""Headers that keep answers from being misused, and the policy for our own pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask, Response

__all__ = ["PAGE_POLICY", "register_security_headers"]

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""Pages load from our own origin only, send forms only to it, and run no inline script."""

_NOTHING = "default-src 'none'; frame-ancestors 'none'"


def register_security_headers(app: Flask) -> None:
    """Set the headers a view has not set itself."""

    def mark(response: Response) -> Response:
        page = response.mimetype == "text/html"
        response.headers.setdefault("Content-Security-Policy", PAGE_POLICY if page else _NOTHING)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "no-referrer")
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    app.after_request(mark)
