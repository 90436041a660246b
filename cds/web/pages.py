"""The frame of every page for people: its words, its links and the files it loads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask import Blueprint, render_template, request, url_for
from werkzeug.exceptions import NotFound

from cds.errors import http_error
from cds.version import VERSION
from cds.web.words import LANGUAGES, chosen_words, words_of

if TYPE_CHECKING:
    from flask import Response

    from rules.definitions import Knowledge

__all__ = ["asks_for_a_page", "pages_blueprint"]


def pages_blueprint(knowledge: Knowledge) -> Blueprint:
    """The frame of every page, the files the pages load, and the page of an address at which there is nothing."""
    pages = Blueprint("pages", __name__, template_folder="templates", static_folder="static", static_url_path="/static")

    @pages.app_context_processor
    def frame() -> dict[str, object]:
        """What ``page.html`` needs; an address keeps the language the reader chose."""
        asked = request.args.get("lang", "")
        kept: dict[str, Any] = {"lang": asked} if asked in LANGUAGES else {}
        return {
            "words": chosen_words(asked, request.accept_languages),
            "languages": [words_of(code) for code in LANGUAGES],
            "address": lambda endpoint, **values: url_for(endpoint, **values, **kept),
            "in_language": lambda code: f"?{urlencode([*_others(), ('lang', code)])}",
            "version": VERSION,
            "knowledge_version": knowledge.version,
        }

    @pages.app_errorhandler(NotFound)
    def nothing_here(error: NotFound) -> Response | tuple[str, int]:
        """A page for a browser; for every other client the OperationOutcome."""
        outcome = http_error(error)
        return (render_template("nothing-here.html"), outcome.status_code) if asks_for_a_page() else outcome

    return pages


def asks_for_a_page() -> bool:
    """Whether the caller would rather have HTML than JSON, as browsers say. Who says nothing reads JSON."""
    return request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html"


def _others() -> list[tuple[str, str]]:
    return [(key, value) for key, value in request.args.items(multi=True) if key != "lang"]
