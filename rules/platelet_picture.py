"""The platelet counts of a chart over time: the newest, the baseline, the fall, and the drugs of that time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from rules.chart import Caveat, Flag
from rules.identifiers import LabId
from rules.trend import SOFT, fall_from_baseline

if TYPE_CHECKING:
    from rules.chart import DrugUse, Moment
    from rules.chart_index import ChartIndex
    from rules.exposures import Exposures
    from rules.identifiers import ResourceRef

__all__ = ["PLATELETS", "Count", "Exposure", "PlateletPicture", "platelet_picture"]

PLATELETS = LabId("platelet_count")
"""The count that the whole service follows."""


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
    (0.68 = 68 %; negative when it rose), None when unknown. ``nadir``: the lowest count after the baseline that is firm
    or the latest, None when nothing fell; ``lost``: fraction lost until then, ``over_days`` days; ``regained``: the
    share of the loss that ``latest`` has won back, None while ``latest`` is the nadir. ``fallen``: the loss is worth a
    word, at ``fall_told_at`` or more. ``exposures``: drugs begun or ended around the fall, empty without one.
    ``doubtful``: the newest count has clumps; ``words``: it has no number, but these; ``low``: its flag says so.
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


def platelet_picture(index: ChartIndex, exposures: Exposures) -> PlateletPicture:
    """The platelet counts of the chart, with doubt kept beside them.

    A clumped newest count makes the picture doubtful; the latest reliable one is still named. A count of a plasma
    sample is a count, but no baseline. Without two firm counts there is no fall.
    """
    shown = index.chart.results.get(PLATELETS, ())
    usable = set(map(id, index.results(PLATELETS)))
    counts = tuple(
        Count(r.value, r.when, r.source, r.shown, id(r) in usable, r.caveats)
        for r in shown
        if r.value is not None and r.when is not None
    )
    reliable = [count for count in counts if count.reliable]
    newest = shown[-1] if shown else None
    picture = PlateletPicture(
        counts=counts,
        latest=reliable[-1] if reliable else None,
        doubtful=newest is not None and Caveat.CLUMPED in newest.caveats,
        words=newest.words or "" if newest is not None and newest.value is None else "",
        low=newest is not None and newest.flag is Flag.LOW,
    )
    fall = fall_from_baseline(index, PLATELETS, index.knowledge.parameters.stable_window_days)
    if fall is None or picture.latest is None or fall.latest.source != picture.latest.source:
        return picture
    baseline = next(c for c in reliable if c.source == fall.baseline.source and c.value == fall.baseline.value)
    fallen = replace(picture, baseline=baseline, fall=fall.fraction)
    return _with_fall(fallen, baseline, picture.latest, index, exposures)


def _with_fall(
    picture: PlateletPicture, baseline: Count, latest: Count, index: ChartIndex, exposures: Exposures
) -> PlateletPicture:
    """The deepest point after the baseline, what came back since, and the drugs of that time."""
    after = [c for c in picture.counts if c.when.at > baseline.when.at and (c.firm or c is latest)]
    nadir = min(after, key=lambda c: c.value, default=None)
    if nadir is None or nadir.value >= baseline.value:
        return picture
    if (nadir.when, nadir.value) == (latest.when, latest.value):
        nadir = latest
    lost = baseline.value - nadir.value
    return replace(
        picture,
        nadir=nadir,
        lost=lost / baseline.value,
        over_days=(nadir.when.at - baseline.when.at) / timedelta(days=1),
        fallen=lost / baseline.value >= index.knowledge.parameters.fall_told_at,
        regained=None if nadir is latest else (latest.value - nadir.value) / lost,
        exposures=exposures.around(index, baseline.when, nadir.when),
    )
