"""The addresses of the knowledge browser: contents and search, lists by kind, one page an entry."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from flask import Blueprint, render_template, request, url_for
from werkzeug.exceptions import NotFound

from cds.web.browser.kinds import Key, Kind
from cds.web.pages import asks_for_a_page
from cds.web.words import LANGUAGES

if TYPE_CHECKING:
    from cds.web.browser.library import Library
    from rules.definitions import Knowledge

__all__ = ["knowledge_blueprint"]


def knowledge_blueprint(knowledge: Knowledge) -> Blueprint:
    """``/knowledge`` (``?q=`` searches), ``/knowledge/<kind>`` and ``/knowledge/<kind>/<id>``.

    ``?version=`` is the knowledge a card was made with: when it is another one, the page says so.
    """
    browser = Blueprint("knowledge", __name__, template_folder="../templates")

    @cache
    def library() -> Library:
        from cds.web.browser.library import Library  # noqa: PLC0415 - a start need not wait for what draws the pages

        return Library.of(knowledge)

    @browser.app_template_global()
    def entry_key(kind: str, entry: str) -> Key:
        return Key(Kind(kind), entry)

    @browser.context_processor
    def prepared() -> dict[str, object]:
        asked = request.args.get("version", "")
        root, kept = url_for("knowledge.contents"), _kept(request.args.get("lang", ""))
        return {
            "entry_address": lambda key: f"{root}/{key.kind.value}/{key.id}{kept}",
            "library": library(),
            "knowledge": knowledge,
            "Kind": Kind,
            "linked_version": asked if asked and asked != knowledge.version else "",
        }

    @browser.get("/knowledge")
    def contents() -> str:
        query = request.args.get("q", "").strip()
        found = library().search.find(query) if query else None
        return render_template("knowledge/contents.html", query=query, found=found)

    @browser.get("/knowledge/<kind>")
    def listing(kind: str) -> str:
        return render_template("knowledge/listing.html", kind=_kind(kind))

    @browser.get("/knowledge/<kind>/<entry>")
    def entry(kind: str, entry: str) -> str | tuple[str, int]:
        from cds.web.browser.views import item_of, more_of  # noqa: PLC0415 - as above

        key = Key(_kind(kind), entry)
        found = library().entries.get(key)
        if found is None:
            if not asks_for_a_page():
                raise NotFound
            return render_template("knowledge/missing.html", key=key), NotFound.code
        item = item_of(key, knowledge)
        more = more_of(key.kind, item, library(), request.args)
        return render_template(f"knowledge/{key.kind.value}.html", entry=found, item=item, **more)

    return browser


def _kept(language: str) -> str:
    return f"?lang={language}" if language in LANGUAGES else ""


def _kind(name: str) -> Kind:
    try:
        return Kind(name)
    except ValueError:
        raise NotFound from None
