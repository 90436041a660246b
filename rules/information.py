"""What a fact not yet known would tell: the expected fall in uncertainty over the live causes."""

from __future__ import annotations

from math import log
from operator import mul
from typing import TYPE_CHECKING, NamedTuple

from rules.logic import Truth
from rules.reasons import Question

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rules.definitions import FindingDefinition, Knowledge
    from rules.evaluation import Evaluation
    from rules.identifiers import CauseId, FindingId, State
    from rules.reasons import Finding

__all__ = ["InformationGain", "StateTable", "States", "questions"]

_UNKNOWN = Truth.UNKNOWN


class States(NamedTuple):
    """How likely each state of a finding is under one cause, and the certainty in that: the sum of p ln p."""

    chances: tuple[float, ...]
    certainty: float

    @classmethod
    def of(cls, definition: FindingDefinition, chances: Mapping[State, float]) -> States:
        """In the order of the definition."""
        ordered = tuple(chances[state] for state in definition.states)
        return cls(ordered, sum(map(_certainty, ordered)))


class StateTable:
    """``States`` of each finding under each cause, compiled once from one knowledge; ``asked`` have a question."""

    __slots__ = ("_columns", "_leaks", "asked")

    def __init__(self, knowledge: Knowledge) -> None:
        findings = knowledge.findings
        self._leaks = {each.id: States.of(each, each.leak) for each in findings.values()}
        self.asked = tuple(each for each in findings.values() if each.question)
        self._columns = {
            cause.id: {name: States.of(findings[name], each.p) for name, each in cause.likelihoods.items()}
            for cause in knowledge.causes.values()
        }

    def of(self, cause: CauseId) -> Mapping[FindingId, States]:
        """By finding, for the findings the cause lists."""
        return self._columns[cause]

    def leak(self, finding: FindingId) -> States:
        """The same under every other cause."""
        return self._leaks[finding]


class InformationGain:
    """Expected information (nats) of unknown findings over the leading causes of one posterior."""

    __slots__ = ("_findings", "_live", "_memo", "_table", "_told", "_weights")

    def __init__(
        self,
        knowledge: Knowledge,
        table: StateTable,
        share: Mapping[CauseId, float],
        findings: Mapping[FindingId, Finding],
    ) -> None:
        self._findings = findings
        self._table = table
        leading = sorted(share.items(), key=lambda item: (-item[1], item[0]))[: knowledge.parameters.causes_weighed]
        total = sum(weight for _, weight in leading) or 1.0
        self._live = [table.of(cause) for cause, _ in leading]
        self._weights = [weight / total for _, weight in leading]
        self._told: set[FindingId] = set().union(*self._live)
        self._memo: dict[FindingId, float] = {}

    def of(self, finding: FindingId) -> float:
        """Gain from learning the finding; zero when it is already known."""
        if finding not in self._told or self._findings[finding].truth is not _UNKNOWN:
            return 0.0
        gain = self._memo.get(finding)
        if gain is None:
            gain = self._memo[finding] = self._expected(finding)
        return gain

    def _expected(self, finding: FindingId) -> float:
        """What is uncertain about the finding now, less what stays so when the cause is known.

        That is what the finding tells of the cause: each of two things tells as much of the other.
        """
        leak = self._table.leak(finding)
        chances, certainties = zip(*[column.get(finding, leak) for column in self._live], strict=True)
        weights = self._weights
        known: float = sum(map(mul, weights, certainties))
        for state in zip(*chances, strict=True):
            known -= _certainty(sum(map(mul, weights, state)))
        return max(0.0, known)


def _certainty(chance: float) -> float:
    return chance * log(chance) if chance > 0 else 0.0


def questions(
    knowledge: Knowledge, table: StateTable, gain: InformationGain, evaluation: Evaluation
) -> tuple[Question, ...]:
    """The bedside questions that would move the ranking most, best first; none that is for other patients."""
    asked = [
        Question(definition.id, definition.question, worth)
        for definition in table.asked
        if (worth := gain.of(definition.id)) > 0
        and (definition.asked_if is None or evaluation.proof(definition.asked_if) is not None)
    ]
    asked.sort(key=lambda question: (-question.gain, question.finding))
    return tuple(asked[: knowledge.parameters.max_questions])
