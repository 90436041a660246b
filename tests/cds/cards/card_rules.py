"""Every rule a card has to obey, as one function: CDS Hooks 2.0 (section numbers of the requirements list) and ours.

``broken_rules(cards, patient_id=...)`` returns what is wrong, one line each, empty when all is well.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any
from uuid import UUID

from fhir.resources.R4B import get_fhir_model_class
from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["broken_rules", "rendered_tags"]

_CARD = {
    "uuid", "summary", "detail", "indicator", "source", "suggestions", "selectionBehavior", "overrideReasons", "links",
    "extension",
}  # fmt: skip
_SOURCE = {"label", "url", "icon", "topic"}
_SUGGESTION = {"label", "uuid", "isRecommended", "actions"}
_ACTION = {"type", "description", "resource", "resourceId"}
_LINK = {"label", "url", "type", "appContext"}
_CODING = {"code", "system", "display"}
_INDICATORS = ("info", "warning", "critical")
_TAG = re.compile(r"<[A-Za-z/!?][^>]*>?")
_ALLOWED_TAGS = {"p", "ul", "ol", "li", "strong", "code"}
_HIDDEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def broken_rules(cards: Any, *, patient_id: str) -> list[str]:
    """The rules the ``cards`` of one answer break."""
    if not isinstance(cards, list) or not all(isinstance(card, dict) for card in cards):
        return ["RESP-01 cards is no list of objects"]
    wrong = list(_answer(cards))
    for number, card in enumerate(cards):
        wrong += [f"card {number}: {text}" for text in (*_card(card), *_members(card, patient_id))]
    return wrong


def rendered_tags(markdown: str) -> Counter[str]:
    """The HTML elements a GitHub-flavoured renderer makes of the text."""
    return Counter(re.findall(r"<([a-z0-9]+)", _MARKDOWN.render(markdown)))


def _answer(cards: list[dict[str, Any]]) -> Iterator[str]:
    if len(cards) > 3:
        yield f"cards.md 1: {len(cards)} cards, at most three"
    for path, value in _walk(cards, "$"):
        if value is None:
            yield f"GEN-02 null at {path}"
        elif (isinstance(value, str) and not value.strip()) or (value in ([], {}) and path != "$"):
            yield f"GEN-03 empty at {path}"
        elif isinstance(value, str) and _SURROGATE.search(value):
            yield f"GEN-07 lone surrogate at {path}"
        elif isinstance(value, str) and _HIDDEN.search(value):
            yield f"CARD-16 control or bidirectional character at {path}"
    names = [card.get("uuid") for card in cards]
    names += [s.get("uuid") for card in cards for s in card.get("suggestions", [])]
    if len(set(names)) != len(names):
        yield "CARD-08 a uuid repeats"
    yield from _kinds(cards)
    ordered = Counter(
        str(action["resource"]["code"])
        for card in cards
        for suggestion in card.get("suggestions", [])
        for action in suggestion["actions"]
        if "code" in action.get("resource", {})
    )
    yield from (f"the same test is offered twice: {code}" for code, times in ordered.items() if times > 1)
    levels = [_INDICATORS.index(card["indicator"]) for card in cards if card.get("indicator") in _INDICATORS]
    if levels.count(2) > 1 and not all(_guards(cards)):
        yield "cards.md 1: more than one critical card"


def _guards(cards: list[dict[str, Any]]) -> list[bool]:
    return ["org.petechiae.orders" in card.get("extension", {}) for card in cards]


def _kinds(cards: list[dict[str, Any]]) -> Iterator[str]:
    """Cards about orders stand alone; of the others one bears the differential."""
    guards = _guards(cards)
    if any(guards) and not all(guards):
        yield "an order card stands among others"
    bearers = sum("org.petechiae.differential" in card.get("extension", {}) for card in cards)
    if cards and bearers != (0 if all(guards) else 1):
        yield f"the differential stands on {bearers} cards, not one"


def _card(card: dict[str, Any]) -> Iterator[str]:
    yield from _summary(card.get("summary"))
    if "detail" in card:
        yield from _detail(card["detail"])
    if card.get("indicator") not in _INDICATORS:
        yield f"CARD-04 indicator {card.get('indicator')}"
    yield from _uuid(card, "CARD-08/17")
    yield from _unknown(card, _CARD, "CARD-15")
    if ("suggestions" in card) != ("selectionBehavior" in card):
        yield "CARD-10 suggestions and selectionBehavior go together"
    if card.get("selectionBehavior", "any") not in ("any", "at-most-one"):
        yield f"CARD-11 selectionBehavior {card['selectionBehavior']}"
    for name in card.get("extension", {}):
        if not re.fullmatch(r"[a-z]+(\.[A-Za-z0-9-]+)+", name):
            yield f"EXT-02 {name}"


def _summary(summary: Any) -> Iterator[str]:
    if not isinstance(summary, str):
        yield "CARD-01 no summary"
        return
    if len(summary) >= 140:
        yield f"CARD-02 summary of {len(summary)} characters"
    if re.search(r"[\r\n]|\*\*|`|\]\(", summary) or _TAG.search(summary):
        yield f"CARD-03 markup in the summary: {summary}"


def _detail(detail: Any) -> Iterator[str]:
    if not isinstance(detail, str):
        yield "CARD-06 detail is no text"
        return
    if len(detail) > 1600:
        yield f"cards.md 3: detail of {len(detail)} characters"
    if _TAG.search(re.sub(r"`[^`]*`", "", detail)):
        yield "CARD-07 raw HTML in the detail"
    strange = set(rendered_tags(detail)) - _ALLOWED_TAGS
    if strange:
        yield f"CARD-16 the detail renders {sorted(strange)}"
    if re.search(r"(?i)\w://|www\.\w|\w@\w", detail):
        yield "CARD-16 an address in the detail"


def _members(card: dict[str, Any], patient_id: str) -> Iterator[str]:
    yield from _source(card.get("source"))
    suggestions = card.get("suggestions", [])
    for suggestion in suggestions:
        yield from _suggestion(suggestion, patient_id)
    if suggestions and any(s.get("isRecommended") for s in suggestions[1:]):
        yield "cards.md 7: the recommended suggestion is not the first"
    reasons = card.get("overrideReasons", [])
    for reason in reasons:
        yield from _coding(reason, "OVR-01")
        if not isinstance(reason.get("display"), str):
            yield "OVR-01 an override reason without display"
    if len({(r.get("system"), r.get("code")) for r in reasons}) != len(reasons):
        yield "OVR-03 an override code repeats"
    for link in card.get("links", []):
        yield from _unknown(link, _LINK, "CARD-15")
        if not isinstance(link.get("label"), str):
            yield "LINK-01 a link without label"
        if link.get("type") not in ("absolute", "smart"):
            yield f"LINK-03 link type {link.get('type')}"
        if "appContext" in link and link.get("type") != "smart":
            yield "LINK-04 appContext on an absolute link"
        yield from _url(link.get("url"), "LINK-02/07")


def _source(source: Any) -> Iterator[str]:
    if not isinstance(source, dict):
        yield "CARD-05 no source"
        return
    if not isinstance(source.get("label"), str):
        yield "SRC-01 a source without label"
    if "url" in source:
        yield from _url(source["url"], "SRC-02")
    yield from _unknown(source, _SOURCE, "CARD-15")
    topic = source.get("topic")
    if topic is not None:
        yield from _coding(topic, "SRC-04")
        if not re.fullmatch(r"[A-Za-z0-9]{1,100}", str(topic.get("code"))):
            yield f"EPIC-03 topic code {topic.get('code')}"


def _suggestion(suggestion: dict[str, Any], patient_id: str) -> Iterator[str]:
    if not isinstance(suggestion.get("label"), str):
        yield "SUG-01 a suggestion without label"
    if not isinstance(suggestion.get("isRecommended", True), bool):
        yield "SUG-03 isRecommended is no boolean"
    yield from _uuid(suggestion, "SUG-02")
    yield from _unknown(suggestion, _SUGGESTION, "SUG-06/CARD-15")
    for action in suggestion.get("actions", []):
        yield from _unknown(action, _ACTION, "CARD-15")
        if not isinstance(action.get("description"), str):
            yield "ACT-02 an action without description"
        if action.get("type") == "delete":
            if not re.fullmatch(r"[A-Z][A-Za-z]+/[A-Za-z0-9\-.]{1,64}", str(action.get("resourceId"))):
                yield f"ACT-05/07 a delete of {action.get('resourceId')}"
            if "resource" in action:
                yield "ACT-08 a delete with a resource"
        elif action.get("type") == "create":
            yield from _order(action.get("resource"), patient_id)
        else:
            yield f"ACT-01 action type {action.get('type')}"


def _order(resource: Any, patient_id: str) -> Iterator[str]:
    if not isinstance(resource, dict):
        yield "ACT-03/06 the resource is no object"
        return
    try:
        get_fhir_model_class(str(resource.get("resourceType"))).model_validate(resource)
    except (KeyError, LookupError, ValueError) as error:
        yield f"ACT-10 no valid R4 resource: {error}"
    if resource.get("status") != "draft" or resource.get("intent") != "order":
        yield "ACT-10 the order is no draft"
    if resource.get("subject") != {"reference": f"Patient/{patient_id}"}:
        yield f"ACT-09 the subject is {resource.get('subject')}"


def _coding(coding: Any, rule: str) -> Iterator[str]:
    if not isinstance(coding, dict):
        yield f"{rule} no coding"
        return
    if not isinstance(coding.get("code"), str) or not isinstance(coding.get("system"), str):
        yield f"CODE-01 ({rule}) a coding without code or system"
    elif not re.match(r"[a-z]+:", coding["system"]):
        yield f"CODE-01 ({rule}) the system is no absolute URI"
    yield from _unknown(coding, _CODING, "CARD-15")


def _uuid(node: dict[str, Any], rule: str) -> Iterator[str]:
    try:
        UUID(node["uuid"])
    except (KeyError, ValueError, AttributeError, TypeError):
        yield f"{rule} no uuid"


def _url(url: Any, rule: str) -> Iterator[str]:
    if not isinstance(url, str) or not re.fullmatch(r"https?://[^\s<>\"'()\[\]]+", url):
        yield f"{rule} no absolute address: {url}"


def _unknown(node: dict[str, Any], known: set[str], rule: str) -> Iterator[str]:
    extra = sorted(set(node) - known)
    if extra:
        yield f"{rule} unknown members {extra}"


def _walk(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    yield path, value
    if isinstance(value, dict):
        for key, member in value.items():
            yield from _walk(member, f"{path}.{key}")
    elif isinstance(value, list):
        for number, entry in enumerate(value):
            yield from _walk(entry, f"{path}[{number}]")
