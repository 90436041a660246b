"""What a fact not yet known would tell: the expected fall in uncertainty over the live causes."""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING

from rules.logic import Truth
from rules.reasons import Question

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rules.definitions import FindingDefinition, Knowledge
    from rules.identifiers import CauseId, FindingId
    from rules.reasons import Finding

__all__ = ["InformationGain", "questions"]


class InformationGain:
    """Expected information (nats) of unknown findings over the leading causes of one posterior."""

    __slots__ = ("_entropy", "_findings", "_knowledge", "_live", "_memo")

    def __init__(
        self, knowledge: Knowledge, share: Mapping[CauseId, float], findings: Mapping[FindingId, Finding]
    ) -> None:
        self._knowledge = knowledge
        self._findings = findings
        leading = sorted(share.items(), key=lambda item: (-item[1], item[0]))[: knowledge.parameters.causes_weighed]
        total = sum(weight for _, weight in leading) or 1.0
        self._live = [(knowledge.causes[cause], weight / total) for cause, weight in leading]
        self._entropy = _entropy(weight for _, weight in self._live)
        self._memo: dict[FindingId, float] = {}

    def of(self, finding: FindingId) -> float:
        """Gain from learning the finding; zero when it is already known."""
        if self._findings[finding].truth is not Truth.UNKNOWN:
            return 0.0
        gain = self._memo.get(finding)
        if gain is None:
            told = any(finding in cause.likelihoods for cause, _ in self._live)
            gain = self._memo[finding] = self._expected(self._knowledge.findings[finding]) if told else 0.0
        return gain

    def _expected(self, definition: FindingDefinition) -> float:
        remaining = 0.0
        for state in definition.states:
            leak = definition.leak[state]
            joint = []
            for cause, weight in self._live:
                likelihood = cause.likelihoods.get(definition.id)
                joint.append(weight * (likelihood.p[state] if likelihood is not None else leak))
            chance = sum(joint)
            if chance > 0:
                remaining += chance * _entropy(part / chance for part in joint)
        return max(0.0, self._entropy - remaining)


def _entropy(shares: Iterable[float]) -> float:
    return -sum(share * log(share) for share in shares if share > 0)


def questions(knowledge: Knowledge, gain: InformationGain) -> tuple[Question, ...]:
    """The bedside questions that would move the ranking most, best first."""
    asked = [
        Question(definition.id, definition.question, gain.of(definition.id))
        for definition in knowledge.findings.values()
        if definition.question
    ]
    asked = [question for question in asked if question.gain > 0]
    asked.sort(key=lambda question: (-question.gain, question.finding))
    return tuple(asked[: knowledge.parameters.max_questions])


if TYPE_CHECKING:
    from collections.abc import Iterable
