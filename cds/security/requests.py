"""A name for every request, and one log line when it is answered."""

from __future__ import annotations

import re
import time
import uuid
from typing import TYPE_CHECKING

from flask import g, request

from cds.log_codes import LogCode, log

if TYPE_CHECKING:
    from flask import Flask, Response

__all__ = ["register_request_log"]

_HEADER = "X-Request-Id"
_ACCEPTABLE = re.compile(r"[A-Za-z0-9-]{8,64}")


def register_request_log(app: Flask) -> None:
    """Take the caller's X-Request-Id when it is a plain token, else make one; log route, status and time.

    The log names the route's pattern, never the path, query or body.
    """

    def begin() -> None:
        sent = request.headers.get(_HEADER, "")
        g.request_id = sent if _ACCEPTABLE.fullmatch(sent) else str(uuid.uuid4())
        g.began = time.perf_counter()

    def end(response: Response) -> Response:
        response.headers[_HEADER] = g.request_id
        log(
            LogCode.HTTP001,
            method=request.method,
            route=request.url_rule.rule if request.url_rule else "(none)",
            status=response.status_code,
            ms=round((time.perf_counter() - g.began) * 1000, 1),
            bytes_in=request.content_length or 0,
            bytes_out=response.calculate_content_length() or 0,
        )
        return response

    app.before_request(begin)
    app.after_request(end)
