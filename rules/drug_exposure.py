"""Was the drug given, and when? Silence is unknown: a list without heparin does not prove that none was given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.answers import PRESENT, UNKNOWN, Answer
from rules.chart import DrugState, DrugUse

if TYPE_CHECKING:
    from rules.chart import DrugExposure
    from rules.chart_index import ChartIndex
    from rules.criteria import DrugIs

__all__ = ["drug_given"]

_UNKNOWN = Answer(UNKNOWN)
_LINE_CARE, _RUNNING = DrugUse.LINE_CARE, DrugState.RUNNING


def drug_given(index: ChartIndex, criterion: DrugIs) -> Answer:
    """Present with the matching exposures (start date as the datum's time), else unknown."""
    line_care, must_run = criterion.line_care, criterion.running
    any_start = criterion.started_within_days is None and criterion.started_at_least_days_ago is None
    any_stop = criterion.stopped_within_days is None
    found = []
    for drug in index.drugs_of(criterion.drugs, criterion.classes):
        if not line_care and drug.use is _LINE_CARE:
            continue
        running = drug.state is _RUNNING
        if (
            (running or not must_run)
            and (any_start or _start_fits(index, drug, criterion))
            and (any_stop or running or _stop_fits(index, drug, criterion))
        ):
            found.append(index.given(drug))
    return Answer(PRESENT, tuple(found)) if found else _UNKNOWN


def _start_fits(index: ChartIndex, drug: DrugExposure, criterion: DrugIs) -> bool:
    if drug.start is None:
        return criterion.start_unknown
    days = index.days_ago(drug.start)
    return (criterion.started_within_days is None or days <= criterion.started_within_days) and (
        criterion.started_at_least_days_ago is None or days >= criterion.started_at_least_days_ago
    )


def _stop_fits(index: ChartIndex, drug: DrugExposure, criterion: DrugIs) -> bool:
    end = drug.stop or drug.start
    return criterion.start_unknown if end is None else index.within(end, criterion.stopped_within_days)
