"""On which day of a drug did a count begin to fall? Told by the days between which it must have begun."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from rules.chart import DrugState
from rules.logic import Truth, first_known
from rules.trend import falls_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rules.chart import DrugExposure, Result
    from rules.chart_index import ChartIndex
    from rules.criteria import OnsetIs
    from rules.identifiers import DrugClass, LabId

__all__ = ["counted_before", "onset_of"]

_DAY = timedelta(days=1)
_BEFORE, _NEVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def onset_of(index: ChartIndex, criterion: OnsetIs) -> tuple[Truth, tuple[Result, ...]]:
    """Truth of ``criterion``, and the last count before the fall with the first one in it."""
    falls = falls_of(index, criterion.lab, criterion.fall, criterion.within_days)
    exposures = _given(index, criterion.classes)
    truths = []
    for drug in _first_doses(exposures):
        again = _again(drug, exposures, criterion.again_within_days)
        for fall in falls:
            inside = _inside(drug, *fall, criterion)
            truths.append((Truth.UNKNOWN if inside is Truth.PRESENT and not again else inside, fall))
    truth = first_known(truth for truth, _ in truths)
    if any(found is Truth.UNKNOWN for found, _ in truths) or any(drug.start is None for drug in exposures):
        truth = Truth.PRESENT if truth is Truth.PRESENT else Truth.UNKNOWN
    return truth, next((fall for found, fall in truths if found is truth and truth is not Truth.UNKNOWN), ())


def counted_before(index: ChartIndex, lab: LabId, classes: frozenset[DrugClass]) -> bool:
    """Was ``lab`` counted before a drug of ``classes``, or within a day of its first dose? False when undated."""
    exposures = _given(index, classes)
    starts = [drug.start for drug in exposures if drug.start is not None]
    if not starts or len(starts) < len(exposures):
        return False
    limit = min(start.latest for start in starts) + _DAY
    return any(result.when is not None and result.when.latest <= limit for result in index.results(lab))


def _given(index: ChartIndex, classes: frozenset[DrugClass]) -> list[DrugExposure]:
    """Everything given of these classes, flushes and locks too, by start; those without a start come last."""
    return sorted(
        index.drugs.exposures(frozenset(), classes),
        key=lambda drug: (drug.start is None, drug.start.at.timestamp() if drug.start else 0.0),
    )


def _first_doses(exposures: list[DrugExposure]) -> list[DrugExposure]:
    """Without those that go on from an earlier one: a new order is no new exposure."""
    kept: list[DrugExposure] = []
    start = until = last = _BEFORE
    for drug in exposures:
        if drug.start is None:
            continue
        if drug.start.at > start:
            # Those that begin at one time do not go on from each other.
            start, until = drug.start.at, last
        if start - until > _DAY:
            kept.append(drug)
        last = max(last, _end(drug))
    return kept


def _end(drug: DrugExposure) -> datetime:
    """The last instant it may have been given; unknown: none that another order could go on from."""
    if drug.stop is not None:
        return drug.stop.latest
    return _NEVER if drug.state is DrugState.RUNNING else _BEFORE


def _again(drug: DrugExposure, exposures: Iterable[DrugExposure], again_within_days: float | None) -> bool:
    """Whether an earlier exposure of that window is recorded; true when none is asked for."""
    if again_within_days is None:
        return True
    if drug.start is None:
        return False
    since = drug.start.at - timedelta(days=again_within_days)
    return any(
        (earlier.stop or earlier.start).latest >= since
        for earlier in exposures
        if earlier.start is not None and earlier.start.at < drug.start.at - _DAY
    )


def _inside(drug: DrugExposure, before: Result, fallen: Result, criterion: OnsetIs) -> Truth:
    """The days on which the fall may have begun against the days asked for."""
    if drug.start is None or before.when is None or fallen.when is None:
        return Truth.UNKNOWN
    start = drug.start.at.date()
    last = (fallen.when.at.date() - start).days
    first = min((before.when.at.date() - start).days + 1, last)
    low = first if criterion.at_least_day is None else criterion.at_least_day
    high = last if criterion.at_most_day is None else criterion.at_most_day
    if last < low or first > high or last < 0:
        return Truth.ABSENT
    return Truth.PRESENT if criterion.possible or (low <= first and last <= high) else Truth.UNKNOWN
