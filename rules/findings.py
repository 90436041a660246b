"""Chart and definitions to findings, each with the data that made it true."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from rules.answers import ABSENT, PRESENT, told_in_text
from rules.chart import Caveat
from rules.identifiers import FindingId, ResourceRef, State
from rules.logic import Truth
from rules.reasons import Datum, Finding
from rules.records import new_finding

if TYPE_CHECKING:
    from rules.compiling import CompiledFinding
    from rules.definitions import FindingDefinition
    from rules.evaluation import Evaluation

__all__ = ["Supposed", "derive_findings"]

Supposed = Mapping[FindingId, frozenset[State]]
"""Findings put in place of what the chart says, for asking "what if"; no states: as if nothing were known of it."""

_NOTHING: Supposed = MappingProxyType({})


def derive_findings(evaluation: Evaluation, supposed: Supposed = _NOTHING) -> Mapping[FindingId, Finding]:
    """Every finding of the knowledge; those the chart does not settle are unknown with no states.

    The definitions come in dependency order (``rules.loading`` sees to it), so a finding may rest on earlier ones;
    ``evaluation`` learns each as it is derived. One that is ``supposed`` is taken as such and marked; findings and
    gates that rest on it follow, those that ask the chart itself do not.
    """
    found = evaluation.findings
    for compiled in evaluation.criteria.findings:
        definition = compiled.definition
        if definition.id in supposed:
            derived = _suppose(definition, supposed[definition.id])
        else:
            derived = _derive(compiled, evaluation) if compiled.facts & evaluation.known else None
        if derived is None:
            found[definition.id] = _unknown(definition.id, definition.label)
        else:
            found[definition.id] = derived
            evaluation.known |= compiled.fact
    return MappingProxyType(found)


def _suppose(definition: FindingDefinition, states: frozenset[State]) -> Finding | None:
    if not states:
        return None
    datum = Datum(definition.label, _words(definition, states), None, _NO_RESOURCE, frozenset({Caveat.SUPPOSED}))
    return replace(_finding(definition, states, (datum,)), supposed=True)


def _derive(compiled: CompiledFinding, evaluation: Evaluation) -> Finding | None:
    """By the first rule that is present; None when there is none."""
    known = evaluation.known
    for (facts, quiet, ask), states in compiled.rules:
        answer = ask(evaluation) if facts & known else quiet
        if answer.truth is PRESENT:
            return _finding(compiled.definition, states, answer.data)
    return None


@lru_cache(maxsize=1024)
def _unknown(finding: FindingId, label: str) -> Finding:
    """Nothing known. The same for every chart, so made once."""
    return Finding(finding, label, frozenset(), Truth.UNKNOWN, (), "")


def _finding(definition: FindingDefinition, states: frozenset[State], data: tuple[Datum, ...]) -> Finding:
    absent = definition.binary and states == _ABSENT
    truth, shown = ABSENT if absent else PRESENT, _words(definition, states)
    return new_finding(definition.id, definition.label, states, truth, data, shown, from_text=told_in_text(data))


_ABSENT = frozenset({"absent"})
_NO_RESOURCE = ResourceRef("")


def _words(definition: FindingDefinition, states: frozenset[State]) -> str:
    """What a clinician would say: the state's own label, else the finding's."""
    known = [definition.labels[state] for state in definition.states if state in states and state in definition.labels]
    if known:
        return " or ".join(known)
    if states == _ABSENT:
        return f"no {definition.label[0].lower()}{definition.label[1:]}"
    return definition.label
