"""Which facts a criterion asks about, so that questions about things the chart never mentions are not asked.

Most of the knowledge is about what this patient does not have. What a criterion is worth when the chart holds none of
its facts (nearly always: unknown) is told here once, when the knowledge is compiled.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rules.criteria import (
    AgeIs,
    AllOf,
    AnyOf,
    AtLeast,
    DrugIs,
    FindingIs,
    FirstKnown,
    LabIs,
    Not,
    OnsetIs,
    Said,
    ScoreIs,
    SexIs,
    TrendIs,
    Unless,
)
from rules.logic import Truth, all_of, any_of, at_least, first_known, negate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rules.chart_index import ChartIndex
    from rules.criteria import Criterion

__all__ = ["Relevance", "facts_of", "relevance"]


@dataclass(frozen=True, slots=True)
class Relevance:
    """``facts`` the criterion asks about; ``quiet`` its truth when none of them is known.

    ``quiet`` is None when that depends on age, sex or a score.
    """

    facts: frozenset[str]
    quiet: Truth | None


def relevance(criterion: Criterion) -> Relevance:
    """What the criterion asks about, and what it is worth in silence."""
    truths = _without_facts(criterion)
    return Relevance(frozenset(_facts(criterion)), next(iter(truths)) if len(truths) == 1 else None)


def facts_of(index: ChartIndex) -> Iterator[str]:
    """The facts a chart holds, in the same spelling; a derived finding is ``finding:<id>``."""
    yield from (f"lab:{lab}" for lab in index.chart.results)
    yield from (f"concept:{concept}" for concept in index.asserted)
    yield from (f"concept:{concept}" for concept in index.denied)
    yield from (f"drug:{name}" for name in index.by_drug)
    yield from (f"class:{name}" for name in index.by_class)


def _facts(criterion: Criterion) -> Iterable[str]:
    match criterion:
        case LabIs():
            yield from (f"lab:{lab}" for lab in criterion.labs)
        case TrendIs() | OnsetIs():
            yield f"lab:{criterion.lab}"
        case Said():
            yield from (f"concept:{concept}" for concept in criterion.concepts)
        case DrugIs():
            yield from (f"drug:{name}" for name in criterion.drugs)
            yield from (f"class:{name}" for name in criterion.classes)
        case FindingIs():
            yield f"finding:{criterion.finding}"
        case Not() | Unless():
            yield from _facts(criterion.part)
        case AllOf() | AnyOf() | FirstKnown() | AtLeast():
            for part in criterion.parts:
                yield from _facts(part)
        case AgeIs() | SexIs() | ScoreIs():
            return


def _without_facts(criterion: Criterion) -> frozenset[Truth]:
    """Every truth the criterion can have when nothing it asks about is in the chart."""
    match criterion:
        case AgeIs() | SexIs() | ScoreIs():  # a score asks of much, so it is always asked
            return frozenset(Truth)
        case Not():
            return frozenset(map(negate, _without_facts(criterion.part)))
        case Unless():
            return frozenset(
                Truth.ABSENT if truth is Truth.PRESENT else Truth.PRESENT for truth in _without_facts(criterion.part)
            )
        case AllOf() | AnyOf() | FirstKnown() | AtLeast():
            return _combinations(criterion)
        case _:
            return frozenset({Truth.UNKNOWN})


def _combinations(criterion: AllOf | AnyOf | FirstKnown | AtLeast) -> frozenset[Truth]:
    seen: set[tuple[int, int, int]] = {(0, 0, 0)}
    order = tuple(Truth)
    for part in criterion.parts:
        options = [order.index(truth) for truth in _without_facts(part)]
        seen = {tuple(n + (i == option) for i, n in enumerate(counts)) for counts in seen for option in options}  # type: ignore[misc]
    found = set()
    for counts in seen:
        truths = [truth for truth, n in zip(order, counts, strict=True) for _ in range(n)]
        match criterion:
            case AllOf():
                found.add(all_of(truths))
            case AnyOf():
                found.add(any_of(truths))
            case FirstKnown():
                found.add(first_known(truths))
            case AtLeast():
                found.add(at_least(criterion.count, truths))
    return frozenset(found)
