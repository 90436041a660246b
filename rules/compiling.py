"""Criteria compiled once into questions, so that answering one costs a few steps and a silent chart nearly nothing.

Each criterion becomes a ``Question``: a function that answers it, the facts it asks about as bits of one number, and
the answer it has when the chart holds none of them (see ``rules.relevance``). Equal criteria share one question, and
what asks the chart alone is answered once an evaluation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from rules.answers import ABSENT, PRESENT, UNKNOWN, Answer, told_in_text, with_data
from rules.chart_questions import chart_question
from rules.criteria import (
    AllOf,
    AnyOf,
    AtLeast,
    DrugIs,
    FirstKnown,
    LabIs,
    Not,
    OnsetIs,
    Said,
    TrendIs,
    Unless,
    parts_of,
)
from rules.logic import at_least, negate
from rules.relevance import relevance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from rules.criteria import Criterion
    from rules.definitions import FindingDefinition, Knowledge
    from rules.evaluation import Evaluation
    from rules.identifiers import State

    Ask: TypeAlias = Callable[[Evaluation], Answer]

__all__ = ["ALWAYS", "CompiledCriteria", "CompiledFinding", "Question"]

ALWAYS = 1
"""The bit of what every chart has, if only as unknown: a patient of some age and sex."""

_UNKNOWN = Answer(UNKNOWN)


class Question(NamedTuple):
    """``ask`` answers the criterion. When the chart knows none of ``facts`` the answer is ``quiet`` without asking."""

    facts: int
    quiet: Answer
    ask: Ask


class CompiledFinding(NamedTuple):
    """A finding, its own ``fact``, and its rules in order. It is unknown when the chart knows none of ``facts``."""

    definition: FindingDefinition
    fact: int
    facts: int
    rules: tuple[tuple[Question, frozenset[State]], ...]


class CompiledCriteria:
    """The questions of one knowledge; ``findings`` in its order."""

    __slots__ = ("_by_node", "_facts", "_knowledge", "_questions", "findings")

    def __init__(self, knowledge: Knowledge) -> None:
        # Kept, so that the identities of its criteria stay theirs.
        self._knowledge = knowledge
        self._facts: dict[str, int] = {}
        self._questions: dict[Criterion, Question] = {}
        self._by_node: dict[int, Question] = {}
        for criterion in _criteria(knowledge):
            self._compile(criterion)
        self.findings = tuple(map(self._finding, knowledge.findings.values()))

    def question(self, criterion: Criterion) -> Question:
        """The question of a criterion of the knowledge, at any depth. Raises KeyError for any other one."""
        return self._by_node.get(id(criterion)) or self._questions[criterion]

    def facts(self, names: Iterable[str]) -> int:
        """The bits of facts by name, as ``rules.relevance`` spells them; those nobody asks about have none."""
        bits = 0
        for name in names:
            bits |= self._facts.get(name, 0)
        return bits

    def _compile(self, criterion: Criterion) -> Question:
        question = self._questions.get(criterion)
        if question is None:
            question = self._questions[criterion] = self._made(criterion)
        self._by_node[id(criterion)] = question
        for part in parts_of(criterion):
            if id(part) not in self._by_node:
                self._compile(part)
        return question

    def _made(self, criterion: Criterion) -> Question:
        found = relevance(criterion)
        facts = 0
        for name in found.facts:
            facts |= self._facts.setdefault(name, 2 << len(self._facts))
        if found.quiet is None:
            return Question(facts | ALWAYS, _UNKNOWN, self._ask(criterion))
        return Question(facts, Answer(found.quiet), self._ask(criterion))

    def _ask(self, criterion: Criterion) -> Ask:  # noqa: PLR0911 - a table, one return a kind
        parts = tuple(map(self._compile, parts_of(criterion)))
        match criterion:
            case AllOf():
                return _all(parts)
            case AnyOf():
                return _any(parts)
            case FirstKnown():
                return _first_known(parts)
            case AtLeast():
                return _at_least(criterion.count, parts)
            case Not():
                return _not(parts[0])
            case Unless():
                return _unless(parts[0])
            case LabIs() | Said() | DrugIs() | TrendIs() | OnsetIs():
                return _once(chart_question(criterion))
            case _:
                return chart_question(criterion)

    def _finding(self, definition: FindingDefinition) -> CompiledFinding:
        rules = tuple((self._questions[rule.when], rule.states) for rule in definition.rules)
        facts = 0
        for question, _ in rules:
            facts |= question.facts | (ALWAYS if question.quiet.truth is PRESENT else 0)
        return CompiledFinding(definition, self.facts((f"finding:{definition.id}",)), facts, rules)


def _criteria(knowledge: Knowledge) -> Iterator[Criterion]:
    for definition in knowledge.findings.values():
        yield from (rule.when for rule in definition.rules)
    yield from (gate.when for gate in knowledge.gates.values())
    for score in knowledge.scores.values():
        yield from score.criteria
    yield from (trigger.when for trigger in knowledge.triggers)
    yield from (advice.when for advice in knowledge.advice.values() if advice.when is not None)
    for rule in knowledge.order_safety.values():
        yield from (level.when for level in rule.levels if level.when is not None)


def _once(asked: Ask) -> Ask:
    """Answers once an evaluation: the chart does not change while it is assessed."""

    def ask(evaluation: Evaluation) -> Answer:
        answer = evaluation.remembered.get(asked)
        if answer is None:
            answer = evaluation.remembered[asked] = asked(evaluation)
        return answer

    return ask


def _all(parts: tuple[Question, ...]) -> Ask:
    """The first part that does not hold decides; the rest is not asked."""

    def ask(evaluation: Evaluation) -> Answer:
        known = evaluation.known
        truth = PRESENT
        answers = []
        for facts, quiet, asked in parts:
            answer = asked(evaluation) if facts & known else quiet
            if answer.truth is ABSENT:
                return answer
            if answer.truth is UNKNOWN:
                truth = UNKNOWN
            else:
                answers.append(answer)
        return with_data(truth, answers)

    return ask


def _any(parts: tuple[Question, ...]) -> Ask:
    """The first part that holds decides; the rest is not asked. One that rests on running text waits for a better."""

    def ask(evaluation: Evaluation) -> Answer:
        known = evaluation.known
        truth = ABSENT
        answers = []
        told = None
        for facts, quiet, asked in parts:
            answer = asked(evaluation) if facts & known else quiet
            if answer.truth is PRESENT:
                if not told_in_text(answer.data):
                    return answer
                told = told or answer
            elif answer.truth is UNKNOWN:
                truth = UNKNOWN
            else:
                answers.append(answer)
        return told or with_data(truth, answers)

    return ask


def _first_known(parts: tuple[Question, ...]) -> Ask:
    """The first part that holds decides; the rest is not asked. One that rests on running text waits for a better."""

    def ask(evaluation: Evaluation) -> Answer:
        known = evaluation.known
        denials = []
        told = None
        for facts, quiet, asked in parts:
            answer = asked(evaluation) if facts & known else quiet
            if answer.truth is PRESENT:
                if not told_in_text(answer.data):
                    return answer
                told = told or answer
            elif answer.truth is ABSENT:
                denials.append(answer)
        if told is not None:
            return told
        return with_data(ABSENT, denials) if denials else _UNKNOWN

    return ask


def _at_least(count: int, parts: tuple[Question, ...]) -> Ask:
    def ask(evaluation: Evaluation) -> Answer:
        known = evaluation.known
        answers = [asked(evaluation) if facts & known else quiet for facts, quiet, asked in parts]
        return with_data(at_least(count, (answer.truth for answer in answers)), answers)

    return ask


def _not(part: Question) -> Ask:
    facts, quiet, asked = part

    def ask(evaluation: Evaluation) -> Answer:
        inner = asked(evaluation) if facts & evaluation.known else quiet
        return Answer(negate(inner.truth), inner.data)

    return ask


def _unless(part: Question) -> Ask:
    facts, quiet, asked = part

    def ask(evaluation: Evaluation) -> Answer:
        inner = asked(evaluation) if facts & evaluation.known else quiet
        return Answer(ABSENT if inner.truth is PRESENT else PRESENT, inner.data)

    return ask
