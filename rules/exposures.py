"""Drugs that can lower platelets and were started or stopped around a fall of the count."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from rules.chart import DrugState, DrugUse
from rules.identifiers import DrugClass
from rules.reasons import Exposure

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rules.chart import DrugExposure, Moment
    from rules.chart_index import ChartIndex
    from rules.identifiers import DrugId

__all__ = ["exposures_around"]

_LOWERING = DrugClass("platelet_lowering")
_USES = tuple(DrugUse)


def exposures_around(index: ChartIndex, baseline: Moment, nadir: Moment) -> tuple[Exposure, ...]:
    """Platelet-lowering drugs begun or ended near a fall, in order of start; orders of one drug are one course.

    Begun: from ``exposure_lookback_days`` before the baseline until the nadir (antibodies need days). Ended: between
    baseline and nadir. A drug whose times are unknown, or that ran unchanged throughout, is not listed.
    """
    earliest = baseline.at - timedelta(days=index.knowledge.parameters.exposure_lookback_days)
    courses: dict[tuple[str, ...], list[DrugExposure]] = {}
    named: dict[frozenset[DrugId], tuple[str, ...]] = {}
    for drug in index.drugs_of(frozenset(), frozenset({_LOWERING})):
        ended_before = drug.stop is not None and drug.stop.latest < earliest
        begun_after = drug.start is not None and drug.start.at > nadir.latest
        if not ended_before and not begun_after:
            names = named.get(drug.drugs)
            if names is None:
                names = named[drug.drugs] = _names(drug.drugs, index)
            courses.setdefault(names or (drug.name,), []).append(drug)
    found = [_course(", ".join(names), course) for names, course in courses.items()]
    kept = [
        exposure
        for exposure in found
        if (exposure.started is not None and exposure.started.latest >= earliest)
        or (exposure.stopped is not None and baseline.at <= exposure.stopped.latest <= nadir.latest)
    ]
    return tuple(sorted(kept, key=lambda e: (e.started.at if e.started else earliest, e.label)))


def _names(drugs: frozenset[DrugId], index: ChartIndex) -> tuple[str, ...]:
    """The ingredients that lower platelets, without the fluid they are in; none of a drug known by class only."""
    known = index.knowledge.drugs
    lowering = [known[each] for each in sorted(drugs) if _lowers(known[each].classes, index)]
    return tuple(each.label for each in lowering or map(known.__getitem__, sorted(drugs)))


def _lowers(groups: Iterable[DrugClass], index: ChartIndex) -> bool:
    classes = index.knowledge.drug_classes
    return any(group == _LOWERING or _lowers(classes[group].implies, index) for group in groups)


def _course(label: str, course: Sequence[DrugExposure]) -> Exposure:
    starts = [drug.start for drug in course]
    stops = [drug.stop for drug in course if drug.stop is not None]
    running = any(drug.state is DrugState.RUNNING for drug in course)
    known = [start for start in starts if start is not None]
    return Exposure(
        label=label,
        started=min(known) if len(known) == len(starts) else None,
        stopped=max(stops) if stops and not running else None,
        running=running,
        use=min((drug.use for drug in course), key=_USES.index),
        source=course[0].source,
    )
