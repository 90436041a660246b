"""An assessment told as CDS Hooks cards: what a clinician reads, orders with one click, or overrides with a reason."""

from __future__ import annotations

from cds.cards.building import build_cards
from cds.cards.content import contents
from cds.cards.context import CardContext
from cds.cards.extension import EXTENSION, differential_extension
from cds.cards.order_card import build_order_cards
from cds.cards.order_checks import OrderError, check_orders

__all__ = [
    "EXTENSION",
    "CardContext",
    "OrderError",
    "build_cards",
    "build_order_cards",
    "check_orders",
    "contents",
    "differential_extension",
]
