"""Must-not-miss situations, told by criteria and shown whatever the ranking says."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from rules.answers import each_once
from rules.cause_definitions import Role
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
    ScoreIs,
    Unless,
)
from rules.definitions import Indicator
from rules.logic import Truth
from rules.reasons import CriterionStatus, FiredGate, LikelihoodBand

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rules.criteria import Criterion
    from rules.definitions import Knowledge
    from rules.evaluation import Evaluation
    from rules.identifiers import GateId
    from rules.reasons import RankedCause

__all__ = ["criterion_lines", "fired_gates", "headed_by"]


def fired_gates(evaluation: Evaluation, knowledge: Knowledge, *, triggered: bool) -> tuple[FiredGate, ...]:
    """Gates that hold, worst and by priority. A gate fires only on what is known: unknown parts never fire it.

    Gates that need a trigger are asked only when there is one. A gate is dropped when a gate that makes it redundant
    has fired.
    """
    fired: dict[GateId, FiredGate] = {}
    for gate, proof in evaluation.criteria.gates:
        if gate.needs_trigger and not triggered:
            continue
        if proof.of(evaluation) is not None:
            lines = tuple(criterion_lines(gate.when, evaluation, knowledge))
            others = (step.text for step in gate.reserved if evaluation.proof(step.when) is None)
            fired[gate.id] = FiredGate(gate, lines, frozenset(others))
    kept = [g for g in fired.values() if not any(other in fired for other in g.gate.suppressed_by)]
    kept.sort(key=lambda g: (-g.gate.indicator.severity, g.gate.priority, g.gate.id))
    return tuple(kept)


def headed_by(leading: RankedCause | None, gates: Sequence[FiredGate]) -> tuple[FiredGate, ...]:
    """The gates, those of a danger for today headed by one that names the ``leading`` cause where that is likely.

    Gates that give way wait behind the others of a danger for today, unless they name it and no gate names it more
    closely (first of all); else the order stays. A syndrome, which has a cause of its own, heads nothing.
    """
    if leading is None or leading.band is not LikelihoodBand.LIKELY or leading.cause.role is Role.SYNDROME:
        return tuple(gates)
    members = {cause.id for cause in leading.members}
    critical = [fired for fired in gates if fired.gate.indicator is Indicator.CRITICAL]
    first = [fired for fired in critical if not members.isdisjoint(fired.gate.names[:1])]
    closest = first or [fired for fired in critical if not members.isdisjoint(fired.gate.names)]
    waiting = [fired for fired in critical if fired.gate.gives_way and fired not in closest] if closest else []
    others = [fired for fired in critical if fired not in waiting]
    return (*others, *waiting, *(fired for fired in gates if fired not in critical))


def criterion_lines(criterion: Criterion, evaluation: Evaluation, knowledge: Knowledge) -> list[CriterionStatus]:
    """One line a labelled part, or a part of an unlabelled conjunction, count or choice; age and sex say nothing new.

    Of a choice that holds only the alternatives that hold are told: the others are no question any more.
    """
    label = getattr(criterion, "label", "")
    if isinstance(criterion, AllOf | AnyOf | FirstKnown | AtLeast) and not label:
        return [
            line for part in _telling(criterion, evaluation) for line in criterion_lines(part, evaluation, knowledge)
        ]
    label = label or _own_label(criterion, knowledge)
    if not label:
        return []
    answer = evaluation.answer(criterion)
    if isinstance(criterion, Unless) and answer.truth is Truth.PRESENT and not answer.data:
        # An exception that nobody looked for is not a criterion met.
        return [CriterionStatus(label, Truth.UNKNOWN)]
    if isinstance(criterion, AnyOf) and answer.truth is Truth.PRESENT:
        held = (evaluation.answer(part).data for part in _telling(criterion, evaluation))
        return [CriterionStatus(label, answer.truth, each_once(chain.from_iterable(held)))]
    return [CriterionStatus(label, answer.truth, answer.data)]


def _telling(criterion: AllOf | AnyOf | FirstKnown | AtLeast, evaluation: Evaluation) -> tuple[Criterion, ...]:
    if not isinstance(criterion, AnyOf | FirstKnown):
        return criterion.parts
    held = tuple(part for part in criterion.parts if evaluation.proof(part) is not None)
    return held or criterion.parts


def _own_label(criterion: Criterion, knowledge: Knowledge) -> str:  # noqa: PLR0911 - a table, one return a kind
    match criterion:
        case FindingIs():
            definition = knowledge.findings[criterion.finding]
            words = [
                definition.labels[s] for s in definition.states if s in criterion.states and s in definition.labels
            ]
            return " or ".join(words) or definition.label
        case LabIs():
            return knowledge.labs[criterion.labs[0]].label
        case Said():
            return knowledge.concepts[min(criterion.concepts)].label
        case DrugIs():
            names = [knowledge.drug_classes[c].label for c in sorted(criterion.classes)]
            names += [knowledge.drugs[d].label for d in sorted(criterion.drugs)]
            return " or ".join(names)
        case ScoreIs():
            return knowledge.scores[criterion.score].name
        case Not() | Unless():
            inner = getattr(criterion.part, "label", "") or _own_label(criterion.part, knowledge)
            return f"not: {inner}" if inner and not isinstance(criterion.part, AgeIs) else ""
        case _:
            return ""
