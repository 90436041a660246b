"""What the template of each kind needs besides the entry itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cds.web.browser.calculator import calculator
from cds.web.browser.evidence import percent, rows_of_cause, rows_of_finding
from cds.web.browser.kinds import Key, Kind
from cds.web.browser.limits import limit_rows
from cds.web.browser.order_rules import order_rule
from cds.web.browser.spans import ages, days
from rules.closure import closure

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cds.web.browser.library import Library
    from rules.cause_definitions import CauseDefinition
    from rules.criteria import Criterion
    from rules.definitions import FindingDefinition, GateDefinition, Knowledge
    from rules.drug_definitions import DrugDefinition
    from rules.lab_definitions import LabDefinition
    from rules.score_definitions import ScoreDefinition
    from rules.workup_definitions import TestDefinition

__all__ = ["item_of", "more_of"]


def item_of(key: Key, knowledge: Knowledge) -> Any:  # noqa: ANN401 - the definition of whichever kind
    """The definition behind an entry."""
    if key.kind is Kind.TRIGGER:
        return next(trigger for trigger in knowledge.triggers if trigger.id == key.id)
    definitions: Mapping[str, Any] = getattr(knowledge, _FIELDS[key.kind])
    return definitions[key.id]


def more_of(kind: Kind, item: Any, library: Library, query: Mapping[str, str]) -> dict[str, object]:  # noqa: ANN401
    """Tables and sentences of the entry; ``query`` is that of the address."""
    made = _VIEWS.get(kind)
    return made(item, library, query) if made is not None else {}


_FIELDS = {
    Kind.CAUSE: "causes",
    Kind.GATE: "gates",
    Kind.FINDING: "findings",
    Kind.SCORE: "scores",
    Kind.ORDER_RULE: "order_safety",
    Kind.DRUG: "drugs",
    Kind.DRUG_CLASS: "drug_classes",
    Kind.TEST: "tests",
    Kind.ADVICE: "advice",
    Kind.LAB: "labs",
    Kind.REFERENCE: "references",
}


def _cause(cause: CauseDefinition, library: Library, _: Mapping[str, str]) -> dict[str, object]:
    bands = library.knowledge.parameters.age_band_limits
    return {
        "rows": rows_of_cause(cause, library.knowledge, library.table),
        "priors": [(band.value, ages(*bands[band]), weight) for band, weight in cause.priors.items()],
        "modifiers": [(ages(each.from_days, each.to_days), each.factor) for each in cause.age_modifiers],
        "merges": [merge for merge in library.knowledge.merges if cause.id in merge.members],
    }


def _finding(finding: FindingDefinition, library: Library, _: Mapping[str, str]) -> dict[str, object]:
    rules = [
        (
            [finding.labels.get(state, state) for state in finding.states if state in rule.states],
            library.sentences.clause(rule.when),
        )
        for rule in finding.rules
    ]
    return {
        "rows": rows_of_finding(finding, library.knowledge, library.table),
        "rules": rules,
        "leaks": [(finding.labels.get(state, state), percent(finding.leak[state])) for state in finding.states],
        "documented": None if finding.documented is None else percent(finding.documented),
        "asked_of": None if finding.asked_if is None else library.sentences.clause(finding.asked_if),
    }


def _score(score: ScoreDefinition, library: Library, query: Mapping[str, str]) -> dict[str, object]:
    clause = library.sentences.clause
    return {
        "calculator": calculator(score, query),
        "reads": [(item, [(option, clause(option.when)) for option in item.options]) for item in score.items],
    }


def _lab(lab: LabDefinition, library: Library, _: Mapping[str, str]) -> dict[str, object]:
    spelled = library.knowledge.units.get(lab.dimension, {})
    units = sorted(dict(spelled.values()).items())
    return {"limits": limit_rows(lab), "units": units, "spellings": len(spelled)}


def _asked(item: Any, library: Library, _: Mapping[str, str]) -> dict[str, object]:  # noqa: ANN401
    when: Criterion | None = item.when
    return {"when": None if when is None else library.sentences.clause(when)}


def _gate(gate: GateDefinition, library: Library, query: Mapping[str, str]) -> dict[str, object]:
    for_whom = {step.text: library.sentences.clause(step.when) for step in gate.reserved}
    tests = library.knowledge.tests
    until = {step.text: ", ".join(tests[test].label for test in step.tests) for step in gate.sending}
    return {**_asked(gate, library, query), "for_whom": for_whom, "until": until}


def _drug(drug: DrugDefinition, library: Library, _: Mapping[str, str]) -> dict[str, object]:
    """Its classes, and after them all the broader ones."""
    known = library.knowledge.drug_classes
    broader = closure(drug.classes, lambda each: known[each].implies) - set(drug.classes)
    return {"classes": [*drug.classes, *sorted(broader)], "doses": library.knowledge.doses.get(drug.id)}


def _test(test: TestDefinition, library: Library, _: Mapping[str, str]) -> dict[str, object]:
    fits = None if test.only_if is None else library.sentences.clause(test.only_if)
    return {"window": days(test.done_within_hours / 24), "fits": fits}


_VIEWS: dict[Kind, Callable[[Any, Library, Mapping[str, str]], dict[str, object]]] = {
    Kind.CAUSE: _cause,
    Kind.GATE: _gate,
    Kind.FINDING: _finding,
    Kind.SCORE: _score,
    Kind.DRUG: _drug,
    Kind.ORDER_RULE: order_rule,
    Kind.LAB: _lab,
    Kind.TEST: _test,
    Kind.ADVICE: _asked,
    Kind.TRIGGER: _asked,
}
