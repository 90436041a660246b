"""Three-valued logic: a finding is present, absent or unknown, and unknown is never read as absent.

Kleene's strong logic. ``all_of`` is absent as soon as one part is absent; ``any_of`` is present as soon as one
part is present; otherwise one unknown part makes the whole unknown.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Truth", "all_of", "any_of", "at_least", "first_known", "negate"]


class Truth(Enum):
    """What is known of a statement about the patient."""

    PRESENT = "present"
    ABSENT = "absent"
    UNKNOWN = "unknown"


def negate(truth: Truth) -> Truth:
    """Present and absent change places; unknown stays unknown."""
    if truth is Truth.PRESENT:
        return Truth.ABSENT
    if truth is Truth.ABSENT:
        return Truth.PRESENT
    return Truth.UNKNOWN


def all_of(parts: Iterable[Truth]) -> Truth:
    """Conjunction. One absent part makes it absent whatever is unknown. No parts at all is present, as in logic."""
    result = Truth.PRESENT
    for part in parts:
        if part is Truth.ABSENT:
            return Truth.ABSENT
        if part is Truth.UNKNOWN:
            result = Truth.UNKNOWN
    return result


def any_of(parts: Iterable[Truth]) -> Truth:
    """Disjunction. One present part makes it present whatever is unknown. No parts at all is absent, as in logic."""
    result = Truth.ABSENT
    for part in parts:
        if part is Truth.PRESENT:
            return Truth.PRESENT
        if part is Truth.UNKNOWN:
            result = Truth.UNKNOWN
    return result


def at_least(count: int, parts: Iterable[Truth]) -> Truth:
    """Present when ``count`` parts are present, absent when the unknown ones could no longer make it so."""
    present = unknown = 0
    for part in parts:
        present += part is Truth.PRESENT
        unknown += part is Truth.UNKNOWN
    if present >= count:
        return Truth.PRESENT
    return Truth.ABSENT if present + unknown < count else Truth.UNKNOWN


def first_known(parts: Iterable[Truth]) -> Truth:
    """Several sources for one fact: any that says present wins, then any that says absent, else unknown.

    Unlike ``any_of``, a source that is silent does not make a documented "no" unknown.
    """
    result = Truth.UNKNOWN
    for part in parts:
        if part is Truth.PRESENT:
            return Truth.PRESENT
        if part is Truth.ABSENT:
            result = Truth.ABSENT
    return result
