"""Next tests: dangerous causes first, then what separates the leading causes; never what is already there."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from rules.definitions import Indicator
from rules.demands import demands_of
from rules.logic import Truth
from rules.needs import Use, needs_of
from rules.reasons import SuggestedTest, WorkupGroup
from rules.selection import Selection
from rules.workup_definitions import BLOOD_SAMPLE, INVASIVE, HowSoon

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from rules.cause_definitions import CauseDefinition
    from rules.decisive import Decisive
    from rules.definitions import Knowledge
    from rules.evaluation import Evaluation
    from rules.identifiers import LabId, TestId
    from rules.information import InformationGain
    from rules.reasons import FiredGate, NotExcluded, RankedCause
    from rules.workup_definitions import TestDefinition

__all__ = ["Workup"]

_UNKNOWN = Truth.UNKNOWN


class Workup:
    """Chooses tests for one chart; ``is_open`` tells whether a test is still worth asking for."""

    __slots__ = ("_chart", "_decisive", "_evaluation", "_knowledge", "_open", "_pending", "_specificity")

    def __init__(
        self, knowledge: Knowledge, evaluation: Evaluation, telling: Mapping[TestId, float], deciding: Decisive
    ) -> None:
        """``evaluation`` is of the chart, ``telling`` the ``specificity`` and ``deciding`` the ``decisive`` tests."""
        self._decisive = deciding
        self._knowledge = knowledge
        self._specificity = telling
        self._evaluation = evaluation
        self._chart = chart = evaluation.index.chart
        self._pending = {test for order in chart.orders for test in order.tests}
        self._open: dict[TestId, bool] = {}

    def is_open(self, test: TestDefinition) -> bool:
        """False when it is for other patients, pending or drafted, or all labs it gives have a result recent enough."""
        known = self._open.get(test.id)
        if known is None:
            known = test.id not in self._pending and not self._done(test) and self._fits(test)
            self._open[test.id] = known
        return known

    def _fits(self, test: TestDefinition) -> bool:
        return test.only_if is None or self._evaluation.proof(test.only_if) is not None

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

    def excluding(self, cause: CauseDefinition, *, invasive: bool) -> tuple[TestDefinition, ...]:
        """Open tests that would exclude or confirm a cause: its confirming tests, then others that would tell.

        A first-line test tells when a finding that it settles, not known yet, would weigh most strongly for the cause
        or against it; what only shows how ill the patient is does not. Without ``invasive`` no burdensome test.
        """
        known = self._evaluation.findings
        wanted = list(cause.confirmatory_tests)
        for test, findings in self._decisive[cause.id]:
            for finding in findings:
                if known[finding].truth is _UNKNOWN:
                    wanted.append(test)
                    break
        return tuple([
            test
            for test in map(self._knowledge.tests.__getitem__, wanted)
            if self.is_open(test) and (invasive or test.invasiveness < INVASIVE)
        ])  # fmt: skip

    def still_to_send(self, fired: FiredGate) -> FiredGate:
        """The gate without the steps that ask for tests none of which is open."""
        if not fired.gate.sending:
            return fired
        tests = self._knowledge.tests
        sent = {step.text for step in fired.gate.sending if not any(self.is_open(tests[test]) for test in step.tests)}
        return replace(fired, left_out=fired.left_out | sent) if sent else fired

    def suggest(
        self,
        causes: Sequence[RankedCause],
        gates: Sequence[FiredGate],
        not_excluded: Sequence[NotExcluded],
        gain: InformationGain,
    ) -> tuple[SuggestedTest, ...]:
        """Tests in three groups: now (mandatory, first-line, what settles a likely leader), next, last if unexplained.

        What cuts is never asked for at once for being what settles.

        ``max_tests`` in all: see ``Selection.fill``. A test that is part of a panel wanted as well is asked for by the
        panel.
        """
        tests = self._knowledge.tests
        needs = needs_of(causes, not_excluded, self._knowledge)
        demands = demands_of(gates, lambda test: self.is_open(tests[test]))
        wanted = dict.fromkeys(
            (*demands, *(test for need in needs for test in need.tests if self.is_open(tests[test])))
        )
        panels = {part: test for test in wanted for part in tests[test].includes}
        needs = tuple(need.by_panels(panels) for need in needs)
        mandatory: dict[TestId, str] = {}
        for test_id, label in demands.items():
            mandatory.setdefault(panels.get(test_id, test_id), label)
        candidates = [tests[test] for test in dict.fromkeys(panels.get(test, test) for test in wanted)]
        suggested = []
        selection = Selection(self._knowledge, self._specificity, needs, gain)
        chosen = selection.fill(candidates, mandatory)
        offered = {test.id for test in chosen}
        settling = next((test for need in needs if need.foremost for test in need.settled_by if test in offered), None)
        if settling is not None and tests[settling].invasiveness > BLOOD_SAMPLE:
            settling = None
        for test in chosen:
            because = [mandatory[test.id]] if test.id in mandatory else []
            because += [need.label for need in needs if test.id in need.tests]
            soon = test.urgency <= HowSoon.TODAY and any(
                need.soon and need.tests.get(test.id) is Use.FIRST_LINE for need in needs
            )
            group = _group(test, pressing=test.id in mandatory or soon, settling=test.id == settling)
            suggested.append(SuggestedTest(test, group, test.id in mandatory, test.why, tuple(dict.fromkeys(because))))
        order = tuple(WorkupGroup)
        now = [fired.gate.tests for fired in gates if fired.gate.indicator is Indicator.CRITICAL]
        pressing = {panels.get(test, test) for asked in now for test in asked}
        suggested.sort(
            key=lambda s: (order.index(s.group), s.test.id not in pressing, s.test.id != settling, not s.mandatory)
        )
        return tuple(suggested)


def _group(test: TestDefinition, *, pressing: bool, settling: bool) -> WorkupGroup:
    if test.invasiveness >= INVASIVE or (test.urgency is HowSoon.IF_UNEXPLAINED and not settling):
        return WorkupGroup.IF_UNEXPLAINED
    return WorkupGroup.NOW if pressing or settling else WorkupGroup.NEXT
