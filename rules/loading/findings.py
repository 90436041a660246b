"""``findings/``: a piece of evidence and how it is derived from the chart."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from marshmallow import ValidationError, validates_schema

from rules.criteria import Not
from rules.definitions import FindingDefinition, StateRule
from rules.identifiers import FindingId, State
from rules.loading.basis import BasisPart, basis, basis_mentions
from rules.loading.criteria import criterion, criterion_mentions
from rules.loading.criterion_schemas import CriterionPart
from rules.loading.fields import Id, ListOf, MappingOf, Number, Part, StateName, StrictSchema, Text, Texts
from rules.loading.probabilities import BINARY, ProbabilitiesPart, probabilities, state_mismatch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.loading.kinds import Mention, Plain

__all__ = ["FindingSchema", "finding", "finding_mentions"]

_SHORT_FORMS = ("when", "present_when", "absent_when")
_CRITERIA = (*_SHORT_FORMS, "asked_if")


class _RuleSchema(StrictSchema):
    states = Texts(StateName(), least=1, required=True)
    label = Text()
    when = CriterionPart(required=True)


class FindingSchema(StrictSchema):
    """A finding with ``rules``, or, when binary, with ``when`` or ``present_when`` and ``absent_when``."""

    id = Id(required=True)
    label = Text(required=True)
    group = Text(required=True)
    states = Texts(StateName(), least=2, required=True)
    leak = ProbabilitiesPart()
    labels = MappingOf(Text())
    documented = Number(low=0, high=1)
    question = Text()
    asked_if = CriterionPart()
    rules = ListOf(Part(_RuleSchema))
    when = CriterionPart()
    present_when = CriterionPart()
    absent_when = CriterionPart()
    basis = BasisPart()

    @validates_schema
    def _states_agree(self, data: dict[str, Any], **_: Any) -> None:
        states = data["states"]
        errors: dict[str, Any] = {}
        if set(states) == set(BINARY) and tuple(states) != BINARY:
            errors["states"] = [f"must be {', '.join(BINARY)} in this order"]
        elif mismatch := state_mismatch(data["leak"], states):
            errors["leak"] = [mismatch]
        if strange := [state for state in data.get("labels", {}) if state not in states]:
            errors["labels"] = {state: ["is not a state of this finding"] for state in strange}
        for index, rule in enumerate(data.get("rules", ())):
            if strange := [state for state in rule["states"] if state not in states]:
                reason = f"{', '.join(strange)}: not among the states of this finding"
                errors.setdefault("rules", {})[index] = {"states": [reason]}
        if errors:
            raise ValidationError(errors)

    @validates_schema
    def _one_way_to_derive(self, data: dict[str, Any], **_: Any) -> None:
        short = [key for key in _SHORT_FORMS if key in data]
        if set(data["states"]) != set(BINARY):
            for key in (*short, *(["documented"] if "documented" in data else [])):
                raise ValidationError("is for binary findings only", key)
        if short and "rules" in data:
            raise ValidationError("cannot stand beside rules; keep one of them", short[0])
        if "when" in short and len(short) > 1:
            raise ValidationError(f"already says when it is absent; leave out {short[1]}", "when")


def finding(data: Plain) -> FindingDefinition:
    """The finding of validated plain data."""
    return FindingDefinition(
        id=FindingId(data["id"]),
        label=data["label"],
        group=data["group"],
        states=tuple(map(State, data["states"])),
        leak=probabilities(data["leak"]),
        rules=_rules(data),
        labels=MappingProxyType({State(state): label for state, label in data.get("labels", {}).items()}),
        documented=data.get("documented"),
        question=data.get("question", ""),
        basis=basis(data["basis"]),
        asked_if=criterion(data["asked_if"]) if "asked_if" in data else None,
    )


def finding_mentions(data: Plain) -> Iterator[Mention]:
    """What its rules and its question ask about, and its sources."""
    for index, rule in enumerate(data.get("rules", ())):
        yield from criterion_mentions(rule["when"], f"rules[{index}].when")
    for key in _CRITERIA:
        if key in data:
            yield from criterion_mentions(data[key], key)
    yield from basis_mentions(data["basis"])


def _rules(data: Plain) -> tuple[StateRule, ...]:
    present, absent = (frozenset({State(state)}) for state in BINARY)
    if "when" in data:
        when = criterion(data["when"])
        return (StateRule(present, when), StateRule(absent, Not(when)))
    if "rules" in data:
        return tuple(
            StateRule(frozenset(map(State, rule["states"])), criterion(rule["when"]), rule.get("label", ""))
            for rule in data["rules"]
        )
    short_forms = ((present, "present_when"), (absent, "absent_when"))
    return tuple(StateRule(states, criterion(data[key])) for states, key in short_forms if key in data)
