"""The frame every card shares: identity, source, override reasons, and no member without a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cds.cards.identity import topic_code, uuid_of
from cds.cards.override_reasons import override_reasons
from cds.cards.source import source
from cds.cards.suggestions import suggestions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cds.cards.context import Consultation
    from rules.definitions import Indicator
    from rules.reasons import SuggestedTest

__all__ = ["Words", "frame"]


@dataclass(frozen=True, slots=True)
class Words:
    """What a card says.

    ``topic`` names its subject for clients, ``title`` for people; ``situation`` is the reason written on its orders.
    ``entry`` is the kind and id of the knowledge entry behind it, as in the address of its page.
    """

    topic: tuple[str, ...]
    title: str
    summary: str
    detail: str
    situation: str
    entry: tuple[str, ...] = ()


def frame(
    consultation: Consultation,
    words: Words,
    *,
    indicator: Indicator,
    tests: Iterable[SuggestedTest],
    beside: bool = False,
) -> dict[str, Any]:
    """A card with its suggestions, ``beside`` a card that orders first.

    Its uuid follows from call, patient, clock, knowledge, topic and words.
    """
    context, assessment = consultation.context, consultation.assessment
    code = topic_code(*words.topic)
    call = (context.hook_instance, context.patient_id, context.encounter_id or "", assessment.as_of.isoformat())
    uuid = uuid_of((*call, assessment.knowledge_version, code, words.summary, words.detail))
    card: dict[str, Any] = {"uuid": uuid, "summary": words.summary}
    if words.detail:
        card["detail"] = words.detail
    card |= {"indicator": indicator.value, "source": source(consultation, code, words.title, words.entry)}
    offered = suggestions(tests, words.situation, consultation, uuid, beside=beside)
    if offered:
        card |= {"suggestions": offered, "selectionBehavior": "any"}
    card["overrideReasons"] = override_reasons()
    return card
