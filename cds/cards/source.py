"""Who says so: the knowledge release behind a card, and the topic a client may remember."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from cds.cards.markdown import plain

if TYPE_CHECKING:
    from cds.cards.context import Consultation
    from rules.reasons import RankedCause

__all__ = ["TOPIC_SYSTEM", "links", "source"]

TOPIC_SYSTEM = "urn:petechiae-cds:topic"


def source(consultation: Consultation, topic: str, display: str) -> dict[str, Any]:
    """The card's ``source``; without a linkable base address it has no ``url``."""
    made: dict[str, Any] = {"label": f"Petechiae CDS knowledge {plain(consultation.assessment.knowledge_version)}"}
    if root := consultation.context.web_root:
        made["url"] = f"{root}/knowledge"
    made["topic"] = {"system": TOPIC_SYSTEM, "code": topic, "display": plain(display)}
    return made


def links(consultation: Consultation, leading: RankedCause | None) -> list[dict[str, Any]]:
    """One link to the reasoning about the leading cause; none without a cause or a linkable base address."""
    root = consultation.context.web_root
    if leading is None or not root:
        return []
    url = f"{root}/knowledge/causes/{quote(leading.cause.id, safe='')}"
    return [{"label": "How this was reasoned", "url": url, "type": "absolute"}]
