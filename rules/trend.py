"""Counts over time: the newest, the patient's own baseline, and how far it fell."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from rules.chart import Caveat, Comparator, Flag
from rules.criteria import Side
from rules.identifiers import LabId
from rules.intervals import compare
from rules.logic import Truth, all_of
from rules.platelet_picture import SOFT, Count, PlateletPicture

if TYPE_CHECKING:
    from datetime import datetime

    from rules.chart import Result
    from rules.chart_index import ChartIndex
    from rules.criteria import TrendIs
    from rules.exposures import Exposures

__all__ = [
    "PLATELETS",
    "Fall",
    "deepest_fall",
    "fall_from_baseline",
    "falls_of",
    "fell",
    "platelet_picture",
]

PLATELETS = LabId("platelet_count")

_OPEN_BELOW = (Comparator.BELOW, Comparator.AT_MOST)
_OPEN_ABOVE = (Comparator.ABOVE, Comparator.AT_LEAST)


@dataclass(frozen=True, slots=True)
class Fall:
    """``fraction`` lost from the highest earlier reliable result (0.68 = 68 %; negative when it rose)."""

    fraction: float
    baseline: Result
    latest: Result


def fall_from_baseline(index: ChartIndex, lab: LabId, within_days: float | None) -> Fall | None:
    """The fall of the newest result from the highest earlier one in the window before it.

    None when the newest result is itself older than the window (a fall of last year is not one of today), with fewer
    than two dated reliable numbers, when no earlier one is firm (an estimate is no baseline), or when a comparator
    makes the fraction unsure (``<5`` still tells a fall of at least that size and is used; ``>500`` as newest is not).
    """
    key = (lab, within_days)
    if key not in index.falls:
        index.falls[key] = _fall_from_baseline(index, lab, within_days)
    return index.falls[key]


def _fall_from_baseline(index: ChartIndex, lab: LabId, within_days: float | None) -> Fall | None:
    dated = index.dated(lab)
    if len(dated) < 2:  # two points make a trend
        return None
    latest = dated[-1]
    if latest.comparator in _OPEN_ABOVE or latest.when is None or latest.value is None:
        return None
    if not index.within(latest.when, within_days):
        return None
    since = None if within_days is None else latest.when.at - timedelta(days=within_days)
    earlier = [
        result for result, at, until in _firm(index, lab) if at < latest.when.at and (since is None or until >= since)
    ]
    if not earlier:
        return None
    baseline = max(earlier, key=lambda r: r.value or 0.0)
    if not baseline.value:
        return None
    return Fall(1 - latest.value / baseline.value, baseline, latest)


def _firm(index: ChartIndex, lab: LabId) -> list[tuple[Result, datetime, datetime]]:
    """Dated numbers good enough for a baseline, oldest first, with the first and the last instant of each."""
    found = index.firm.get(lab)
    if found is None:
        found = index.firm[lab] = [
            (r, r.when.at, r.when.latest)
            for r in index.dated(lab)
            if r.comparator not in _OPEN_BELOW and (not r.caveats or r.caveats.isdisjoint(SOFT)) and r.when is not None
        ]
    return found


def deepest_fall(index: ChartIndex, lab: LabId, within_days: float | None) -> Fall | None:
    """The largest fall from any reliable result in the window to any later one; None with fewer than two."""
    deepest: Fall | None = None
    highest: Result | None = None
    for result in _falling(index, lab, within_days):
        value = result.value or 0.0
        if highest is not None and highest.value:
            fraction = 1 - value / highest.value
            if deepest is None or fraction > deepest.fraction:
                deepest = Fall(fraction, highest, result)
        if result.comparator not in _OPEN_BELOW and value > (highest.value or 0.0 if highest else 0.0):
            highest = result
    return deepest


def fell(index: ChartIndex, criterion: TrendIs) -> tuple[Truth, tuple[Result, ...]]:
    """Whether the fall lies inside the limits of ``criterion``, with its two results; unknown without two counts."""
    find = deepest_fall if criterion.deepest else fall_from_baseline
    fall = find(index, criterion.lab, criterion.within_days)
    if fall is None or fall.latest.value is None:
        return Truth.UNKNOWN, ()
    parts = [
        Truth.PRESENT if inside else Truth.ABSENT
        for inside in (
            criterion.fall is None or fall.fraction >= criterion.fall,
            criterion.above_fall is None or fall.fraction > criterion.above_fall,
            criterion.below_fall is None or fall.fraction < criterion.below_fall,
        )
    ]
    if criterion.lowest_at_least is not None:
        parts.append(compare(fall.latest.value, fall.latest.comparator, Side.AT_LEAST, criterion.lowest_at_least))
    truth = all_of(parts)
    return truth, () if truth is Truth.UNKNOWN else (fall.baseline, fall.latest)


def falls_of(index: ChartIndex, lab: LabId, fall: float, within_days: float | None) -> list[tuple[Result, Result]]:
    """Every fall by ``fall`` or more: the last result before it and the first one so low, oldest first.

    A new fall is told only after the count has risen again by the same fraction.
    """
    found: list[tuple[Result, Result]] = []
    previous: Result | None = None
    high = low = 0.0
    fallen = False
    for result in _falling(index, lab, within_days):
        value = result.value or 0.0
        if fallen:
            low = min(low, value)
            if value * (1 - fall) >= low and value > low:
                fallen, high = False, value
        elif previous is not None and value <= high * (1 - fall):
            found.append((previous, result))
            fallen, low = True, value
        else:
            high = max(high, value)
        previous = result
    return found


def _falling(index: ChartIndex, lab: LabId, within_days: float | None) -> list[Result]:
    """Dated reliable numbers of the window, oldest first, but none that is only known to be above something."""
    found = index.windows.get((lab, within_days))
    if found is None:
        found = index.windows[lab, within_days] = [
            r for r in index.dated(lab) if r.comparator not in _OPEN_ABOVE and index.within(r.when, within_days)
        ]
    return found


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
