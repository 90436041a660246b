"""A number with a comparator against a limit: present, absent, or left open by the comparator."""

from __future__ import annotations

from rules.chart import Comparator
from rules.criteria import Side
from rules.logic import Truth

__all__ = ["compare"]

_OPEN_BELOW = (Comparator.BELOW, Comparator.AT_MOST)


def compare(value: float, comparator: Comparator | None, side: Side, limit: float) -> Truth:
    """Whether the true value lies on ``side`` of ``limit``.

    ``<5`` is below 10 for sure; ``<50`` against 20 is unknown; ``>500`` is not below 100. What is below a number above
    zero is an amount, so ``<3`` is at least 0.
    """
    if comparator is None or (comparator in _OPEN_BELOW and value > 0 and _all_amounts_alike(side, limit)):
        return Truth.PRESENT if _meets(value, side, limit) else Truth.ABSENT
    wants_low = side in (Side.BELOW, Side.AT_MOST)
    value_is_low = comparator in _OPEN_BELOW
    strict_value = comparator in (Comparator.BELOW, Comparator.ABOVE)
    if wants_low == value_is_low:
        strict_wanted = side in (Side.BELOW, Side.ABOVE)
        inside = value < limit if value_is_low else value > limit
        return Truth.PRESENT if inside or (value == limit and (strict_value or not strict_wanted)) else Truth.UNKNOWN
    # The open end points away from the wanted side: either surely outside, or it cannot be told.
    includes_limit = side in (Side.AT_MOST, Side.AT_LEAST)
    outside = value > limit if wants_low else value < limit
    return Truth.ABSENT if outside or (value == limit and (strict_value or not includes_limit)) else Truth.UNKNOWN


def _all_amounts_alike(side: Side, limit: float) -> bool:
    """Every number from zero up lies on the same side of the limit."""
    return limit < 0 or (limit == 0 and side in (Side.AT_LEAST, Side.BELOW))


def _meets(value: float, side: Side, limit: float) -> bool:
    if side is Side.BELOW:
        return value < limit
    if side is Side.AT_MOST:
        return value <= limit
    if side is Side.ABOVE:
        return value > limit
    return value >= limit
