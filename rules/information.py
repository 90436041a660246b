"""What a fact not yet known would tell: the expected fall in uncertainty over the live causes."""

from __future__ import annotations

from math import log
from operator import mul
from typing import TYPE_CHECKING

from rules.logic import Truth
from rules.reasons import Question

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rules.definitions import Knowledge
    from rules.identifiers import CauseId, FindingId
    from rules.reasons import Finding

__all__ = ["InformationGain", "StateTable", "questions"]

_UNKNOWN = Truth.UNKNOWN


class StateTable:
    """How likely each state of each finding is under each cause, compiled once from one knowledge."""

    __slots__ = ("_columns", "_leaks")

    def __init__(self, knowledge: Knowledge) -> None:
        self._leaks = {
            definition.id: tuple(definition.leak[state] for state in definition.states)
            for definition in knowledge.findings.values()
        }
        self._columns = {
            cause.id: {
                finding: tuple(likelihood.p[state] for state in knowledge.findings[finding].states)
                for finding, likelihood in cause.likelihoods.items()
            }
            for cause in knowledge.causes.values()
        }

    def of(self, cause: CauseId) -> Mapping[FindingId, tuple[float, ...]]:
        """By finding the probabilities of its states, for the findings the cause lists."""
        return self._columns[cause]

    def leak(self, finding: FindingId) -> tuple[float, ...]:
        """The probabilities of the states under every other cause."""
        return self._leaks[finding]


class InformationGain:
    """Expected information (nats) of unknown findings over the leading causes of one posterior."""

    __slots__ = ("_entropy", "_findings", "_live", "_memo", "_table", "_told", "_weights")

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
        self._entropy = -sum(weight * log(weight) for weight in self._weights if weight > 0)
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
        remaining = 0.0
        leak = self._table.leak(finding)
        by_cause = [column.get(finding, leak) for column in self._live]
        for probabilities in zip(*by_cause, strict=True):
            joint = list(map(mul, self._weights, probabilities))
            chance = sum(joint)
            if chance > 0:
                told = 0.0
                for part in joint:
                    share = part / chance
                    if share > 0:
                        told += share * log(share)
                remaining -= chance * told
        return max(0.0, self._entropy - remaining)


def questions(knowledge: Knowledge, gain: InformationGain) -> tuple[Question, ...]:
    """The bedside questions that would move the ranking most, best first."""
    asked = [
        Question(definition.id, definition.question, worth)
        for definition in knowledge.findings.values()
        if definition.question and (worth := gain.of(definition.id)) > 0
    ]
    asked.sort(key=lambda question: (-question.gain, question.finding))
    return tuple(asked[: knowledge.parameters.max_questions])
