"""Next tests: dangerous causes first, then what separates the leading causes; never what is already there."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from rules.reasons import LikelihoodBand, SuggestedTest, WorkupGroup

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from rules.chart import Chart
    from rules.definitions import CauseDefinition, Knowledge, TestDefinition
    from rules.identifiers import LabId, TestId
    from rules.information import InformationGain
    from rules.reasons import FiredGate, NotExcluded, RankedCause

__all__ = ["Workup"]

_URGENCY_TODAY = 1
_URGENCY_LAST = 3
_INVASIVE = 3


class Workup:
    """Chooses tests for one chart; ``is_open`` tells whether a test is still worth asking for."""

    __slots__ = ("_chart", "_knowledge", "_pending")

    def __init__(self, knowledge: Knowledge, chart: Chart) -> None:
        self._knowledge = knowledge
        self._chart = chart
        self._pending = {test for order in chart.orders for test in order.tests}

    def is_open(self, test: TestDefinition) -> bool:
        """False when it is pending or drafted, or when all labs it would give have a result recent enough."""
        if test.id in self._pending:
            return False
        if not test.done_labs:
            return True
        since = self._chart.as_of - timedelta(hours=test.done_within_hours)
        return not all(self._since(lab, since) for lab in test.done_labs)

    def _since(self, lab: LabId, since: datetime) -> bool:
        """Is the newest result that recent? Results are oldest first, undated ones before them."""
        results = self._chart.results.get(lab)
        newest = results[-1].when if results else None
        return newest is not None and newest.latest >= since

    def excluding(self, cause: CauseDefinition) -> tuple[TestDefinition, ...]:
        """Open tests that would exclude or confirm a cause, its confirming tests first."""
        wanted = dict.fromkeys((*cause.confirmatory_tests, *cause.first_line_tests))
        return tuple(test for test in map(self._knowledge.tests.__getitem__, wanted) if self.is_open(test))

    def suggest(
        self,
        causes: Sequence[RankedCause],
        gates: Sequence[FiredGate],
        not_excluded: Sequence[NotExcluded],
        gain: InformationGain,
    ) -> tuple[SuggestedTest, ...]:
        """Tests in three groups: now (mandatory and first-line), next, and last if still unexplained."""
        reasons: dict[TestId, list[str]] = {}
        mandatory: set[TestId] = set()
        for fired in gates:
            _note(reasons, fired.gate.tests, fired.gate.label)
            mandatory.update(fired.gate.tests)
        live = [ranked for ranked in causes if not ranked.contributor][: self._knowledge.parameters.max_causes_shown]
        # A well patient with one likely cause is not worked up for all that is merely conceivable.
        shown = [ranked for ranked in live if ranked is live[0] or ranked.band is not LikelihoodBand.LESS_LIKELY]
        first_line: set[TestId] = set(mandatory)
        for ranked in shown:
            for cause in (ranked.cause, *ranked.merged[:1]):
                _note(reasons, cause.first_line_tests, ranked.label)
                first_line.update(cause.first_line_tests)
                _note(reasons, cause.confirmatory_tests, ranked.label)
        for danger in not_excluded:
            if danger.band is LikelihoodBand.LESS_LIKELY and not danger.named_by_gate:
                continue
            _note(reasons, danger.cause.first_line_tests, danger.label)
            _note(reasons, danger.cause.confirmatory_tests[:1], danger.label)
        candidates = [test for test in map(self._knowledge.tests.__getitem__, reasons) if self.is_open(test)]
        worth = {test.id: self._worth(test, reasons[test.id], gain) for test in candidates}
        groups: dict[WorkupGroup, list[TestDefinition]] = {group: [] for group in WorkupGroup}
        for test in candidates:
            groups[_group(test, mandatory=test.id in mandatory, first_line=test.id in first_line)].append(test)
        suggested = []
        for group, tests in groups.items():
            tests.sort(key=lambda t: (t.id not in mandatory, -worth[t.id], t.urgency, t.id))
            kept = tests[: self._knowledge.parameters.max_tests_per_group]
            kept.extend(t for t in tests[len(kept) :] if t.id in mandatory)
            for test in kept:
                because = tuple(dict.fromkeys(reasons[test.id]))
                suggested.append(SuggestedTest(test, group, test.id in mandatory, test.why, because))
        return tuple(suggested)

    def _worth(self, test: TestDefinition, because: list[str], gain: InformationGain) -> float:
        """Expected information and breadth of use against cost; breadth breaks the many ties of unknown gain."""
        information = max((gain.of(finding) for finding in test.tells), default=0.0)
        return (information + len(set(because)) / len(self._knowledge.tests)) / max(test.cost_tier, 1)


def _note(reasons: dict[TestId, list[str]], tests: Iterable[TestId], label: str) -> None:
    for test in tests:
        reasons.setdefault(test, []).append(label)


def _group(test: TestDefinition, *, mandatory: bool, first_line: bool) -> WorkupGroup:
    if test.urgency >= _URGENCY_LAST or test.invasiveness >= _INVASIVE:
        return WorkupGroup.IF_UNEXPLAINED
    if mandatory or (first_line and test.urgency <= _URGENCY_TODAY):
        return WorkupGroup.NOW
    return WorkupGroup.NEXT
