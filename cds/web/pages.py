"""Pages for people: the frame of every page, and the entries of the knowledge that cards link to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask import Blueprint, render_template, request, url_for
from werkzeug.exceptions import NotFound

from cds.version import VERSION
from cds.web.words import LANGUAGES, chosen_words, words_of
from rules.identifiers import CauseId, GateId, ScoreId

if TYPE_CHECKING:
    from rules.definitions import Knowledge

__all__ = ["pages_blueprint"]


def pages_blueprint(knowledge: Knowledge) -> Blueprint:
    """``/knowledge`` and ``/knowledge/<kind>/<id>`` for gates, scores and causes."""
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

    @pages.get("/knowledge")
    def contents() -> str:
        return render_template("knowledge.html", knowledge=knowledge)

    @pages.get("/knowledge/gates/<entry>")
    def gate(entry: str) -> str:
        found = knowledge.gates.get(GateId(entry))
        if found is None:
            raise NotFound
        tests = [knowledge.tests[test] for test in found.tests if test in knowledge.tests]
        causes = [knowledge.causes[cause] for cause in found.names if cause in knowledge.causes]
        return render_template("gate.html", gate=found, tests=tests, causes=causes, knowledge=knowledge)

    @pages.get("/knowledge/scores/<entry>")
    def score(entry: str) -> str:
        found = knowledge.scores.get(ScoreId(entry))
        if found is None:
            raise NotFound
        return render_template("score.html", score=found, knowledge=knowledge)

    @pages.get("/knowledge/causes/<entry>")
    def cause(entry: str) -> str:
        found = knowledge.causes.get(CauseId(entry))
        if found is None:
            raise NotFound
        return render_template("cause.html", cause=found, knowledge=knowledge)

    return pages


def _others() -> list[tuple[str, str]]:
    return [(key, value) for key, value in request.args.items(multi=True) if key != "lang"]
