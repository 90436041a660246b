"""The rest of the three-valued logic as functions of truth values: the rules combine criteria as proofs instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.logic import Truth, all_of

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["any_of", "at_least", "negate"]


def negate(truth: Truth) -> Truth:
    """Present and absent change places; unknown stays unknown."""
    if truth is Truth.PRESENT:
        return Truth.ABSENT
    if truth is Truth.ABSENT:
        return Truth.PRESENT
    return Truth.UNKNOWN


def any_of(parts: Iterable[Truth]) -> Truth:
    """Disjunction. One present part makes it present whatever is unknown. No parts at all is absent, as in logic."""
    return negate(all_of(map(negate, parts)))


def at_least(count: int, parts: Iterable[Truth]) -> Truth:
    """Present when ``count`` parts are present, absent when the unknown ones could no longer make it so."""
    present = unknown = 0
    for part in parts:
        present += part is Truth.PRESENT
        unknown += part is Truth.UNKNOWN
    if present >= count:
        return Truth.PRESENT
    return Truth.ABSENT if present + unknown < count else Truth.UNKNOWN
