"""An assessment told as CDS Hooks cards: what a clinician reads, orders with one click, or overrides with a reason."""

from __future__ import annotations

from cds.cards.building import build_cards
from cds.cards.context import CardContext
from cds.cards.extension import differential_extension
from cds.cards.orders import warm

__all__ = ["CardContext", "build_cards", "differential_extension", "warm"]
