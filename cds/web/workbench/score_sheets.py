"""Published scores as sheets: points, meaning, and every item with its answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cds.cards.evidence import AlreadyShown, criterion_line
from cds.cards.markdown import unescape
from cds.cards.score_lines import meaning, points
from cds.cards.wording import upper_first
from rules.reasons import CriterionStatus

if TYPE_CHECKING:
    from cds.cards.context import Consultation

__all__ = ["ScoreSheet", "score_sheets"]


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """One score; ``items`` are (truth, points, words)."""

    id: str
    label: str
    points: str
    meaning: str
    items: tuple[tuple[str, str, str], ...]


def score_sheets(consultation: Consultation) -> tuple[ScoreSheet, ...]:
    """The scores that apply and of which something is known."""
    told = AlreadyShown(consultation.assessment.platelets.counts)
    return tuple(
        ScoreSheet(
            str(result.definition.id),
            result.definition.name,
            points(result),
            upper_first(meaning(result)),
            tuple(
                (
                    item.truth.value,
                    str(item.low) if item.low == item.high else f"{item.low}–{item.high}",
                    unescape(criterion_line(CriterionStatus(item.label, item.truth, item.data), consultation, told)),
                )
                for item in result.items
            ),
        )
        for result in consultation.assessment.scores
        if result.says
    )
