"""The must-not-miss board: every dangerous cause that was weighed, and what sets it aside or would."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cds.cards.evidence import AlreadyShown, reason
from cds.cards.markdown import unescape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cds.cards.context import Consultation
    from rules.definitions import Knowledge
    from rules.reasons import Contribution

__all__ = ["Board", "Danger", "board"]

_REASONS = 3
_TESTS = 4


@dataclass(frozen=True, slots=True)
class Danger:
    """One dangerous cause. ``against`` are (mark, words); ``tests`` what would exclude it, not yet resulted."""

    id: str
    label: str
    band: str
    by_criteria: bool
    against: tuple[tuple[str, str], ...]
    tests: tuple[str, ...]
    more_tests: int = 0


@dataclass(frozen=True, slots=True)
class Board:
    """Dangers ``open`` (not excluded), ``set_aside`` by what is recorded, and the number of ``others``."""

    open: tuple[Danger, ...]
    set_aside: tuple[Danger, ...]
    others: int


def board(consultation: Consultation, knowledge: Knowledge) -> Board:
    """Dangers of this assessment; a cause counts as set aside only where something recorded speaks against it."""
    assessment, told = consultation.assessment, AlreadyShown(consultation.assessment.platelets.counts)
    open_ = tuple(
        Danger(
            str(danger.cause.id),
            danger.label,
            danger.band.value,
            danger.named_by_gate,
            _reasons(danger.against, consultation, told),
            tuple(test.label for test in danger.tests[:_TESTS]),
            max(0, len(danger.tests) - _TESTS),
        )
        for danger in assessment.not_excluded
    )
    shown = {danger.id for danger in open_}
    aside = tuple(
        Danger(
            str(ranked.cause.id),
            ranked.label,
            ranked.band.value,
            by_criteria=False,
            against=_reasons(ranked.reasons_against, consultation, told),
            tests=(),
        )
        for ranked in assessment.causes
        if ranked.cause.must_not_miss and str(ranked.cause.id) not in shown and ranked.reasons_against
    )
    shown |= {danger.id for danger in aside}
    others = sum(cause.must_not_miss and str(cause.id) not in shown for cause in knowledge.causes.values())
    return Board(open_, aside, others)


def _reasons(
    rows: Sequence[Contribution], consultation: Consultation, told: AlreadyShown
) -> tuple[tuple[str, str], ...]:
    return tuple((row.mark, unescape(reason(row, consultation, told))) for row in rows[:_REASONS])
