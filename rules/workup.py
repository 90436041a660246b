"""Next tests: dangerous causes first, then what separates the leading causes; never what is already there."""

from __future__ import annotations

from datetime import timedelta
from math import log
from typing import TYPE_CHECKING

from rules.needs import Use, needs_of
from rules.reasons import SuggestedTest, WorkupGroup

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from rules.chart import Chart
    from rules.definitions import CauseDefinition, Knowledge, TestDefinition
    from rules.identifiers import LabId, TestId
    from rules.information import InformationGain
    from rules.needs import Need
    from rules.reasons import FiredGate, NotExcluded, RankedCause

__all__ = ["Workup", "specificity"]

_URGENCY_TODAY = 1
_URGENCY_LAST = 3
_INVASIVE = 3


class Workup:
    """Chooses tests for one chart; ``is_open`` tells whether a test is still worth asking for."""

    __slots__ = ("_chart", "_knowledge", "_open", "_pending", "_specificity")

    def __init__(self, knowledge: Knowledge, chart: Chart, telling: Mapping[TestId, float]) -> None:
        """``telling`` is the ``specificity`` of the same knowledge."""
        self._knowledge = knowledge
        self._specificity = telling
        self._chart = chart
        self._pending = {test for order in chart.orders for test in order.tests}
        self._open: dict[TestId, bool] = {}

    def is_open(self, test: TestDefinition) -> bool:
        """False when it is pending or drafted, or when all labs it would give have a result recent enough."""
        known = self._open.get(test.id)
        if known is None:
            known = self._open[test.id] = test.id not in self._pending and not self._done(test)
        return known

    def _done(self, test: TestDefinition) -> bool:
        if not test.done_labs:
            return False
        since = self._chart.as_of - timedelta(hours=test.done_within_hours)
        return all(self._since(lab, since) for lab in test.done_labs)

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
        """Tests in three groups: now (mandatory and first-line), next, and last if still unexplained.

        What a fired gate asks for is always there. Beside it the tests that the live causes need most, each cause
        with its share of belief and a danger at least with its floor, up to ``max_tests`` in all and ``max_bedside``
        questions and examinations.
        """
        needs = needs_of(causes, not_excluded, self._knowledge.parameters)
        mandatory: dict[TestId, str] = {}
        for fired in gates:
            for test_id in fired.gate.tests:
                mandatory.setdefault(test_id, fired.gate.label)
        wanted = dict.fromkeys((*mandatory, *(test for need in needs for test in need.tests)))
        candidates = [test for test in map(self._knowledge.tests.__getitem__, wanted) if self.is_open(test)]
        needed = {test.id for test in candidates if test.id in mandatory}
        chosen = self._chosen(candidates, needed, needs, gain)
        suggested = []
        for test in chosen:
            because = [mandatory[test.id]] if test.id in mandatory else []
            because += [need.label for need in needs if test.id in need.tests]
            first_line = any(need.tests.get(test.id) is Use.FIRST_LINE for need in needs)
            group = _group(test, mandatory=test.id in mandatory, first_line=first_line)
            suggested.append(SuggestedTest(test, group, test.id in mandatory, test.why, tuple(dict.fromkeys(because))))
        order = tuple(WorkupGroup)
        suggested.sort(key=lambda s: (order.index(s.group), not s.mandatory))
        return tuple(suggested)

    def _chosen(
        self,
        candidates: Sequence[TestDefinition],
        mandatory: Collection[TestId],
        needs: Sequence[Need],
        gain: InformationGain,
    ) -> list[TestDefinition]:
        """Mandatory tests, then one by one the test that serves best the needs that the chosen ones leave open.

        A cause that has had a test of its own wants the next one less (``repeat_discount``), so that one cause does
        not take all; a test that every cause asks for leaves its need open.
        """
        parameters = self._knowledge.parameters
        chosen: list[TestDefinition] = []
        still_open = [need.weight for need in needs]

        def choose(test: TestDefinition) -> None:
            chosen.append(test)
            left = 1.0 - (1.0 - parameters.repeat_discount) * self._specificity[test.id]
            for place, need in enumerate(needs):
                if test.id in need.tests:
                    still_open[place] *= left

        for test in candidates:
            if test.id in mandatory:
                choose(test)
        rest = [(self._telling(test, gain), test) for test in candidates if test.id not in mandatory]
        room = {True: parameters.max_tests, False: parameters.max_bedside}
        for test in chosen:
            room[test.orderable] -= 1
        while rest := [rated for rated in rest if room[rated[1].orderable] > 0]:
            best = max(
                rest,
                key=lambda rated: (rated[0] * _served(rated[1], needs, still_open), -rated[1].urgency, rated[1].id),
            )
            rest.remove(best)
            room[best[1].orderable] -= 1
            choose(best[1])
        return chosen

    def _telling(self, test: TestDefinition, gain: InformationGain) -> float:
        """More for a test that few causes ask for and whose findings would move the ranking; less for a dear one."""
        information = max((gain.of(finding) for finding in test.tells), default=0.0)
        cost = self._knowledge.parameters.cost_weight * max(test.cost_tier - 1, 0)
        return (1.0 + self._specificity[test.id] + information) / (1.0 + cost)


def specificity(knowledge: Knowledge) -> Mapping[TestId, float]:
    """From 0 for a test that every cause asks for to 1 for one that a single cause does. Compiled once."""
    asking = dict.fromkeys(knowledge.tests, 0)
    for cause in knowledge.causes.values():
        for test in {*cause.first_line_tests, *cause.confirmatory_tests}:
            asking[test] += 1
    most = log(max(len(knowledge.causes), 2))
    return {test: 1 - log(max(count, 1)) / most for test, count in asking.items()}


def _served(test: TestDefinition, needs: Sequence[Need], still_open: Sequence[float]) -> float:
    return sum(weight for need, weight in zip(needs, still_open, strict=True) if test.id in need.tests)


def _group(test: TestDefinition, *, mandatory: bool, first_line: bool) -> WorkupGroup:
    if test.urgency >= _URGENCY_LAST or test.invasiveness >= _INVASIVE:
        return WorkupGroup.IF_UNEXPLAINED
    if mandatory or (first_line and test.urgency <= _URGENCY_TODAY):
        return WorkupGroup.NOW
    return WorkupGroup.NEXT
