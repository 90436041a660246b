"""Who says so: the knowledge release behind a card, and the topic a client may remember."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from cds.cards.markdown import plain

if TYPE_CHECKING:
    from cds.cards.context import Consultation
    from rules.reasons import RankedCause

__all__ = ["TOPIC_SYSTEM", "links", "source"]

TOPIC_SYSTEM = "urn:petechiae-cds:topic"
_REMEMBERED = 4096


def source(consultation: Consultation, topic: str, display: str, entry: tuple[str, ...] = ()) -> dict[str, Any]:
    """The card's ``source``: its ``url`` leads to the knowledge entry (kind and id) the card rests on most.

    Without an entry it leads to the contents; without a linkable base address there is no ``url``.
    """
    made: dict[str, Any] = {"label": f"Petechiae CDS knowledge {plain(consultation.assessment.knowledge_version)}"}
    if url := _url(consultation, entry):
        made["url"] = url
    made["topic"] = {"system": TOPIC_SYSTEM, "code": topic, "display": plain(display)}
    return made


def links(consultation: Consultation, leading: RankedCause | None) -> list[dict[str, Any]]:
    """One link to the reasoning about the leading cause; none without a cause or a linkable base address."""
    url = _url(consultation, ("causes", leading.cause.id)) if leading is not None else ""
    return [{"label": "How this was reasoned", "url": url, "type": "absolute"}] if url else []


def _url(consultation: Consultation, entry: tuple[str, ...]) -> str:
    """The page of an entry, told which knowledge made the card, so that it can say when it has another."""
    root = consultation.context.web_root
    return _page(root, entry, consultation.assessment.knowledge_version) if root else ""


@lru_cache(maxsize=_REMEMBERED)
def _page(root: str, entry: tuple[str, ...], version: str) -> str:
    path = "/".join(quote(part, safe="") for part in ("knowledge", *entry))
    return f"{root}/{path}?version={quote(version, safe='')}"
