"""Chart and definitions to findings, each with the data that made it true."""

from __future__ import annotations

from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from rules.logic import Truth
from rules.reasons import Finding

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rules.chart_index import ChartIndex
    from rules.definitions import FindingDefinition
    from rules.evaluation import Evaluation
    from rules.identifiers import FindingId, State
    from rules.reasons import Datum

__all__ = ["derive_findings"]


def derive_findings(index: ChartIndex, evaluation: Evaluation) -> Mapping[FindingId, Finding]:
    """Every finding of the knowledge; those the chart does not settle are unknown with no states.

    The definitions come in dependency order (``rules.loading`` sees to it), so a finding may rest on earlier ones;
    ``evaluation`` learns each as it is derived.
    """
    for definition in index.knowledge.findings.values():
        evaluation.learn(_derive(definition, evaluation))
    return MappingProxyType(evaluation.findings)


def _derive(definition: FindingDefinition, evaluation: Evaluation) -> Finding:
    if evaluation.unmentioned(definition.id):
        return _unknown(definition.id, definition.label)
    for rule in definition.rules:
        answer = evaluation.answer(rule.when)
        if answer.truth is Truth.PRESENT:
            return _finding(definition, rule.states, answer.data)
    return _unknown(definition.id, definition.label)


@lru_cache(maxsize=1024)
def _unknown(finding: FindingId, label: str) -> Finding:
    """Nothing known. The same for every chart, so made once."""
    return Finding(finding, label, frozenset(), Truth.UNKNOWN, (), "")


def _finding(definition: FindingDefinition, states: frozenset[State], data: tuple[Datum, ...]) -> Finding:
    absent = definition.binary and states == _ABSENT
    return Finding(
        id=definition.id,
        label=definition.label,
        states=states,
        truth=Truth.ABSENT if absent else Truth.PRESENT,
        data=data,
        shown=_words(definition, states),
    )


_ABSENT = frozenset({"absent"})


def _words(definition: FindingDefinition, states: frozenset[State]) -> str:
    """What a clinician would say: the state's own label, else the finding's."""
    known = [definition.labels[state] for state in definition.states if state in states and state in definition.labels]
    if known:
        return " or ".join(known)
    if states == _ABSENT:
        return f"no {definition.label[0].lower()}{definition.label[1:]}"
    return definition.label
