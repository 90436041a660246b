"""Evidence rows as tables: how often a state is found with the cause and without it, and what that weighs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cds.cards.wording import number
from rules.differential import mark_steps

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rules.cause_definitions import CauseDefinition, Likelihood
    from rules.definitions import Basis, FindingDefinition, Knowledge
    from rules.identifiers import State
    from rules.likelihood import LikelihoodTable

__all__ = ["EvidenceRow", "StateRow", "percent", "rows_of_cause", "rows_of_finding"]


@dataclass(frozen=True, slots=True)
class StateRow:
    """One state: its share in patients with the cause and in others, and its weight by sign and steps (0 to 3).

    ``mark`` is empty where the state says nothing.
    """

    label: str
    with_cause: str
    in_others: str
    mark: str
    side: str
    steps: int


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A finding for a cause, state by state. ``strength`` is the largest weight either way, for ordering."""

    cause: CauseDefinition
    finding: FindingDefinition
    basis: Basis
    definitional: bool
    states: tuple[StateRow, ...]
    strength: float


def rows_of_cause(cause: CauseDefinition, knowledge: Knowledge, table: LikelihoodTable) -> tuple[EvidenceRow, ...]:
    """What speaks for and against the cause, strongest first."""
    rows = (_row(cause, likelihood, knowledge, table) for likelihood in cause.likelihoods.values())
    return tuple(sorted(rows, key=lambda row: (-row.strength, row.finding.label)))


def rows_of_finding(
    finding: FindingDefinition, knowledge: Knowledge, table: LikelihoodTable
) -> tuple[EvidenceRow, ...]:
    """The causes for which the finding weighs, most first."""
    rows = (
        _row(cause, likelihood, knowledge, table)
        for cause in knowledge.causes.values()
        if (likelihood := cause.likelihoods.get(finding.id)) is not None
    )
    return tuple(sorted(rows, key=lambda row: (-row.strength, row.cause.label)))


def percent(share: float) -> str:
    """A share as a percentage with as many digits as it is worth: 97 %, 2.5 %, 0.03 %."""
    decimals = 0 if share >= 0.1 else 1 if share >= 0.01 else 2
    return f"{number(100 * share, decimals)} %"


def _row(cause: CauseDefinition, likelihood: Likelihood, knowledge: Knowledge, table: LikelihoodTable) -> EvidenceRow:
    finding = knowledge.findings[likelihood.finding]
    place = list(knowledge.causes).index(cause.id)
    weighed = {state: table.recorded(finding.id, frozenset({state}), from_text=False) for state in finding.states}
    weights = {state: by_place.get(place, 0.0) for state, by_place in weighed.items()}
    return EvidenceRow(
        cause=cause,
        finding=finding,
        basis=likelihood.basis,
        definitional=likelihood.definitional,
        states=tuple(_states(finding, likelihood, weights, knowledge)),
        strength=max(map(abs, weights.values())),
    )


def _states(
    finding: FindingDefinition, likelihood: Likelihood, weights: Mapping[State, float], knowledge: Knowledge
) -> Iterator[StateRow]:
    for state in finding.states:
        weight = weights[state]
        steps = mark_steps(weight, knowledge.parameters) if weight else 0
        yield StateRow(
            label=finding.labels.get(state, state),
            with_cause=percent(likelihood.p[state]),
            in_others=percent(finding.leak[state]),
            mark=("+" if weight > 0 else "−") * steps,
            side="for" if weight > 0 else "against" if weight < 0 else "",
            steps=steps,
        )
