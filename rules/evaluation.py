"""Answers compiled criteria over one chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.answers import Answer
from rules.compiling import ALWAYS
from rules.relevance import facts_of

if TYPE_CHECKING:
    from rules.chart_index import ChartIndex
    from rules.compiling import Ask, CompiledCriteria
    from rules.criteria import Criterion
    from rules.identifiers import FindingId
    from rules.reasons import Finding

__all__ = ["Answer", "Evaluation"]


class Evaluation:
    """What is known of one chart, and the answers to criteria about it.

    Findings are looked up in ``findings``, which grows through ``learn`` as they are derived. ``known`` are the bits of
    the facts the chart holds; ``remembered`` are answers that need not be found twice.
    """

    __slots__ = ("criteria", "findings", "index", "known", "remembered")

    def __init__(self, index: ChartIndex, criteria: CompiledCriteria) -> None:
        self.index = index
        self.findings: dict[FindingId, Finding] = {}
        self.known = criteria.facts(facts_of(index)) | ALWAYS
        self.remembered: dict[Ask, Answer] = {}
        self.criteria = criteria

    def learn(self, finding: Finding) -> None:
        """Add a derived finding."""
        self.findings[finding.id] = finding
        if finding.states:
            self.known |= self.criteria.facts((f"finding:{finding.id}",))

    def answer(self, criterion: Criterion) -> Answer:
        """Truth and data of a criterion."""
        facts, quiet, ask = self.criteria.question(criterion)
        return ask(self) if facts & self.known else quiet
