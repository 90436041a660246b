"""Three-valued logic: a finding is present, absent or unknown, and unknown is never read as absent.

Kleene's strong logic, as far as single truth values are combined; criteria are combined as proofs (``rules.proofs``).
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Truth", "all_of", "first_known"]


class Truth(Enum):
    """What is known of a statement about the patient."""

    PRESENT = "present"
    ABSENT = "absent"
    UNKNOWN = "unknown"


def all_of(parts: Iterable[Truth]) -> Truth:
    """Conjunction. One absent part makes it absent whatever is unknown. No parts at all is present, as in logic."""
    result = Truth.PRESENT
    for part in parts:
        if part is Truth.ABSENT:
            return Truth.ABSENT
        if part is Truth.UNKNOWN:
            result = Truth.UNKNOWN
    return result


def first_known(parts: Iterable[Truth]) -> Truth:
    """Several sources for one fact: any that says present wins, then any that says absent, else unknown.

    Unlike in a disjunction, a source that is silent does not make a documented "no" unknown.
    """
    result = Truth.UNKNOWN
    for part in parts:
        if part is Truth.PRESENT:
            return Truth.PRESENT
        if part is Truth.ABSENT:
            result = Truth.ABSENT
    return result
