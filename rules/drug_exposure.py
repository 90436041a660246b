"""Was the drug given, and when? Silence is unknown: a list without heparin does not prove that none was given."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from rules.answers import PRESENT, UNANSWERED, Answer
from rules.chart import DrugState, DrugUse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from rules.chart import DrugExposure
    from rules.chart_index import ChartIndex
    from rules.criteria import DrugIs

__all__ = ["drug_question"]

# Under names of the module: found without the search that an attribute of an enum costs.
_LINE_CARE, _RUNNING = DrugUse.LINE_CARE, DrugState.RUNNING


def drug_question(criterion: DrugIs) -> Callable[[ChartIndex], Answer]:
    """A function of the chart: present with the most telling exposure of each medicine that matches, else unknown.

    The start date is the datum's time.
    """
    drugs, classes = criterion.drugs, criterion.classes
    line_care, must_run, undated = criterion.line_care, criterion.running, criterion.start_unknown
    earliest, latest = criterion.started_within_days, criterion.started_at_least_days_ago
    any_start = earliest is latest is None
    ended = criterion.stopped_within_days

    def given(index: ChartIndex) -> Answer:
        found = []
        for drug in index.drugs.exposures(drugs, classes):
            running = drug.state is _RUNNING
            if (drug.use is _LINE_CARE and not line_care) or (must_run and not running):
                continue
            start = drug.start
            if not any_start:
                if start is None:
                    if not undated:
                        continue
                else:
                    begun = index.days_ago(start)
                    if (earliest is not None and begun > earliest) or (latest is not None and begun < latest):
                        continue
            if ended is not None and not running:
                end = drug.stop or start
                if not (undated if end is None else index.days_ago(end) <= ended):
                    continue
            found.append(drug)
        return Answer(PRESENT, tuple(map(index.drugs.datum, _telling(found)))) if found else UNANSWERED

    return given


def _telling(found: Sequence[DrugExposure]) -> Iterable[DrugExposure]:
    """Of orders of one medicine the one that tells most: a running one, else the last to end. Those that run first."""
    if len(found) == 1:
        return found
    running: dict[object, DrugExposure] = {}
    over: dict[object, DrugExposure] = {}
    for drug in found:
        medicine = drug.drugs or drug.name
        if drug.state is _RUNNING:
            running.setdefault(medicine, drug)
        elif medicine not in over or _later(drug, over[medicine]):
            over[medicine] = drug
    return chain(running.values(), [drug for medicine, drug in over.items() if medicine not in running])


def _later(drug: DrugExposure, other: DrugExposure) -> bool:
    """Whether it ended later, or began later where no end is known; one without a date tells less."""
    end, before = drug.stop or drug.start, other.stop or other.start
    return end is not None and (before is None or end.at > before.at)
