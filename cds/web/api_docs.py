"""The API documentation: the OpenAPI document, and Swagger UI served from our own origin."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from flask import Blueprint, Response, render_template
from werkzeug.exceptions import NotFound

from cds.openapi import build_openapi, openapi_yaml
from cds.wire import json_response

__all__ = ["api_docs_blueprint"]

_SWAGGER_FILES = {"swagger-ui-bundle.js": "text/javascript", "swagger-ui.css": "text/css"}


@cache
def _swagger_file(name: str) -> bytes:
    return (files("flask_swagger_ui") / "dist" / name).read_bytes()


def api_docs_blueprint(*, demo: bool) -> Blueprint:
    """``/openapi.yaml``, ``/openapi.json`` and ``/docs``; in demo mode the page can send the examples."""
    docs = Blueprint("api_docs", __name__, template_folder="templates")
    as_yaml = cache(openapi_yaml)
    as_json = cache(build_openapi)

    @docs.get("/openapi.yaml")
    def document_yaml() -> Response:
        return Response(as_yaml(), content_type="application/yaml")

    @docs.get("/openapi.json")
    def document_json() -> Response:
        return json_response(as_json())

    @docs.get("/docs")
    def page() -> str:
        return render_template("docs.html", demo=demo)

    @docs.get("/docs/<name>")
    def swagger(name: str) -> Response:
        if name not in _SWAGGER_FILES:
            raise NotFound
        answer = Response(_swagger_file(name), content_type=_SWAGGER_FILES[name])
        answer.headers["Cache-Control"] = "public, max-age=86400"
        return answer

    return docs
