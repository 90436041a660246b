"""The card for a count that cannot be trusted: it comes first, and the ranking of causes waits for a better sample."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from cds.cards.gate_card import gate_card

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cds.cards.context import Consultation
    from cds.cards.share import Share
    from rules.definitions import Indicator
    from rules.reasons import FiredGate

__all__ = ["count_card"]

_WAITING = "The ranking of causes waits until the count is confirmed."


def count_card(
    consultation: Consultation, gates: Sequence[FiredGate], share: Share, *, indicator: Indicator
) -> dict[str, Any]:
    """The card of the gates that doubt the count; it stands in for the differential card and says that this waits."""
    waiting = (_WAITING,) if consultation.assessment.triggers else ()
    return gate_card(
        consultation, gates, replace(share, remarks=waiting, gaps=True), kind="doubtfulCount", indicator=indicator
    )
