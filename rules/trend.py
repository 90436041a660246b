"""Results over time: the patient's own baseline, and how far and how often a test fell from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from rules.chart import Caveat, Comparator
from rules.criteria import Side
from rules.intervals import compare
from rules.logic import Truth, all_of

if TYPE_CHECKING:
    from datetime import datetime

    from rules.chart import Result
    from rules.chart_index import ChartIndex
    from rules.criteria import TrendIs
    from rules.identifiers import LabId

__all__ = ["SOFT", "Fall", "deepest_fall", "fall_from_baseline", "falls_of", "fell"]

SOFT = frozenset({Caveat.ESTIMATED, Caveat.PLASMA_SAMPLE, Caveat.CAPILLARY})
"""A count with one of these is shown and warns, but no fall is measured from it."""

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
