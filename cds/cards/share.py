"""What one card is given to tell, so that nothing is told twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rules.reasons import FiredGate, NotExcluded, ScoreResult, SuggestedTest

__all__ = ["Share"]


@dataclass(frozen=True, slots=True)
class Share:
    """A card's part of the assessment.

    ``watch`` are lesser gates without a card of their own, ``dangers`` the causes still open, ``tests`` those offered
    here, ``scores`` those told here. ``remarks`` stand first under "Not known" (Markdown). ``said`` are lines of other
    cards, left out here. ``gaps``: this card says what the chart did not tell. ``beside``: another card orders first.
    """

    watch: tuple[FiredGate, ...] = ()
    dangers: tuple[NotExcluded, ...] = ()
    tests: tuple[SuggestedTest, ...] = ()
    scores: tuple[ScoreResult, ...] = ()
    remarks: tuple[str, ...] = ()
    said: frozenset[str] = frozenset()
    gaps: bool = False
    beside: bool = False
