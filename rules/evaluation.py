"""Answers compiled criteria over one chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.scores import scored

if TYPE_CHECKING:
    from rules.answers import Answer
    from rules.chart_index import ChartIndex
    from rules.compiling import CompiledCriteria
    from rules.criteria import Criterion
    from rules.identifiers import FindingId, ScoreId
    from rules.reasons import Datum, Finding, ScoreResult

__all__ = ["Evaluation"]


class Evaluation:
    """What is known of one chart, and the answers to criteria about it.

    Findings are looked up in ``findings``, which grows through ``learn`` as they are derived. ``known`` are the bits of
    the facts the chart holds; ``kept`` and ``scores`` are answers that need not be found twice.
    """

    __slots__ = ("criteria", "findings", "index", "kept", "known", "scores")

    def __init__(self, index: ChartIndex, criteria: CompiledCriteria) -> None:
        self.index = index
        self.findings: dict[FindingId, Finding] = {}
        self.known = criteria.facts.held_by(index)
        self.kept: list[Answer | None] = [None] * criteria.kept
        self.criteria = criteria
        self.scores: dict[ScoreId, ScoreResult] = {}

    def learn(self, finding: Finding) -> None:
        """Add a derived finding; each is learnt once, for what is known of it stays known."""
        self.findings[finding.id] = finding
        self.known |= self.criteria.facts.told_by(finding.id, finding.states)

    def score(self, score: ScoreId) -> ScoreResult:
        """A score, reckoned once; to be asked for only when every finding is derived."""
        found = self.scores.get(score)
        if found is None:
            found = self.scores[score] = scored(self.index.knowledge.scores[score], self)
        return found

    def answer(self, criterion: Criterion) -> Answer:
        """Truth and data of a criterion."""
        return self.criteria.question(criterion).answer(self)

    def proof(self, criterion: Criterion) -> tuple[Datum, ...] | None:
        """The data by which a criterion holds; None when it does not or nobody knows."""
        return self.criteria.question(criterion).holds.of(self)
