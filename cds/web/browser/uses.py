"""The reverse index: which entries use a finding, a source, a test, a drug or a laboratory test."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from cds.web.browser.kinds import Key, Kind
from rules.criteria import DrugIs, FindingIs, LabIs, OnsetIs, ScoreIs, TrendIs, parts_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from rules.cause_definitions import CauseDefinition
    from rules.criteria import Criterion
    from rules.definitions import AdviceDefinition, Basis, FindingDefinition, GateDefinition, Knowledge
    from rules.order_safety_definitions import SafetyRule
    from rules.score_definitions import ScoreDefinition
    from rules.workup_definitions import TestDefinition

__all__ = ["Use", "uses_of"]


class Use(NamedTuple):
    """``by`` uses the entry; ``how`` in few words."""

    by: Key
    how: str


def uses_of(knowledge: Knowledge) -> Mapping[Key, tuple[Use, ...]]:
    """Every entry that is used, with its users in the order of the contents. Computed once a knowledge."""
    found: dict[Key, dict[Use, None]] = {}
    for used, use in _all(knowledge):
        if used != use.by:
            found.setdefault(used, {})[use] = None
    order = list(Kind)
    return {key: tuple(sorted(uses, key=lambda use: order.index(use.by.kind))) for key, uses in found.items()}


def _all(knowledge: Knowledge) -> Iterator[tuple[Key, Use]]:
    yield from chain.from_iterable(map(_of_cause, knowledge.causes.values()))
    yield from chain.from_iterable(map(_of_gate, knowledge.gates.values()))
    yield from chain.from_iterable(map(_of_order_rule, knowledge.order_safety.values()))
    yield from chain.from_iterable(map(_of_score, knowledge.scores.values()))
    yield from chain.from_iterable(map(_of_finding, knowledge.findings.values()))
    yield from chain.from_iterable(map(_of_advice, knowledge.advice.values()))
    yield from chain.from_iterable(map(_of_test, knowledge.tests.values()))
    for trigger in knowledge.triggers:
        yield from _asked(trigger.when, Key(Kind.TRIGGER, trigger.id))
    for lab in knowledge.labs.values():
        yield from _sources(lab.basis, Key(Kind.LAB, lab.id))
        if lab.in_other_units is not None:
            yield Key(Kind.LAB, lab.in_other_units), Use(Key(Kind.LAB, lab.id), "is it in other units")
    for dose in knowledge.doses.values():
        yield from _sources(dose.basis, Key(Kind.DRUG, dose.id), "doses")
    for drug in knowledge.drugs.values():
        yield from _each(Kind.DRUG_CLASS, drug.classes, Use(Key(Kind.DRUG, drug.id), "belongs to it"))
    for group in knowledge.drug_classes.values():
        yield from _each(Kind.DRUG_CLASS, group.implies, Use(Key(Kind.DRUG_CLASS, group.id), "part of it"))


def _of_finding(finding: FindingDefinition) -> Iterator[tuple[Key, Use]]:
    by = Key(Kind.FINDING, finding.id)
    for rule in finding.rules:
        yield from _asked(rule.when, by, "read from it")
    if finding.asked_if is not None:
        yield from _asked(finding.asked_if, by, "says of whom it is asked")
    yield from _sources(finding.basis, by)


def _of_advice(advice: AdviceDefinition) -> Iterator[tuple[Key, Use]]:
    by = Key(Kind.ADVICE, advice.id)
    if advice.when is not None:
        yield from _asked(advice.when, by)
    yield from _each(Kind.CAUSE, advice.treats, Use(by, "told with it"))
    if advice.beside is not None:
        yield Key(Kind.CAUSE, advice.beside), Use(by, "stands with it")
    yield from _sources(advice.basis, by)


def _of_test(test: TestDefinition) -> Iterator[tuple[Key, Use]]:
    by = Key(Kind.TEST, test.id)
    yield from _each(Kind.FINDING, test.tells, Use(by, "tells it"))
    yield from _each(Kind.LAB, test.done_labs, Use(by, "its result"))
    yield from _each(Kind.TEST, test.includes, Use(by, "includes it"))
    if test.only_if is not None:
        yield from _asked(test.only_if, by, "says for whom it is")


def _of_cause(cause: CauseDefinition) -> Iterator[tuple[Key, Use]]:
    by = Key(Kind.CAUSE, cause.id)
    for finding, likelihood in cause.likelihoods.items():
        yield Key(Kind.FINDING, finding), Use(by, "evidence")
        yield from _sources(likelihood.basis, by, "an evidence row")
    if cause.requires is not None:
        yield Key(Kind.FINDING, cause.requires), Use(by, "required")
    yield from _each(Kind.TEST, cause.first_line_tests, Use(by, "first test"))
    yield from _each(Kind.TEST, cause.confirmatory_tests, Use(by, "confirms"))
    yield from _sources(cause.prior_basis, by, "how common")
    yield from _each(Kind.REFERENCE, cause.references, Use(by, "source"))


def _of_gate(gate: GateDefinition) -> Iterator[tuple[Key, Use]]:
    by = Key(Kind.GATE, gate.id)
    yield from _asked(gate.when, by)
    for step in gate.reserved:
        yield from _asked(step.when, by, "says for whom a step is")
    for sending in gate.sending:
        yield from _each(Kind.TEST, sending.tests, Use(by, "a step asks for it"))
    yield from _each(Kind.CAUSE, gate.names, Use(by, "points to it"))
    yield from _each(Kind.TEST, gate.tests, Use(by, "asks for it"))
    yield from _each(Kind.GATE, gate.suppressed_by, Use(by, "gives way to it"))
    yield from _sources(gate.basis, by)


def _of_score(score: ScoreDefinition) -> Iterator[tuple[Key, Use]]:
    by = Key(Kind.SCORE, score.id)
    for criterion in score.criteria:
        yield from _asked(criterion, by)
    yield from _each(Kind.GATE, score.applies.gates, Use(by, "told with it"))
    yield from _each(Kind.CAUSE, score.applies.causes, Use(by, "told with it"))
    if score.yields_to is not None:
        yield Key(Kind.SCORE, score.yields_to), Use(by, "gives way to it")
    yield from _sources(score.basis, by)


def _of_order_rule(rule: SafetyRule) -> Iterator[tuple[Key, Use]]:
    by = Key(Kind.ORDER_RULE, rule.id)
    for selector in rule.orders:
        yield from _each(Kind.DRUG, sorted(selector.drugs), Use(by, "about orders of it"))
        yield from _each(Kind.DRUG_CLASS, sorted(selector.classes), Use(by, "about orders of it"))
    for level in rule.levels:
        if level.when is not None:
            yield from _asked(level.when, by)
        if level.missing is not None:
            yield Key(Kind.LAB, level.missing.lab), Use(by, "misses it")
        if level.instead is not None:
            yield Key(Kind.DRUG, level.instead), Use(by, "offers it instead")
        yield from _each(Kind.GATE, (*level.gates, *level.unless_gates), Use(by, "asks it"))
        yield from _each(Kind.TEST, level.tests, Use(by, "asks for it"))
        yield from _sources(level.basis, by)
    yield from _each(Kind.ORDER_RULE, rule.suppressed_by, Use(by, "gives way to it"))


def _asked(criterion: Criterion, by: Key, how: str = "criterion") -> Iterator[tuple[Key, Use]]:
    use = Use(by, how)
    match criterion:
        case LabIs():
            yield from _each(Kind.LAB, criterion.labs, use)
        case TrendIs() | OnsetIs():
            yield Key(Kind.LAB, criterion.lab), use
            classes = criterion.before if isinstance(criterion, TrendIs) else criterion.classes
            yield from _each(Kind.DRUG_CLASS, sorted(classes), use)
        case DrugIs():
            yield from _each(Kind.DRUG, sorted(criterion.drugs), use)
            yield from _each(Kind.DRUG_CLASS, sorted(criterion.classes), use)
        case FindingIs():
            yield Key(Kind.FINDING, criterion.finding), use
        case ScoreIs():
            yield Key(Kind.SCORE, criterion.score), use
        case _:
            for part in parts_of(criterion):
                yield from _asked(part, by, how)


def _sources(basis: Basis, by: Key, how: str = "basis") -> Iterator[tuple[Key, Use]]:
    return _each(Kind.REFERENCE, basis.references, Use(by, how))


def _each(kind: Kind, ids: Iterable[str], use: Use) -> Iterator[tuple[Key, Use]]:
    return ((Key(kind, each), use) for each in ids)
