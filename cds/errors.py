"""What a client is told when a request cannot be answered: a status and an OperationOutcome, never internals."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from cds.log_codes import LogCode, log
from cds.wire import json_response

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from marshmallow import ValidationError

__all__ = ["REQUIRED", "Issue", "Rejected", "http_error", "issues_of", "operation_outcome", "register_error_handlers"]

REQUIRED = "is required and is missing"
"""The message of every missing member; it decides the issue code."""

_BAD_REQUEST = 400
_SERVER_ERROR = 500
_CODES = {
    400: "structure",
    401: "login",
    403: "forbidden",
    404: "not-found",
    405: "not-supported",
    406: "not-supported",
    412: "incomplete",
    408: "timeout",
    413: "too-long",
    415: "not-supported",
    422: "business-rule",
    429: "throttled",
    503: "transient",
}
_WORDS = {
    404: "There is nothing at this address. GET /cds-services lists the services.",
    405: "This address does not support that method; see the Allow header.",
    413: "The request body is larger than this service accepts.",
}


@dataclass(frozen=True, slots=True)
class Issue:
    """One problem: a FHIR issue code, words for a person, and the path of the member at fault ("context.patientId")."""

    code: str
    text: str
    expression: str = ""


class Rejected(Exception):
    """The request cannot be answered. Carries the status and every problem found, not only the first."""

    def __init__(self, status: int, issues: Sequence[Issue], headers: Mapping[str, str] | None = None) -> None:
        """``issues`` must not be empty: an error always says why. ``headers`` go onto the answer."""
        super().__init__(f"{status}: " + "; ".join(issue.text for issue in issues))
        self.status = status
        self.issues = tuple(issues)
        self.headers = dict(headers or {})


def operation_outcome(issues: Iterable[Issue]) -> dict[str, Any]:
    """FHIR OperationOutcome of these problems."""
    rows = []
    for issue in issues:
        row: dict[str, Any] = {"severity": "error", "code": issue.code, "details": {"text": issue.text}}
        if issue.expression:
            row["expression"] = [issue.expression]
        rows.append(row)
    return {"resourceType": "OperationOutcome", "issue": rows}


def issues_of(error: ValidationError) -> tuple[Issue, ...]:
    """Every problem marshmallow found, with the path of its member."""
    return tuple(
        Issue("required" if text == REQUIRED else "value", f"{path or 'The body'} {text}.", path)
        for path, text in _walk(error.messages_dict, "")
    )


def _walk(messages: Mapping[Any, Any] | Sequence[str], path: str) -> Iterator[tuple[str, str]]:
    if not isinstance(messages, dict):
        for text in messages:
            yield path, str(text).rstrip(".")
        return
    for key, inner in messages.items():
        if key == "_schema":
            yield from _walk(inner, path)
        elif isinstance(key, int):
            yield from _walk(inner, f"{path}[{key}]")
        else:
            yield from _walk(inner, f"{path}.{key}" if path else str(key))


def _route() -> str:
    return request.url_rule.rule if request.url_rule else "(none)"


def _loggable(expression: str) -> str:
    """A path without what the client named itself: keys of the prefetch may be anything."""
    return "prefetch" if expression.startswith("prefetch.") else expression


def _refused(error: Rejected) -> Response:
    log(
        LogCode.HTTP002,
        route=_route(),
        status=error.status,
        issues=[issue.code for issue in error.issues],
        expressions=[_loggable(issue.expression) for issue in error.issues if issue.expression],
    )
    response = json_response(operation_outcome(error.issues), error.status)
    response.headers.update(error.headers)
    return response


def http_error(error: HTTPException) -> Response:
    """What Flask or a view raised, logged, as the OperationOutcome it is answered with; a redirection stays one."""
    status = error.code or _SERVER_ERROR
    if status < _BAD_REQUEST:
        return Response(error.get_body(), status, error.get_headers())
    text = _WORDS.get(status, "The request cannot be answered as it is.")
    response = _refused(Rejected(status, [Issue(_CODES.get(status, "processing"), text)]))
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return response


def _unexpected(error: Exception) -> Response:
    last = traceback.extract_tb(error.__traceback__)[-3:]
    where = [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in last]
    log(LogCode.HTTP003, route=_route(), error=type(error).__name__, where=where)
    text = "The service failed on this request. Nothing can be concluded from the absence of cards."
    return json_response(operation_outcome([Issue("exception", text)]), _SERVER_ERROR)


def register_error_handlers(app: Flask) -> None:
    """Every error of this app leaves as an OperationOutcome."""
    app.register_error_handler(Rejected, _refused)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(Exception, _unexpected)
