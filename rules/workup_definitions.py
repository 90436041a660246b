"""A test as loaded: what it is good for, how soon and at what burden, and how to tell that it is done."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rules.criteria import Criterion
    from rules.definitions import Code
    from rules.identifiers import FindingId, LabId, TestId

__all__ = ["BLOOD_SAMPLE", "DEAREST", "INVASIVE", "HowSoon", "TestDefinition"]

DEAREST = 5
"""The highest cost tier."""
BLOOD_SAMPLE = 1
"""The invasiveness of a blood sample: more is a burden."""
INVASIVE = 3
"""The highest burden (a marrow, a lumbar puncture): such a test waits until simpler ones leave the question open."""


class HowSoon(IntEnum):
    """When a test is wanted, the most urgent first."""

    NOW = 0
    TODAY = 1
    NEXT = 2
    IF_UNEXPLAINED = 3


@dataclass(frozen=True, slots=True)
class TestDefinition:
    """A test that can be suggested, and how to tell that it is already done.

    ``why`` and ``separates`` say what it is good for, ``preconditions`` what must be seen to first.
    ``cost_tier`` goes from 1 (cheap and everywhere) to ``DEAREST``; ``invasiveness`` is 0 for none, 1 for a blood
    sample, 2 for a skin biopsy or an arterial sample, 3 for what is ``INVASIVE``.
    ``order`` is the code of the ServiceRequest, ``codes`` and ``phrases`` tell an order for it; ``done_labs`` are the
    labs whose recent result means it is done (all of them), within ``done_within_hours``. ``orderable`` False marks
    examinations and advice. ``tells``: the findings it would settle. ``includes``: tests that this one answers as well;
    a panel stands for its parts. ``basic``: the path depends on it, so it is not displaced by what only one cause
    wants. ``only_if``: for which patients it makes sense, that is, of whom this is known to hold; None: for all.
    """

    id: TestId
    label: str
    why: str
    separates: str
    urgency: HowSoon
    cost_tier: int
    invasiveness: int
    preconditions: str
    orderable: bool
    order: Code | None
    codes: tuple[Code, ...]
    phrases: tuple[str, ...]
    done_labs: tuple[LabId, ...]
    done_within_hours: float
    tells: tuple[FindingId, ...]
    includes: tuple[TestId, ...] = ()
    basic: bool = False
    only_if: Criterion | None = None
