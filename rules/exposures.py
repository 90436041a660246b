"""Drugs that can lower platelets and were started or stopped around a fall of the count."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from rules.chart import DrugState, DrugUse
from rules.closure import closure
from rules.identifiers import DrugClass
from rules.platelet_picture import Exposure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rules.chart import DrugExposure, Moment
    from rules.chart_index import ChartIndex
    from rules.definitions import Knowledge
    from rules.identifiers import DrugId

__all__ = ["Exposures"]

_LOWERING = frozenset({DrugClass("platelet_lowering")})
_ANY: frozenset[DrugId] = frozenset()
_RUNNING = DrugState.RUNNING
_USES = tuple(DrugUse)


class Exposures:
    """Finds exposures around a fall, with what one knowledge says of drugs. Compiled once."""

    __slots__ = ("_knowledge", "_lowering")

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        drugs, classes = knowledge.drugs.values(), knowledge.drug_classes
        meant = {group: closure((group,), lambda each: classes[each].implies) for group in classes}
        self._lowering = {drug.id for drug in drugs if any(meant[group] >= _LOWERING for group in drug.classes)}

    def around(self, index: ChartIndex, baseline: Moment, nadir: Moment) -> tuple[Exposure, ...]:
        """Platelet-lowering drugs begun or ended near a fall, in order of start; orders of one drug are one course.

        Begun: from ``exposure_lookback_days`` before the baseline until the nadir (antibodies need days). Ended:
        between baseline and nadir. A drug whose times are unknown, or that ran unchanged throughout, is not listed.
        """
        earliest = baseline.at - timedelta(days=self._knowledge.parameters.exposure_lookback_days)
        end = nadir.latest
        courses: dict[tuple[str, ...], list[DrugExposure]] = {}
        named: dict[frozenset[DrugId], tuple[str, ...]] = {}
        for drug in index.drugs.exposures(_ANY, _LOWERING):
            start, stop = drug.start, drug.stop
            if (stop is not None and stop.latest < earliest) or (start is not None and start.at > end):
                continue
            names = named.get(drug.drugs)
            if names is None:
                names = named[drug.drugs] = self._names(drug.drugs)
            courses.setdefault(names or (drug.name,), []).append(drug)
        kept = []
        for names, course in courses.items():
            started, stopped, running = _span(course)
            if (started is not None and started.latest >= earliest) or (
                stopped is not None and baseline.at <= stopped.latest <= end
            ):
                use = min((drug.use for drug in course), key=_USES.index)
                kept.append(Exposure(", ".join(names), started, stopped, running, use, course[0].source))
        kept.sort(key=lambda e: (e.started.at if e.started else earliest, e.label))
        return tuple(kept)

    def _names(self, drugs: frozenset[DrugId]) -> tuple[str, ...]:
        """The ingredients that lower platelets, without the fluid they are in; none of a drug known by class only."""
        known = self._knowledge.drugs
        return tuple([known[each].label for each in sorted(drugs & self._lowering) or sorted(drugs)])


def _span(course: Sequence[DrugExposure]) -> tuple[Moment | None, Moment | None, bool]:
    """Its first start, when all are known; its last end, unless one still runs; whether one does."""
    starts, stops, running = [], [], False
    for drug in course:
        if drug.start is not None:
            starts.append(drug.start)
        if drug.stop is not None:
            stops.append(drug.stop)
        running = running or drug.state is _RUNNING
    return min(starts) if len(starts) == len(course) else None, max(stops) if stops and not running else None, running
