"""A laboratory test as loaded: what a chart may call it, its unit, and what counts as possible and as normal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rules.chart import Sex
    from rules.definitions import Basis, Code
    from rules.identifiers import ConceptId, LabId

__all__ = ["LabDefinition", "ReferenceLimit"]


@dataclass(frozen=True, slots=True)
class ReferenceLimit:
    """Normal limits for an age (days, from inclusive, to exclusive) and sex; either side may be open."""

    low: float | None
    high: float | None
    from_days: float = 0.0
    to_days: float | None = None
    sex: Sex | None = None


@dataclass(frozen=True, slots=True)
class LabDefinition:
    """A laboratory test or vital sign: codes, names, units, plausible range, reference limits.

    ``clumps``: of a count of cells, the concept that says they clumped; None of every other test. ``in_other_units``:
    the test that a name of this one means when its unit is the other's (cells, and per cent of cells); None mostly.
    """

    id: LabId
    label: str
    short: str
    unit: str
    unit_shown: str
    dimension: str
    plausible_low: float | None
    plausible_high: float | None
    codes: tuple[Code, ...]
    names: tuple[str, ...]
    not_names: tuple[str, ...]
    limits: tuple[ReferenceLimit, ...]
    decimals: int
    vital: bool
    basis: Basis
    clumps: ConceptId | None = None
    in_other_units: LabId | None = None
