"""Was the drug given, and when? Silence is unknown: a list without heparin does not prove that none was given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.answers import PRESENT, UNANSWERED, Answer

if TYPE_CHECKING:
    from collections.abc import Callable

    from rules.chart_index import ChartIndex
    from rules.criteria import DrugIs

__all__ = ["drug_question"]


def drug_question(criterion: DrugIs) -> Callable[[ChartIndex], Answer]:
    """A function of the chart: present with the matching exposures (start date as the datum's time), else unknown."""
    drugs, classes = criterion.drugs, criterion.classes
    line_care, must_run, undated = criterion.line_care, criterion.running, criterion.start_unknown
    earliest, latest = criterion.started_within_days, criterion.started_at_least_days_ago
    any_start = earliest is latest is None
    ended = criterion.stopped_within_days

    def given(index: ChartIndex) -> Answer:
        found = []
        for datum, line, running, start, end in index.drugs.reasons(drugs, classes):
            if (line and not line_care) or (must_run and not running):
                continue
            if not any_start:
                if start is None:
                    if not undated:
                        continue
                else:
                    begun = index.days_ago(start)
                    if (earliest is not None and begun > earliest) or (latest is not None and begun < latest):
                        continue
            if ended is None or running or (undated if end is None else index.days_ago(end) <= ended):
                found.append(datum)
        return Answer(PRESENT, tuple(found)) if found else UNANSWERED

    return given
