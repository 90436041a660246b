"""Criteria compiled once into questions, so that answering one costs a few steps and a silent chart nearly nothing.

Each criterion becomes a ``Question``: what proves that it holds, and what proves that it does not. With neither proof
it is unknown. Equal criteria share one question, and what asks the chart alone is answered once an evaluation.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from rules.answers import ABSENT, PRESENT, UNANSWERED, UNKNOWN, Answer, each_once
from rules.chart_questions import chart_question
from rules.criteria import AllOf, AnyOf, AtLeast, FindingIs, FirstKnown, Not, ScoreIs, Unless, parts_of
from rules.facts import ALWAYS, Facts
from rules.intervals import compare
from rules.lexicon import Lexicon
from rules.outcomes import Outcome, outcome
from rules.proofs import Proof, at_least, best, every, first, first_denied, single, unproven
from rules.records import new_finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.chart_questions import Ask
    from rules.criteria import Criterion
    from rules.definitions import FindingDefinition, Knowledge
    from rules.evaluation import Evaluation
    from rules.identifiers import FindingId
    from rules.logic import Truth
    from rules.proofs import Seek
    from rules.reasons import Datum, Finding

__all__ = ["CompiledCriteria", "CompiledFinding", "Question"]


class Question(NamedTuple):
    """What proves a criterion, and what disproves it."""

    holds: Proof
    fails: Proof

    def answer(self, evaluation: Evaluation) -> Answer:
        """Truth and data for one chart."""
        data = self.holds.of(evaluation)
        if data is not None:
            return Answer(PRESENT, data)
        data = self.fails.of(evaluation)
        return UNANSWERED if data is None else Answer(ABSENT, data)


class CompiledFinding(NamedTuple):
    """A finding and its rules in order, each with what it says. Unknown when the chart knows none of ``facts``."""

    definition: FindingDefinition
    facts: int
    rules: tuple[tuple[Proof, Outcome], ...]


class CompiledCriteria:
    """The questions of one knowledge; ``findings`` in its order, ``silent`` the same when nothing is known of them.

    ``gates``, ``triggers`` and ``advice`` come with the proof that they hold. ``kept`` is how many answers there may be
    to keep in an evaluation.
    """

    __slots__ = (
        "_by_node",
        "_knowledge",
        "_phrases",
        "_questions",
        "advice",
        "facts",
        "findings",
        "gates",
        "kept",
        "silent",
        "triggers",
    )

    def __init__(self, knowledge: Knowledge) -> None:
        # Kept, so that the identities of its criteria stay theirs.
        self._knowledge = knowledge
        self._questions: dict[Criterion, Question] = {}
        self._by_node: dict[int, Question] = {}
        # Several criteria ask for the same words, and few of them are ever met.
        self._phrases = cache(lambda words: Lexicon.compile({"words": words}, knowledge.text_words))
        self.kept = 0
        self.facts = Facts(c for each in _criteria(knowledge) for c in _within(each) if isinstance(c, FindingIs))
        for criterion in _criteria(knowledge):
            self._compile(criterion)
        self.findings = tuple(map(self._finding, knowledge.findings.values()))
        self.gates = tuple((gate, self._questions[gate.when].holds) for gate in knowledge.gates.values())
        self.triggers = tuple((trigger, self._questions[trigger.when].holds) for trigger in knowledge.triggers)
        self.advice = tuple(
            (advice, self._questions[advice.when].holds)
            for advice in knowledge.advice.values()
            if advice.when is not None
        )
        self.silent: dict[FindingId, Finding] = {
            definition.id: new_finding(definition.id, definition.label, frozenset(), UNKNOWN, (), "")
            for definition in knowledge.findings.values()
        }

    def question(self, criterion: Criterion) -> Question:
        """The question of a criterion of the knowledge, at any depth. Raises KeyError for any other one."""
        return self._by_node.get(id(criterion)) or self._questions[criterion]

    def _compile(self, criterion: Criterion) -> Question:
        question = self._questions.get(criterion)
        if question is None:
            question = self._questions[criterion] = self._made(criterion)
        self._by_node[id(criterion)] = question
        for part in parts_of(criterion):
            if id(part) not in self._by_node:
                self._compile(part)
        return question

    def _made(self, criterion: Criterion) -> Question:  # noqa: PLR0911 - a table, one return a kind
        parts = tuple(map(self._compile, parts_of(criterion)))
        holds, fails = tuple(part.holds for part in parts), tuple(part.fails for part in parts)
        match criterion:
            case AllOf():
                return Question(every(holds), first(fails))
            case AnyOf():
                return Question(best(holds), every(fails))
            case FirstKnown():
                holding = best(holds)
                return Question(holding, first_denied(holding, fails))
            case AtLeast():
                return Question(at_least(criterion.count, holds), at_least(len(parts) - criterion.count + 1, fails))
            case Not():
                return Question(*fails, *holds)
            case Unless():
                return Question(unproven(*holds, *fails), *holds)
            case FindingIs():
                so, not_so = self.facts.about(criterion)
                data = _data_of(criterion.finding)
                return Question(single(so, data), single(not_so, data))
            case ScoreIs():  # a score asks of much, so it is always asked
                return Question(*(single(ALWAYS, _reached(criterion, truth)) for truth in (PRESENT, ABSENT)))
            case _:
                ask, facts = chart_question(criterion, self._phrases), self.facts.of(criterion)
                place, self.kept = self.kept, self.kept + 1
                return Question(*(single(facts, _told(ask, place, truth)) for truth in (PRESENT, ABSENT)))

    def _finding(self, definition: FindingDefinition) -> CompiledFinding:
        facts = 0
        rules = []
        for rule in definition.rules:
            proof = self._questions[rule.when].holds
            facts |= proof.facts if proof.quiet is None else ALWAYS
            rules.append((proof, outcome(definition, rule.states, rule.label)))
        return CompiledFinding(definition, facts, tuple(rules))


def _criteria(knowledge: Knowledge) -> Iterator[Criterion]:
    for definition in knowledge.findings.values():
        yield from (rule.when for rule in definition.rules)
        if definition.asked_if is not None:
            yield definition.asked_if
    yield from (test.only_if for test in knowledge.tests.values() if test.only_if is not None)
    for gate in knowledge.gates.values():
        yield gate.when
        yield from (step.when for step in gate.reserved)
    for score in knowledge.scores.values():
        yield from score.criteria
    yield from (trigger.when for trigger in knowledge.triggers)
    yield from (advice.when for advice in knowledge.advice.values() if advice.when is not None)
    for rule in knowledge.order_safety.values():
        yield from (level.when for level in rule.levels if level.when is not None)


def _within(criterion: Criterion) -> Iterator[Criterion]:
    yield criterion
    for part in parts_of(criterion):
        yield from _within(part)


def _told(ask: Ask, place: int, truth: Truth) -> Seek:
    """The data of an answer with this truth. The chart does not change while it is assessed, so it is asked once."""

    def seek(evaluation: Evaluation) -> tuple[Datum, ...] | None:
        answer = evaluation.kept[place]
        if answer is None:
            answer = evaluation.kept[place] = ask(evaluation.index)
        return answer[1] if answer[0] is truth else None

    return seek


def _reached(criterion: ScoreIs, truth: Truth) -> Seek:
    """The data of the items that are known, when every total still possible lies on the side, or none does."""

    def seek(evaluation: Evaluation) -> tuple[Datum, ...] | None:
        found = evaluation.score(criterion.score)
        ends = {compare(end, None, criterion.side, criterion.points) for end in (found.low, found.high)}
        return each_once(datum for item in found.items for datum in item.data) if ends == {truth} else None

    return seek


def _data_of(finding: FindingId) -> Seek:
    """What made a finding known: that it is as asked is told by the facts alone."""
    return lambda evaluation: evaluation.findings[finding].data
