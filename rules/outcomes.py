"""What a finding says in each of its states: compiled once, for it is the same for every patient."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rules.logic import Truth

if TYPE_CHECKING:
    from rules.definitions import FindingDefinition
    from rules.identifiers import State

__all__ = ["Outcome", "outcome"]

_ABSENT = frozenset({"absent"})


class Outcome(NamedTuple):
    """A finding in one of ``states``: whether it counts as there, and what a clinician would say."""

    states: frozenset[State]
    truth: Truth
    shown: str


def outcome(definition: FindingDefinition, states: frozenset[State], label: str = "") -> Outcome:
    """Shown by the ``label`` of the rule that found it, by the state's own label, else by that of the finding."""
    absent = definition.binary and states == _ABSENT
    return Outcome(states, Truth.ABSENT if absent else Truth.PRESENT, label or _words(definition, states))


def _words(definition: FindingDefinition, states: frozenset[State]) -> str:
    known = [definition.labels[state] for state in definition.states if state in states and state in definition.labels]
    if known:
        return " or ".join(known)
    if states == _ABSENT:
        return f"no {definition.label[0].lower()}{definition.label[1:]}"
    return definition.label
