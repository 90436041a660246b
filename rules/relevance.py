"""Which facts a criterion asks about, so that questions about things the chart never mentions are not asked.

Most of the knowledge is about what this patient does not have. What a criterion is worth when the chart holds none of
its facts (nearly always: unknown) is told here once, when the knowledge is loaded.
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
    Said,
    SexIs,
    TrendIs,
    Unless,
)
from rules.logic import Truth, all_of, any_of, at_least, first_known, negate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rules.chart_index import ChartIndex
    from rules.criteria import Criterion
    from rules.definitions import Knowledge
    from rules.identifiers import FindingId

__all__ = ["Relevance", "Relevances", "facts_of", "relevance"]


@dataclass(frozen=True, slots=True)
class Relevance:
    """``facts`` the criterion asks about; ``quiet`` its truth when none of them is known.

    ``quiet`` is None when that depends on age or sex.
    """

    facts: frozenset[str]
    quiet: Truth | None


def relevance(criterion: Criterion) -> Relevance:
    """What the criterion asks about, and what it is worth in silence."""
    truths = _without_facts(criterion)
    return Relevance(frozenset(_facts(criterion)), next(iter(truths)) if len(truths) == 1 else None)


class Relevances:
    """The relevance of every criterion of one knowledge, at every depth.

    ``by_node`` is keyed by the identity of a criterion; the knowledge is kept so that identities stay.
    """

    __slots__ = ("_by_finding", "_knowledge", "by_node")

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self.by_node: dict[int, Relevance] = {}
        self._by_finding: dict[FindingId, frozenset[str]] = {}
        for definition in knowledge.findings.values():
            for rule in definition.rules:
                self._add(rule.when)
            rules = [self.by_node[id(rule.when)] for rule in definition.rules]
            if all(rule.quiet in (Truth.UNKNOWN, Truth.ABSENT) for rule in rules):
                self._by_finding[definition.id] = frozenset().union(*(rule.facts for rule in rules))
        for gate in knowledge.gates.values():
            self._add(gate.when)
        for trigger in knowledge.triggers:
            self._add(trigger.when)
        for advice in knowledge.advice.values():
            if advice.when is not None:
                self._add(advice.when)

    def unmentioned(self, finding: FindingId, known: set[str]) -> bool:
        """True when no fact of any rule of the finding is known: it is unknown without asking."""
        facts = self._by_finding.get(finding)
        return facts is not None and facts.isdisjoint(known)

    def _add(self, criterion: Criterion) -> None:
        self.by_node[id(criterion)] = relevance(criterion)
        match criterion:
            case Not() | Unless():
                self._add(criterion.part)
            case AllOf() | AnyOf() | FirstKnown() | AtLeast():
                for part in criterion.parts:
                    self._add(part)
            case _:
                pass


def facts_of(index: ChartIndex) -> set[str]:
    """The facts a chart holds, in the same spelling; derived findings are added as ``finding:<id>`` on the way."""
    known = {f"lab:{lab}" for lab in index.chart.results}
    known.update(f"concept:{concept}" for concept in index.asserted)
    known.update(f"concept:{concept}" for concept in index.denied)
    for drug in index.drugs:
        known.update(f"drug:{name}" for name in drug.drugs)
        known.update(f"class:{name}" for name in drug.classes)
    return known


def _facts(criterion: Criterion) -> Iterable[str]:
    match criterion:
        case LabIs():
            yield from (f"lab:{lab}" for lab in criterion.labs)
        case TrendIs():
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
        case AgeIs() | SexIs():
            return


def _without_facts(criterion: Criterion) -> frozenset[Truth]:
    """Every truth the criterion can have when nothing it asks about is in the chart."""
    match criterion:
        case AgeIs() | SexIs():
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
