"""Does the chart say it? Asserted now, denied, or not mentioned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.chart import Course, Origin
from rules.logic import Truth
from rules.reasons import Datum

if TYPE_CHECKING:
    from rules.chart import Statement
    from rules.chart_index import ChartIndex
    from rules.criteria import Said

__all__ = ["stated"]


def stated(index: ChartIndex, criterion: Said) -> tuple[Truth, tuple[Datum, ...]]:
    """Truth of ``criterion`` and the statements behind it. A yes anywhere wins over a no elsewhere."""
    yes = [
        statement
        for concept in sorted(criterion.concepts & index.asserted.keys())
        for statement in index.asserted[concept]
        if _counts(index, statement, criterion)
    ]
    if yes:
        return Truth.PRESENT, _data(yes)
    no = [
        statement
        for concept in sorted(criterion.concepts & index.denied.keys())
        for statement in index.denied[concept]
        if _right_place(statement, criterion) and _still_denied(index, statement)
    ]
    if no:
        return Truth.ABSENT, _data(no)
    return Truth.UNKNOWN, ()


def _right_place(statement: Statement, criterion: Said) -> bool:
    if criterion.origins:
        if statement.origin not in criterion.origins:
            return False
    elif statement.origin is Origin.FAMILY:
        return False
    if criterion.sites and not (criterion.sites & statement.sites):
        return False
    return criterion.together <= (statement.concepts | statement.sites | statement.denied)


def _counts(index: ChartIndex, statement: Statement, criterion: Said) -> bool:
    if not _right_place(statement, criterion):
        return False
    if statement.course is Course.PAST and not criterion.past:
        return False
    if not _lately_noted(index, statement, criterion.noted_within_days):
        return False
    moment = statement.onset or statement.recorded
    if criterion.older_than_days is not None and (
        statement.onset is None or index.days_ago(statement.onset) <= criterion.older_than_days
    ):
        return False
    return moment is None or index.within(moment, criterion.within_days)


def _still_denied(index: ChartIndex, statement: Statement) -> bool:
    """A "no" is good for as long as ``parameters`` says; one without a date counts as of now."""
    moment = statement.recorded or statement.onset
    return moment is None or index.within(moment, index.knowledge.parameters.result_window_days)


def _lately_noted(index: ChartIndex, statement: Statement, days: float | None) -> bool:
    """By the later of onset and recording; a statement without any date counts as of now."""
    moments = [moment for moment in (statement.onset, statement.recorded) if moment is not None]
    return not moments or any(index.within(moment, days) for moment in moments)


def _data(statements: list[Statement]) -> tuple[Datum, ...]:
    """One datum a statement, in the chart's own words; the finding it supports already has a label."""
    data: dict[tuple[str, str], Datum] = {}
    for statement in statements:
        moment = statement.onset or statement.recorded
        data.setdefault((statement.source, statement.text), Datum("", statement.text, moment, statement.source))
    return tuple(data.values())
