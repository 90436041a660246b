"""The API documentation: the OpenAPI document, Swagger UI served from our own origin, and the examples as of now."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, render_template, request
from werkzeug.exceptions import NotFound

from cds.examples import examples
from cds.examples.redating import redated
from cds.wire import json_response

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["api_docs_blueprint"]

_SWAGGER_FILES = {"swagger-ui-bundle.js": "text/javascript", "swagger-ui.css": "text/css"}


@cache
def _swagger_file(name: str) -> bytes:
    return (files("flask_swagger_ui") / "dist" / name).read_bytes()


@cache
def _packed_swagger_file(name: str) -> bytes:
    """Packed once: Swagger UI is 1.9 MB as it is and 0.5 MB packed."""
    return gzip.compress(_swagger_file(name), mtime=0)


def _packed(answer: Response, packed: Callable[[], bytes]) -> Response:
    """The answer as gzip, which ``packed`` gives, if the caller reads it."""
    answer.headers["Vary"] = "Accept-Encoding"
    if request.accept_encodings["gzip"] > 0:
        answer.set_data(packed())
        answer.headers["Content-Encoding"] = "gzip"
    return answer


def _system_clock() -> datetime:
    return datetime.now(UTC)


def api_docs_blueprint(*, demo: bool, clock: Callable[[], datetime] = _system_clock) -> Blueprint:
    """``/openapi.yaml``, ``/openapi.json``, ``/docs`` and ``/examples/<name>.json``.

    The examples are dated as of ``clock``, save in the YAML, which never changes. In demo mode the page can send them.
    """
    docs = Blueprint("api_docs", __name__, template_folder="templates")
    requests = cache(lambda: {example.name: example.request for example in examples()})

    @cache
    def as_yaml() -> str:
        from cds.openapi import openapi_yaml  # noqa: PLC0415 - a start need not wait for what writes the document

        return openapi_yaml()

    @docs.get("/openapi.yaml")
    def document_yaml() -> Response:
        return Response(as_yaml(), content_type="application/yaml")

    @docs.get("/openapi.json")
    def document_json() -> Response:
        from cds.openapi import build_openapi  # noqa: PLC0415 - as above

        answer = json_response(_dated(build_openapi(), clock()))
        return _packed(answer, lambda: gzip.compress(answer.get_data()))

    @docs.get("/examples/<name>.json")
    def example(name: str) -> Response:
        if name not in requests():
            raise NotFound
        return json_response(redated(requests()[name], clock()))

    @docs.get("/docs")
    def page() -> str:
        return render_template("docs.html", demo=demo)

    @docs.get("/docs/<name>")
    def swagger(name: str) -> Response:
        if name not in _SWAGGER_FILES:
            raise NotFound
        plain = Response(_swagger_file(name), content_type=_SWAGGER_FILES[name])
        answer = _packed(plain, lambda: _packed_swagger_file(name))
        answer.headers["Cache-Control"] = "public, max-age=86400"
        return answer

    return docs


def _dated(document: dict[str, Any], now: datetime) -> dict[str, Any]:
    """The document with the examples of the call dated as of ``now``."""
    body = document["paths"]["/cds-services/{service_id}"]["post"]["requestBody"]["content"]["application/json"]
    body["examples"] = redated(body["examples"], now)
    return document
