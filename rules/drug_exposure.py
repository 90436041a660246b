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
    named = index.drugs_of(criterion.drugs, criterion.classes)
    found = tuple(index.given(drug) for drug in named if _matches(index, drug, criterion))
    return Answer(PRESENT, found) if found else _UNKNOWN


def _matches(index: ChartIndex, drug: DrugExposure, criterion: DrugIs) -> bool:
    if drug.use is _LINE_CARE and not criterion.line_care:
        return False
    running = drug.state is _RUNNING
    if criterion.running and not running:
        return False
    return _start_fits(index, drug, criterion) and (running or _stop_fits(index, drug, criterion))


def _start_fits(index: ChartIndex, drug: DrugExposure, criterion: DrugIs) -> bool:
    if criterion.started_within_days is None and criterion.started_at_least_days_ago is None:
        return True
    if drug.start is None:
        return criterion.start_unknown
    days = index.days_ago(drug.start)
    return (criterion.started_within_days is None or days <= criterion.started_within_days) and (
        criterion.started_at_least_days_ago is None or days >= criterion.started_at_least_days_ago
    )


def _stop_fits(index: ChartIndex, drug: DrugExposure, criterion: DrugIs) -> bool:
    if criterion.stopped_within_days is None:
        return True
    end = drug.stop or drug.start
    if end is None:
        return criterion.start_unknown
    return index.days_ago(end) <= criterion.stopped_within_days
