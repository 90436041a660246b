"""Why a clinician may set a card aside. Codes are kept for ever: feedback refers to them."""

from __future__ import annotations

__all__ = ["DEFERRING_REASONS", "OVERRIDE_SYSTEM", "order_override_reasons", "override_reasons"]

OVERRIDE_SYSTEM = "urn:petechiae-cds:override-reasons"

_REASONS = (
    ("already-done", "Already done"),
    ("will-do-later", "Will do later"),
    ("known-and-stable", "Known and stable"),
    ("not-applicable", "Not applicable to this patient"),
    ("disagree", "Disagree with the evidence"),
    ("other", "Other"),
)

DEFERRING_REASONS = frozenset({"already-done", "will-do-later"})
"""Reasons that agree with the card: they do not count as a rejection."""
_ORDER_REASONS = (
    ("benefit-outweighs", "Benefit outweighs the risk in this patient"),
    ("agreed-with-specialist", "Agreed with haematology or the specialist"),
    ("dose-adapted", "Dose, timing or route already adapted"),
    ("will-monitor", "Will monitor counts or correct them first"),
    ("not-applicable", "Not applicable to this patient"),
    ("disagree", "Disagree with the evidence"),
    ("other", "Other"),
)


def order_override_reasons() -> list[dict[str, str]]:
    """Why an order is kept as it is, a fresh list each time."""
    return _codings(_ORDER_REASONS)


def override_reasons() -> list[dict[str, str]]:
    """The reasons as CDS Hooks codings, a fresh list each time."""
    return _codings(_REASONS)


def _codings(reasons: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    return [{"code": code, "system": OVERRIDE_SYSTEM, "display": display} for code, display in reasons]
