"""The platelet counts of a chart over time: the newest, the baseline, the fall, and the drugs of that time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rules.chart import Caveat

if TYPE_CHECKING:
    from rules.chart import DrugUse, Moment
    from rules.identifiers import ResourceRef

__all__ = ["SOFT", "Count", "Exposure", "PlateletPicture"]

SOFT = frozenset({Caveat.ESTIMATED, Caveat.PLASMA_SAMPLE, Caveat.CAPILLARY})
"""A count with one of these is shown and warns, but no fall is measured from it."""


@dataclass(frozen=True, slots=True)
class Count:
    """One platelet count of the trend. ``reliable``: it may be used as evidence (no clumps, no contradicting flag)."""

    value: float
    when: Moment
    source: ResourceRef
    shown: str
    reliable: bool
    caveats: frozenset[Caveat] = frozenset()

    @property
    def firm(self) -> bool:
        """Good enough to measure a fall by: reliable, and neither estimated nor from plasma or a capillary."""
        return self.reliable and not self.caveats & SOFT


@dataclass(frozen=True, slots=True)
class Exposure:
    """A drug that can lower platelets, started or stopped around a fall; all its orders of that time as one.

    ``started`` and ``stopped`` None: not recorded, or still running. ``use`` tells flushes from treatment.
    """

    label: str
    started: Moment | None
    stopped: Moment | None
    running: bool
    use: DrugUse
    source: ResourceRef


@dataclass(frozen=True, slots=True)
class PlateletPicture:
    """The counts over time, for words and for a plot.

    ``counts``: every dated number, oldest first, also those not relied on. ``latest`` None: no usable count.
    ``baseline``: the highest firm earlier one in the window; ``fall``: fraction lost from it until ``latest``
    (0.68 = 68 %; negative when it rose), None when unknown. ``nadir``: the lowest firm count after the baseline, None
    when nothing fell; ``lost``: fraction lost until then, ``over_days`` days; ``regained``: the share of the loss that
    ``latest`` has won back, None while ``latest`` is the nadir. ``fallen``: the loss is worth a word, at
    ``fall_told_at`` or more.
    ``exposures``: drugs begun or ended around the fall, empty without one. ``doubtful``: the newest count has clumps.
    """

    counts: tuple[Count, ...] = ()
    latest: Count | None = None
    baseline: Count | None = None
    fall: float | None = None
    doubtful: bool = False
    words: str = ""
    low: bool = False
    nadir: Count | None = None
    lost: float | None = None
    over_days: float | None = None
    regained: float | None = None
    fallen: bool = False
    exposures: tuple[Exposure, ...] = ()
