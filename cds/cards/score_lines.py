"""Published scores as lines: how far the chart settles them, what that means, and what is still to be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds.cards.chart_gaps import listing
from cds.cards.detail import Line, Section
from cds.cards.markdown import escape, plain
from cds.cards.wording import counted, lower_first
from rules.logic import Truth
from rules.score_definitions import Telling

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rules.reasons import FiredGate, ScoredItem, ScoreResult

__all__ = ["meaning", "points", "scores", "scores_of", "told_scores"]

_SHOWN = 2
_ITEMS_SHOWN = 4
_OPEN = "not settled"
_LIMIT = 300


def told_scores(results: Iterable[ScoreResult], gates: Iterable[FiredGate]) -> tuple[ScoreResult, ...]:
    """Those worth a line: something is known, and no score that answers the same question is told instead.

    Without a gate of its own a score must also rule out one of its meanings.
    """
    fired = {gate.gate.id for gate in gates}
    saying = [
        result
        for result in results
        if result.says
        and (
            not fired.isdisjoint(result.definition.applies.gates)
            or len(result.meanings) < len(result.definition.meanings)
        )
    ]
    told = {result.definition.id for result in saying}
    return tuple(result for result in saying if result.definition.yields_to not in told)


def scores_of(results: Iterable[ScoreResult], gates: Iterable[FiredGate]) -> tuple[ScoreResult, ...]:
    """The scores that belong to these gates."""
    fired = {gate.gate.id for gate in gates}
    return tuple(result for result in results if not fired.isdisjoint(result.definition.applies.gates))


def scores(results: Sequence[ScoreResult], worth: int) -> Section:
    """The section "Scores": at most two, the most pressing worth most; the others stand in the extension."""
    return Section("Scores", tuple(Line(_line(result), worth - 4 * n) for n, result in enumerate(results[:_SHOWN])))


def points(result: ScoreResult) -> str:
    """Says "5 to 7 of 7", for a grade "2 or more"; "" for criteria that are met or not."""
    if result.definition.telling is Telling.VERDICT:
        return ""
    if result.definition.telling is Telling.GRADE:
        return f"{result.low} or more" if result.high > result.low else f"{result.low}"
    spread = f"{result.low}" if result.low == result.high else f"{result.low} to {result.high}"
    return f"{spread} of {result.definition.most}"


def meaning(result: ScoreResult) -> str:
    """What the points mean: chance of TTP intermediate to high; criteria not settled yet say so."""
    definition, found = result.definition, result.meanings
    if definition.telling is Telling.GRADE:
        said = found[0] if len(found) == 1 else f"{found[0]} at least"
    elif len(found) == 1:
        said = found[0]
    elif definition.telling is Telling.VERDICT:
        said = _OPEN
    elif definition.tells:
        said = f"{found[0]} to {found[-1]}"
    else:
        limit = next(each.at_least for each in definition.meanings if each.means == found[-1])
        said = f"{_OPEN}, {found[-1]} from {limit}"
    return f"{definition.tells} {said}".strip()


def _line(result: ScoreResult) -> str:
    named = f"{plain(result.definition.name)} {points(result)}".strip()
    parts = [f"**{escape(named)}**: {escape(meaning(result), _LIMIT)}"]
    met = [item for item in result.items if item.truth is Truth.PRESENT]
    if met:
        parts.append(escape(_met(met, result), _LIMIT))
    missed = [item for item in result.items if item.truth is Truth.ABSENT]
    if missed:
        parts.append(escape(f"against: {_named(missed)}", _LIMIT))
    unknown = [item for item in result.items if item.truth is Truth.UNKNOWN]
    if unknown and not _needs_no_more(result):
        parts.append(escape(f"not known: {_named(unknown)}", _LIMIT))
    return " · ".join(parts)


def _needs_no_more(result: ScoreResult) -> bool:
    """Criteria that are met stay met, and a grade is told by the worst that is known."""
    telling = result.definition.telling
    return telling is Telling.GRADE or (telling is Telling.VERDICT and len(result.meanings) == 1)


def _met(items: Sequence[ScoredItem], result: ScoreResult) -> str:
    """Every item of one point each is counted, unless the criteria themselves are the message."""
    if result.definition.telling is Telling.POINTS and all(item.item.most == 1 for item in result.items):
        return f"{counted(len(items), 'item')} met"
    if result.definition.telling is Telling.POINTS:
        return listing([f"{lower_first(plain(item.label))} ({item.low})" for item in items], _ITEMS_SHOWN)
    return _named(items)


def _named(items: Sequence[ScoredItem]) -> str:
    return listing([lower_first(plain(item.label)) for item in items], _ITEMS_SHOWN)
