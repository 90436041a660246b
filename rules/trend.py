"""Counts over time: the newest, the patient's own baseline, and how far it fell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from rules.chart import Caveat, Comparator, Flag
from rules.identifiers import LabId
from rules.reasons import Count, PlateletPicture

if TYPE_CHECKING:
    from rules.chart import Result
    from rules.chart_index import ChartIndex

__all__ = ["PLATELETS", "Fall", "fall_from_baseline", "platelet_picture"]

PLATELETS = LabId("platelet_count")


@dataclass(frozen=True, slots=True)
class Fall:
    """``fraction`` lost from the highest earlier reliable result (0.68 = 68 %; negative when it rose)."""

    fraction: float
    baseline: Result
    latest: Result


def fall_from_baseline(index: ChartIndex, lab: LabId, within_days: float | None) -> Fall | None:
    """The fall of the newest result from the highest earlier one in the window before it.

    None when the newest result is itself older than the window (a fall of last year is not one of today), with fewer
    than two dated reliable numbers, or when a comparator makes the fraction unsure (``<5`` still tells a fall of at
    least that size and is used; ``>500`` as newest is not).
    """
    key = (lab, within_days)
    if key not in index.falls:
        index.falls[key] = _fall_from_baseline(index, lab, within_days)
    return index.falls[key]


def _fall_from_baseline(index: ChartIndex, lab: LabId, within_days: float | None) -> Fall | None:
    dated = [r for r in index.results(lab) if r.when is not None and r.value is not None]
    if len(dated) < 2:  # two points make a trend
        return None
    latest = dated[-1]
    if latest.comparator in (Comparator.ABOVE, Comparator.AT_LEAST) or latest.when is None or latest.value is None:
        return None
    if not index.within(latest.when, within_days):
        return None
    since = None if within_days is None else latest.when.at - timedelta(days=within_days)
    earlier = [
        r
        for r in dated[:-1]
        if r.comparator not in (Comparator.BELOW, Comparator.AT_MOST)
        and r.when is not None
        and r.when.at < latest.when.at
        and (since is None or r.when.latest >= since)
    ]
    if not earlier:
        return None
    baseline = max(earlier, key=lambda r: r.value or 0.0)
    if not baseline.value:
        return None
    return Fall(1 - latest.value / baseline.value, baseline, latest)


def platelet_picture(index: ChartIndex, window_days: float) -> PlateletPicture:
    """The platelet counts of the chart, with doubt kept beside them.

    A clumped newest count makes the picture doubtful; the latest reliable one is still named.
    """
    shown = index.chart.results.get(PLATELETS, ())
    usable = set(map(id, index.results(PLATELETS)))
    counts = tuple(
        Count(r.value, r.when, r.source, r.shown, id(r) in usable)
        for r in shown
        if r.value is not None and r.when is not None
    )
    reliable = [count for count in counts if count.reliable]
    latest = reliable[-1] if reliable else None
    newest = shown[-1] if shown else None
    fall = fall_from_baseline(index, PLATELETS, window_days)
    baseline = None
    if fall is not None:
        baseline = next(c for c in reliable if c.source == fall.baseline.source and c.value == fall.baseline.value)
    words = newest.words or "" if newest is not None and newest.value is None else ""
    return PlateletPicture(
        counts=counts,
        latest=latest,
        baseline=baseline,
        fall=fall.fraction if fall is not None else None,
        doubtful=newest is not None and Caveat.CLUMPED in newest.caveats,
        words=words,
        low=newest is not None and newest.flag is Flag.LOW,
    )
