"""What the size of a number tells of its unit: whether it can be, is normal, or lies near the normal of its test."""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rules.lab_definitions import LabDefinition

__all__ = ["like_limits", "own_is_nearer", "plausible", "within_limits"]

_CLOSE_UNITS = 0.05
"""Units whose ratio is larger than this lie too close together for the size of a number to tell them apart."""


def plausible(lab: LabDefinition, value: float) -> bool:
    """True when the value, in the canonical unit, is one that a living patient can have."""
    return (lab.plausible_low is None or value >= lab.plausible_low) and (
        lab.plausible_high is None or value <= lab.plausible_high
    )


def within_limits(lab: LabDefinition, value: float) -> bool:
    """True when the value, in the canonical unit, is normal at some age."""
    return any(
        limit.low is not None and limit.high is not None and limit.low <= value <= limit.high for limit in lab.limits
    )


def own_is_nearer(lab: LabDefinition, value: float, factor: float) -> bool:
    """True when two units lie close together and the value is no further from normal in the test's own.

    A haematocrit of 52 is one in per cent, not of 52 per mille: scaled, polycythaemia was a severe anaemia.
    """
    return factor > _CLOSE_UNITS and plausible(lab, value) and _beyond(lab, value) <= _beyond(lab, value * factor)


def _beyond(lab: LabDefinition, value: float) -> float:
    """How far outside the normal limits of any age, as the logarithm of a ratio; 0 inside, or where none are known."""
    if value <= 0:
        return 0.0
    outside = [
        max(log(limit.low / value) if limit.low else 0.0, log(value / limit.high) if limit.high else 0.0, 0.0)
        for limit in lab.limits
    ]
    return min(outside, default=0.0)


def like_limits(lab: LabDefinition, low: float | None, high: float | None, factor: float, within: float) -> bool:
    """True when the sender's limits, times ``factor``, look like normal limits of this test at some age.

    Two limits are alike when neither is more than ``within`` times the other.
    """
    pairs = [(low, limit.low) for limit in lab.limits] + [(high, limit.high) for limit in lab.limits]
    return any(sent and own and 1 / within <= sent * factor / own <= within for sent, own in pairs)
