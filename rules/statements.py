"""Does the chart say it? Asserted now, denied, or not mentioned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.answers import ABSENT, PRESENT, UNANSWERED, Answer
from rules.chart import Origin

if TYPE_CHECKING:
    from collections.abc import Callable

    from rules.chart import Statement
    from rules.chart_index import ChartIndex, Told
    from rules.criteria import Said
    from rules.reasons import Datum

__all__ = ["statement_question"]

_FAMILY = Origin.FAMILY


def statement_question(criterion: Said) -> Callable[[ChartIndex], Answer]:
    """A function of the chart that answers ``criterion`` with the statements behind the answer.

    A yes anywhere wins over a no elsewhere. Running text is heard where no entry of the chart says yes, nor says no on
    the same day or later.
    """
    concepts = sorted(criterion.concepts)
    anywhere = not (criterion.origins or criterion.sites or criterion.together)
    past, within, lately = criterion.past, criterion.within_days, criterion.noted_within_days
    older, undated, suspected = criterion.older_than_days, criterion.date_unknown, criterion.suspected

    def stated(index: ChartIndex) -> Answer:
        yes = []
        for concept in concepts:
            found = index.asserted.get(concept, ())
            for told in (*found, *index.suspected.get(concept, ())) if suspected else found:
                statement, family, over, _, noted, onset = told
                if (
                    not (family if anywhere else not _right_place(statement, criterion))
                    and (past or not over)
                    and (within is None or _since(told, within, undated=undated))
                    and (lately is None or noted is None or noted <= lately)
                    and (older is None or (onset is not None and onset > older))
                ):
                    yes.append(statement)
        entered = [statement for statement in yes if not statement.from_text] if yes else yes
        if entered:
            return Answer(PRESENT, _data(index, entered))
        no = [
            statement
            for concept in concepts
            for statement in index.denied.get(concept, ())
            if _right_place(statement, criterion) and _still_denied(index, statement)
        ]
        heard = [statement for statement in yes if not any(_answered(statement, denial) for denial in no)]
        if heard:
            return Answer(PRESENT, _data(index, heard))
        return Answer(ABSENT, _data(index, no)) if no else UNANSWERED

    return stated


def _since(told: Told, days: float, *, undated: bool) -> bool:
    """Did it begin within the days? ``undated``: without a date it did, as of now, unless it is told as past."""
    if told.since is None:
        return undated and not told.over
    return told.since <= days and (undated or not told.over or told.onset is not None)


def _right_place(statement: Statement, criterion: Said) -> bool:
    if criterion.origins:
        if statement.origin not in criterion.origins:
            return False
    elif statement.origin is _FAMILY:
        return False
    if criterion.sites and criterion.sites.isdisjoint(statement.sites):
        return False
    return not criterion.together or criterion.together <= (statement.concepts | statement.sites | statement.denied)


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


def _data(index: ChartIndex, statements: list[Statement]) -> tuple[Datum, ...]:
    """One datum a statement, in the chart's own words; the finding it supports already has a label."""
    if len(statements) == 1:
        return (index.words(statements[0]),)
    data: dict[tuple[str, str], Datum] = {}
    for statement in statements:
        data.setdefault((statement.source, statement.text), index.words(statement))
    return tuple(data.values())
