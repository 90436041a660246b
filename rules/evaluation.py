"""Answers compiled criteria over one chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.answers import Answer
from rules.compiling import ALWAYS
from rules.relevance import facts_of
from rules.scores import scored

if TYPE_CHECKING:
    from rules.chart_index import ChartIndex
    from rules.compiling import Ask, CompiledCriteria
    from rules.criteria import Criterion
    from rules.identifiers import FindingId, ScoreId
    from rules.reasons import Finding, ScoreResult

__all__ = ["Answer", "Evaluation"]


class Evaluation:
    """What is known of one chart, and the answers to criteria about it.

    Findings are looked up in ``findings``, which grows through ``learn`` as they are derived. ``known`` are the bits of
    the facts the chart holds; ``remembered`` and ``scores`` are answers that need not be found twice.
    """

    __slots__ = ("criteria", "findings", "index", "known", "remembered", "scores")

    def __init__(self, index: ChartIndex, criteria: CompiledCriteria) -> None:
        self.index = index
        self.findings: dict[FindingId, Finding] = {}
        self.known = criteria.facts(facts_of(index)) | ALWAYS
        self.remembered: dict[Ask, Answer] = {}
        self.criteria = criteria
        self.scores: dict[ScoreId, ScoreResult] = {}

    def learn(self, finding: Finding) -> None:
        """Add a derived finding."""
        self.findings[finding.id] = finding
        if finding.states:
            self.known |= self.criteria.facts((f"finding:{finding.id}",))

    def score(self, score: ScoreId) -> ScoreResult:
        """A score, reckoned once; to be asked for only when every finding is derived."""
        found = self.scores.get(score)
        if found is None:
            found = self.scores[score] = scored(self.index.knowledge.scores[score], self)
        return found

    def answer(self, criterion: Criterion) -> Answer:
        """Truth and data of a criterion."""
        facts, quiet, ask = self.criteria.question(criterion)
        return ask(self) if facts & self.known else quiet
