"""Chart and definitions to findings, each with the data that made it true."""

from __future__ import annotations

from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from rules.answers import PRESENT
from rules.logic import Truth
from rules.reasons import Finding

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rules.compiling import CompiledFinding
    from rules.definitions import FindingDefinition
    from rules.evaluation import Evaluation
    from rules.identifiers import FindingId, State
    from rules.reasons import Datum

__all__ = ["derive_findings"]


def derive_findings(evaluation: Evaluation) -> Mapping[FindingId, Finding]:
    """Every finding of the knowledge; those the chart does not settle are unknown with no states.

    The definitions come in dependency order (``rules.loading`` sees to it), so a finding may rest on earlier ones;
    ``evaluation`` learns each as it is derived.
    """
    found = evaluation.findings
    for compiled in evaluation.criteria.findings:
        definition = compiled.definition
        derived = _derive(compiled, evaluation) if compiled.facts & evaluation.known else None
        if derived is None:
            found[definition.id] = _unknown(definition.id, definition.label)
        else:
            found[definition.id] = derived
            evaluation.known |= compiled.fact
    return MappingProxyType(found)


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
