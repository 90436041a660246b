"""Does the chart say it? Asserted now, denied, or not mentioned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.answers import ABSENT, PRESENT, UNKNOWN, Answer
from rules.chart import Course, Origin

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rules.chart import Statement
    from rules.chart_index import ChartIndex
    from rules.criteria import Said
    from rules.identifiers import ConceptId
    from rules.reasons import Datum

__all__ = ["stated"]

_UNKNOWN = Answer(UNKNOWN)
_FAMILY, _PAST = Origin.FAMILY, Course.PAST


def stated(index: ChartIndex, criterion: Said) -> Answer:
    """Truth of ``criterion`` and the statements behind it.

    A yes anywhere wins over a no elsewhere. Running text is heard where no entry of the chart says yes, nor says no on
    the same day or later.
    """
    anywhere = not (criterion.origins or criterion.sites or criterion.together)
    past = criterion.past
    anytime = criterion.within_days is criterion.noted_within_days is criterion.older_than_days is None
    yes = [
        statement
        for concept in _of(criterion, index.asserted)
        for statement in index.asserted[concept]
        if (statement.origin is not _FAMILY if anywhere else _right_place(statement, criterion))
        and (past or statement.course is not _PAST)
        and (anytime or _in_time(index, statement, criterion))
    ]
    entered = [statement for statement in yes if not statement.from_text]
    if entered:
        return Answer(PRESENT, _data(index, entered))
    no = [
        statement
        for concept in _of(criterion, index.denied)
        for statement in index.denied[concept]
        if _right_place(statement, criterion) and _still_denied(index, statement)
    ]
    told = [statement for statement in yes if not any(_answered(statement, denial) for denial in no)]
    if told:
        return Answer(PRESENT, _data(index, told))
    return Answer(ABSENT, _data(index, no)) if no else _UNKNOWN


def _of(criterion: Said, stated: Mapping[ConceptId, object]) -> list[ConceptId]:
    return sorted([concept for concept in criterion.concepts if concept in stated])


def _right_place(statement: Statement, criterion: Said) -> bool:
    if criterion.origins:
        if statement.origin not in criterion.origins:
            return False
    elif statement.origin is _FAMILY:
        return False
    if criterion.sites and criterion.sites.isdisjoint(statement.sites):
        return False
    return not criterion.together or criterion.together <= (statement.concepts | statement.sites | statement.denied)


def _in_time(index: ChartIndex, statement: Statement, criterion: Said) -> bool:
    if criterion.noted_within_days is not None and not _lately_noted(index, statement, criterion.noted_within_days):
        return False
    if criterion.older_than_days is not None and (
        statement.onset is None or index.days_ago(statement.onset) <= criterion.older_than_days
    ):
        return False
    moment = statement.onset or statement.recorded
    return moment is None or index.within(moment, criterion.within_days)


def _answered(told: Statement, denial: Statement) -> bool:
    """True for text that an entry of the same day or later denies; what has no date is no older than anything."""
    if denial.from_text:
        return False
    said, denied = told.recorded, denial.recorded or denial.onset
    return said is None or denied is None or denied.latest.date() >= said.at.date()


def _still_denied(index: ChartIndex, statement: Statement) -> bool:
    """A "no" is good for as long as ``parameters`` says; one without a date counts as of now."""
    moment = statement.recorded or statement.onset
    return moment is None or index.within(moment, index.knowledge.parameters.result_window_days)


def _lately_noted(index: ChartIndex, statement: Statement, days: float) -> bool:
    """By the later of onset and recording; a statement without any date counts as of now."""
    onset, recorded = statement.onset, statement.recorded
    if onset is None and recorded is None:
        return True
    return index.within(recorded, days) or index.within(onset, days)


def _data(index: ChartIndex, statements: list[Statement]) -> tuple[Datum, ...]:
    """One datum a statement, in the chart's own words; the finding it supports already has a label."""
    data: dict[tuple[str, str], Datum] = {}
    for statement in statements:
        data.setdefault((statement.source, statement.text), index.words(statement))
    return tuple(data.values())
