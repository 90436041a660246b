"""Cards as an EHR renders them: Markdown to HTML on our side, raw HTML off, lines marked by what they speak of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt
from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

    from cds.web.workbench.markings import Vocabulary

__all__ = ["Click", "ShownCard", "shown_cards"]

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
_LINES = {"list_item_open": "list_item_close", "tr_open": "tr_close", "paragraph_open": "paragraph_close"}
_SOON = {"stat": "now", "urgent": "today", "asap": "soon", "routine": "next"}


@dataclass(frozen=True, slots=True)
class Order:
    """One draft order a click would create."""

    name: str
    description: str
    kind: str
    code: str
    priority: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Click:
    """A suggestion: its label, what one click would create, and what it would take away."""

    label: str
    recommended: bool
    orders: tuple[Order, ...]
    removals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownCard:
    """A card ready for the page; ``detail`` is safe HTML."""

    level: str
    summary: str
    detail: Markup
    source: str
    clicks: tuple[Click, ...]
    links: tuple[tuple[str, str], ...]
    overrides: tuple[str, ...]


def shown_cards(cards: Sequence[dict[str, Any]], vocabulary: Vocabulary) -> tuple[ShownCard, ...]:
    """The cards of an answer, in its order."""
    return tuple(
        ShownCard(
            level=card["indicator"],
            summary=card["summary"],
            detail=_html(card.get("detail", ""), vocabulary),
            source=card["source"]["label"],
            clicks=tuple(_click(suggestion) for suggestion in card.get("suggestions", ())),
            links=tuple((link["label"], link["url"]) for link in card.get("links", ())),
            overrides=tuple(reason["display"] for reason in card.get("overrideReasons", ())),
        )
        for card in cards
    )


def _html(detail: str, vocabulary: Vocabulary) -> Markup:
    tokens = _MARKDOWN.parse(detail)
    for position, token in enumerate(tokens):
        if token.type in _LINES:
            marks = vocabulary.marks(_own_words(tokens, position))
            if marks.causes:
                token.attrSet("data-causes", marks.causes)
            if marks.findings:
                token.attrSet("data-findings", marks.findings)
    return Markup(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))  # noqa: S704 - html is off in the parser


def _own_words(tokens: Sequence[Token], position: int) -> str:
    """The text of a line without that of the lines inside it."""
    opening = tokens[position]
    words: list[str] = []
    for token in tokens[position + 1 :]:
        if token.level <= opening.level and token.type == _LINES[opening.type]:
            break
        if token.type == "list_item_open":
            break
        words.extend(part.content for part in token.children or () if part.type in {"text", "code_inline"})
    return "".join(words)


def _click(suggestion: dict[str, Any]) -> Click:
    actions = suggestion.get("actions", ())
    orders = (action for action in actions if action["type"] == "create")
    return Click(
        suggestion["label"],
        bool(suggestion.get("isRecommended")),
        tuple(_order(action["description"], action["resource"]) for action in orders),
        tuple(action["description"] for action in actions if action["type"] == "delete"),
    )


def _order(description: str, resource: dict[str, Any]) -> Order:
    codings = resource.get("code", {}).get("coding", ())
    codes = ", ".join(f"{coding['system'].rpartition('/')[2]} {coding['code']}" for coding in codings)
    return Order(
        name=resource.get("code", {}).get("text", description),
        description=description,
        kind=f"{resource['resourceType']}, {resource.get('status', '')}",
        code=codes,
        priority=_SOON.get(resource.get("priority", ""), ""),
        notes=tuple(note["text"] for note in resource.get("note", ())),
    )
