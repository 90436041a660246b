"""The results of a chart by time: which may count as evidence, which is the newest, which lie in a window."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from heapq import merge
from typing import TYPE_CHECKING, NamedTuple

from rules.chart import Caveat
from rules.walks import Walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rules.chart import Chart, Moment, Result
    from rules.identifiers import LabId

__all__ = ["Lone", "ResultWindows"]

_DAY = timedelta(days=1)
_BEFORE = datetime.min.replace(tzinfo=UTC)
_DOUBTFUL = frozenset({Caveat.CLUMPED, Caveat.FLAG_DISAGREES})


class Lone(NamedTuple):
    """A result newer than all others asked for, ``days`` ago."""

    result: Result
    days: float


class ResultWindows:
    """Look-ups by time over the results of one ``chart``; what has been looked up once is kept."""

    __slots__ = ("_ages", "_as_of", "_dated", "_lone", "_spans", "_usable", "_walks", "chart")

    def __init__(self, chart: Chart) -> None:
        self.chart = chart
        self._as_of = chart.as_of
        self._ages: dict[int, tuple[Moment, float]] = {}
        self._dated: dict[LabId, tuple[Result, ...]] = {}
        self._lone: dict[tuple[LabId, ...], Lone | None] = {}
        self._spans: dict[tuple[LabId, ...], timedelta] = {}
        self._usable: dict[LabId, tuple[Result, ...]] = {}
        self._walks: dict[tuple[tuple[LabId, ...], float | None], Walk[Result]] = {}

    def days_ago(self, moment: Moment) -> float:
        """Days from the latest instant the record allows to the clock; none for the future."""
        known = self._ages.get(id(moment))
        if known is None:
            # With the moment itself, which thereby keeps its identity.
            known = self._ages[id(moment)] = (moment, self.age_of(moment))
        return known[1]

    def age_of(self, moment: Moment) -> float:
        """``days_ago`` of a moment that is asked about once."""
        return max(0.0, (self._as_of - moment.at - moment.span) / _DAY)

    def within(self, moment: Moment | None, days: float | None) -> bool:
        """Is the moment inside the window that ends at the clock? No window: yes. No moment inside one: no."""
        if days is None:
            return True
        return moment is not None and self.days_ago(moment) <= days

    def results(self, lab: LabId) -> tuple[Result, ...]:
        """Results that may count as evidence, oldest first: clumped and self-contradicting ones are left out."""
        found = self._usable.get(lab)
        if found is None:
            found = self._usable[lab] = tuple(filter(_usable, self.chart.results.get(lab, ())))
        return found

    def dated(self, lab: LabId) -> tuple[Result, ...]:
        """``results`` that have a time and a number, oldest first."""
        found = self._dated.get(lab)
        if found is None:
            usable = [r for r in self.results(lab) if r.when is not None and r.value is not None]
            found = self._dated[lab] = tuple(usable)
        return found

    def lone(self, labs: tuple[LabId, ...]) -> Lone | None:
        """The newest of ``results`` of these tests together; None when it is undated or shares its time."""
        try:
            return self._lone[labs]
        except KeyError:
            found = self._lone[labs] = self._newest(labs)
            return found

    def _newest(self, labs: tuple[LabId, ...]) -> Lone | None:
        newest, latest, alone = None, _BEFORE, False
        for results in filter(None, map(self.chart.results.get, labs)):
            last = results[-1]
            if last.when is None or not _usable(last):
                return None
            at = last.when.at
            if at > latest:
                before = results[-2].when if len(results) > 1 else None
                newest, latest, alone = last, at, before is None or before.at != at
            elif at == latest:
                alone = False
        if newest is None or newest.when is None or not alone:
            return None
        return Lone(newest, self.days_ago(newest.when))

    def none_within(self, labs: tuple[LabId, ...], lone: Lone, days: float) -> bool:
        """True when not even an older result of these tests than their ``lone`` one can lie inside the window."""
        when = lone.result.when
        return when is not None and (self._as_of - when.at - self._longest_span(labs)) / _DAY > days

    def _longest_span(self, labs: tuple[LabId, ...]) -> timedelta:
        """How much later than it says a dated result of these tests may have been taken."""
        span = self._spans.get(labs)
        if span is None:
            dated = [r.when.span for lab in labs for r in self.chart.results.get(lab, ()) if r.when is not None]
            span = self._spans[labs] = max(dated)
        return span

    def newest_first(self, labs: tuple[LabId, ...], days: float | None) -> Iterable[Result]:
        """``results`` of these tests together and ``within`` the days, newest first, undated ones last.

        They are walked from the end, since the newest nearly always decides, and once for all who ask the same.
        """
        walk = self._walks.get((labs, days))
        if walk is None:
            walks = [_from_the_end(self.chart.results.get(lab, ())) for lab in labs]
            merged = walks[0] if len(walks) == 1 else merge(*walks, key=_taken, reverse=True)
            walk = self._walks[labs, days] = Walk(merged if days is None else self._inside(merged, labs, days))
        return walk

    def _inside(self, results: Iterable[Result], labs: tuple[LabId, ...], days: float) -> Iterator[Result]:
        """Those of results, newest first, that lie in the window; what is too old for any span ends the walk."""
        ends: datetime | None = None
        for result in results:
            when = result.when
            if when is None:
                return
            if self.days_ago(when) <= days:
                yield result
                continue
            if ends is None:
                ends = self._as_of - timedelta(days=days) - self._longest_span(labs)
            if when.at < ends:
                return


def _taken(result: Result) -> datetime:
    return result.when.at if result.when is not None else _BEFORE


def _usable(result: Result) -> bool:
    return not result.caveats or result.caveats.isdisjoint(_DOUBTFUL)


def _from_the_end(results: Sequence[Result]) -> Iterator[Result]:
    """Usable ones of results that stand oldest first, now newest first and undated last."""
    return filter(_usable, reversed(results))
