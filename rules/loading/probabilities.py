"""How often each state of a finding is seen: one number for a binary finding, one a state otherwise."""

from __future__ import annotations

import math
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from marshmallow import ValidationError

from rules.identifiers import State
from rules.loading.fields import MappingOf, Number

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["BINARY", "ProbabilitiesPart", "probabilities", "state_mismatch"]

BINARY = ("present", "absent")
"""The states of a binary finding, in their order."""

_TOLERANCE = 0.01


class ProbabilitiesPart(MappingOf[float]):
    """A probability, or a mapping from state to probability that sums to 1 within 0.01."""

    def __init__(self) -> None:
        super().__init__(Number(low=0, high=1), required=True)

    def _deserialize(self, value: Any, *_: Any, **context: Any) -> Any:
        if not isinstance(value, dict):
            return self.value.deserialize(value)
        shares = super()._deserialize(value, **context)
        total = math.fsum(shares.values())
        if abs(total - 1) > _TOLERANCE + 1e-9:  # a sum of 1.01 as written is still within
            raise ValidationError(f"must sum to 1 (sums to {total:g})")
        return shares


def probabilities(data: float | Mapping[str, float]) -> Mapping[State, float]:
    """Every state's probability, scaled to sum to 1. One number is that of ``present``."""
    if isinstance(data, (int, float)):
        present, absent = map(State, BINARY)
        return MappingProxyType({present: data, absent: 1 - data})
    total = math.fsum(data.values())
    return MappingProxyType({State(state): share / total for state, share in data.items()})


def state_mismatch(data: float | Mapping[str, float], states: list[str]) -> str:
    """Why the probabilities do not fit a finding with these states; empty when they do."""
    if tuple(states) == BINARY:
        return "must be one number, because the finding is binary" if isinstance(data, dict) else ""
    if not isinstance(data, dict):
        return f"needs one number each for {', '.join(states)}"
    missing = [state for state in states if state not in data]
    strange = [state for state in data if state not in states]
    words = [f"{word} {', '.join(names)}" for word, names in (("lacks", missing), ("has unknown", strange)) if names]
    return f"must have the finding's states: {' and '.join(words)}" if words else ""
