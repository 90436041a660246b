"""Published scores over a chart that is never complete: the lowest and the highest total it still allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.logic import Truth
from rules.reasons import ScoredItem, ScoreResult

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    from rules.criteria import Criterion
    from rules.definitions import Knowledge
    from rules.evaluation import Evaluation
    from rules.identifiers import CauseId
    from rules.reasons import Datum, FiredGate
    from rules.score_definitions import Meaning, ScoreDefinition, ScoreItem

__all__ = ["applying_scores", "scored", "totalled"]


def applying_scores(
    evaluation: Evaluation, knowledge: Knowledge, gates: Iterable[FiredGate], possible: AbstractSet[CauseId]
) -> tuple[ScoreResult, ...]:
    """Every score that is for this patient, by priority. One with nothing known is among them with its full range.

    ``possible``: every cause that is at least possible, each member of an entry that is several causes among them.
    """
    fired = {gate.gate.id for gate in gates}
    wanted = [
        definition
        for definition in knowledge.scores.values()
        if _holds(definition.applies.among, evaluation, otherwise=True)
        and (
            not fired.isdisjoint(definition.applies.gates)
            or not possible.isdisjoint(definition.applies.causes)
            or _holds(definition.applies.when, evaluation, otherwise=False)
        )
    ]
    wanted.sort(key=lambda definition: (definition.priority, definition.id))
    return tuple(evaluation.score(definition.id) for definition in wanted)


def scored(definition: ScoreDefinition, evaluation: Evaluation) -> ScoreResult:
    """The score with every item met, not met or unknown; an unknown item counts from its least to its most points."""
    return totalled(definition, tuple(_item(item, evaluation) for item in definition.items))


def totalled(definition: ScoreDefinition, items: tuple[ScoredItem, ...]) -> ScoreResult:
    """The score of items already decided or left open, one for each item of the definition in its order."""
    return ScoreResult(
        definition=definition,
        low=sum(item.low for item in items),
        high=sum(item.high for item in items),
        items=items,
        meanings=_meanings(definition.meanings, items),
    )


def _holds(criterion: Criterion | None, evaluation: Evaluation, *, otherwise: bool) -> bool:
    if criterion is None:
        return otherwise
    return evaluation.proof(criterion) is not None


def _item(item: ScoreItem, evaluation: Evaluation) -> ScoredItem:
    possible: list[tuple[int, str]] = []
    refuted: list[Datum] = []
    for option in item.options:
        answer = evaluation.answer(option.when)
        if answer.truth is Truth.ABSENT:
            refuted.extend(answer.data)
            continue
        possible.append((option.points, option.label))
        if answer.truth is Truth.PRESENT:
            data = answer.data
            break
    else:
        possible.append((item.otherwise, item.otherwise_label))
        data = tuple(dict.fromkeys(refuted))
    points = tuple(sorted({worth for worth, _ in possible}))
    if len(points) > 1:
        return ScoredItem(item, Truth.UNKNOWN, points, item.label)
    truth = Truth.PRESENT if points[0] else Truth.ABSENT
    return ScoredItem(item, truth, points, possible[-1][1] or item.label, data)


def _meanings(meanings: tuple[Meaning, ...], items: tuple[ScoredItem, ...]) -> tuple[str, ...]:
    """What the totals still possible can mean, from the least to the most."""
    named = sorted({names for meaning in meanings if (names := meaning.items)}, key=sorted)
    totals: set[tuple[int, ...]] = {(0,) * (1 + len(named))}
    for item in items:
        totals = {
            (
                total[0] + worth,
                *(part + worth * (item.item.id in names) for part, names in zip(total[1:], named, strict=True)),
            )
            for total in totals
            for worth in item.points
        }
    reached = {_meaning(meanings, total[0], dict(zip(named, total[1:], strict=True))) for total in totals}
    return tuple(meaning.means for meaning in meanings if meaning in reached)


def _meaning(meanings: tuple[Meaning, ...], total: int, parts: dict[frozenset[str], int]) -> Meaning:
    return [
        meaning
        for meaning in meanings
        if total >= meaning.at_least and (not meaning.items or parts[meaning.items] >= meaning.items_at_least)
    ][-1]
