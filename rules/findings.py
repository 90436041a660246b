"""Chart and definitions to findings, each with the data that made it true."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from rules.answers import told_in_text
from rules.chart import Caveat
from rules.identifiers import FindingId, ResourceRef, State
from rules.outcomes import outcome
from rules.reasons import Datum, Finding
from rules.records import new_finding

if TYPE_CHECKING:
    from rules.definitions import FindingDefinition
    from rules.evaluation import Evaluation
    from rules.outcomes import Outcome
    from rules.proofs import Proof

__all__ = ["Supposed", "derive_findings"]

Supposed = Mapping[FindingId, frozenset[State]]
"""Findings put in place of what the chart says, for asking "what if"; no states: as if nothing were known of it."""

_NOTHING: Supposed = MappingProxyType({})
_NO_RESOURCE = ResourceRef("")


def derive_findings(evaluation: Evaluation, supposed: Supposed = _NOTHING) -> Mapping[FindingId, Finding]:
    """Every finding of the knowledge; those the chart does not settle are unknown with no states.

    The definitions come in dependency order (``rules.loading`` sees to it), so a finding may rest on earlier ones;
    ``evaluation`` learns each as it is derived. One that is ``supposed`` is taken as such and marked; findings and
    gates that rest on it follow, those that ask the chart itself do not.
    """
    found = evaluation.findings
    found.update(evaluation.criteria.silent)
    for definition, facts, rules in evaluation.criteria.findings:
        if supposed and definition.id in supposed:
            derived = _suppose(definition, supposed[definition.id])
        elif facts & evaluation.known:
            derived = _derive(definition, rules, evaluation)
        else:
            continue
        if derived is not None:
            evaluation.learn(derived)
    return MappingProxyType(found)


def _suppose(definition: FindingDefinition, states: frozenset[State]) -> Finding | None:
    if not states:
        return None
    told = outcome(definition, states)
    datum = Datum(definition.label, told.shown, None, _NO_RESOURCE, frozenset({Caveat.SUPPOSED}))
    return replace(_finding(definition, told, (datum,)), supposed=True)


def _derive(
    definition: FindingDefinition, rules: tuple[tuple[Proof, Outcome], ...], evaluation: Evaluation
) -> Finding | None:
    """By the first rule that holds; None when there is none."""
    known = evaluation.known
    for (facts, quiet, seek, _), told in rules:
        data = seek(evaluation) if facts & known else quiet
        if data is not None:
            return _finding(definition, told, data)
    return None


def _finding(definition: FindingDefinition, told: Outcome, data: tuple[Datum, ...]) -> Finding:
    states, truth, shown = told
    return new_finding(definition.id, definition.label, states, truth, data, shown, from_text=told_in_text(data))
