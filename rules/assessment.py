"""The one door into the reasoning: a chart and a clock in, an assessment out.

``Reasoner`` compiles the knowledge once; ``Reasoner.assess`` is a pure function of the chart (its clock included).
Order: trigger, findings, gates, ranking, scores, dangerous causes, questions, tests.
"""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from rules.chart import DrugState, Order
from rules.chart_index import ChartIndex
from rules.compiling import CompiledCriteria
from rules.dangers import dangerous_causes
from rules.decisive import decisive
from rules.definitions import Indicator
from rules.differential import Differential
from rules.evaluation import Evaluation
from rules.exposures import Exposures
from rules.findings import derive_findings
from rules.gates import fired_gates, headed_by
from rules.identifiers import FindingId
from rules.information import InformationGain, StateTable, questions
from rules.logic import Truth
from rules.order_guard import OrderGuard
from rules.platelet_picture import platelet_picture
from rules.reasons import Assessment, CriterionStatus, Finding, primary_causes
from rules.scores import applying_scores
from rules.selection import specificity
from rules.triggers import holding_triggers
from rules.workup import Workup

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from rules.chart import Chart, DrugExposure
    from rules.definitions import AdviceDefinition, Knowledge
    from rules.draft_orders import DraftOrder
    from rules.findings import Supposed
    from rules.identifiers import CauseId
    from rules.platelet_picture import PlateletPicture
    from rules.reasons import FiredGate, Question, RankedCause

__all__ = ["Reasoner"]

_LESION = FindingId("lesion_type")
_NOTHING: Supposed = MappingProxyType({})


class Reasoner:
    """Assesses charts with one version of the knowledge."""

    __slots__ = (
        "_criteria",
        "_decisive",
        "_differential",
        "_exposures",
        "_guard",
        "_specificity",
        "_states",
        "knowledge",
    )

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self._differential = Differential(knowledge)
        self._states = StateTable(knowledge)
        self._criteria = CompiledCriteria(knowledge)
        self._specificity = specificity(knowledge)
        self._decisive = decisive(knowledge)
        self._guard = OrderGuard(knowledge)
        self._exposures = Exposures(knowledge)

    def assess(self, chart: Chart, supposed: Supposed = _NOTHING) -> Assessment:
        """Everything the knowledge says about the chart at ``chart.as_of``. Never raises for clinical content.

        ``supposed`` findings stand in place of the chart's and are marked as such wherever they are told. When one is
        supposed to be there, the question is answered even on a chart that gives no reason to speak by itself. Of a
        patient who has died nothing is said.
        """
        knowledge = self.knowledge
        index = ChartIndex(chart, knowledge)
        picture = platelet_picture(index, self._exposures)
        evaluation = Evaluation(index, self._criteria)
        findings = derive_findings(evaluation, supposed)
        if chart.patient.deceased:
            return self._silent(chart, picture, findings)
        reasons = holding_triggers(evaluation) or _asked(findings, supposed)
        gates = fired_gates(evaluation, knowledge, triggered=bool(reasons))
        if not reasons and not gates:
            return self._silent(chart, picture, findings)
        posterior = self._differential.posterior(chart, findings)
        named = {cause for fired in gates for cause in fired.gate.names}
        causes = self._differential.rank(posterior, findings, named)
        workup = Workup(knowledge, evaluation, self._specificity, self._decisive)
        leading = next(iter(primary_causes(causes)), None)
        possible = {cause.id for ranked in causes if ranked.band.possible for cause in ranked.members}
        gates = tuple(map(workup.still_to_send, headed_by(leading, gates)))
        dangers = dangerous_causes(knowledge, causes, named, workup, findings)
        gain = InformationGain(knowledge, self._states, posterior.share, findings)
        asked = questions(knowledge, self._states, gain, evaluation)
        return Assessment(
            as_of=chart.as_of,
            knowledge_version=knowledge.version,
            triggers=reasons,
            indicator=self._indicator(gates, causes),
            platelets=picture,
            findings=findings,
            gates=gates,
            causes=causes,
            not_excluded=dangers,
            tests=workup.suggest(causes, gates, dangers, gain),
            questions=asked,
            advice=self._advised(evaluation, possible),
            abstains=self._abstains(picture, causes, leading, asked),
            lesion=findings[_LESION].shown,
            unread=chart.unread,
            missing=chart.missing,
            scores=applying_scores(evaluation, knowledge, gates, possible),
        )

    def watches(self, orders: Sequence[DraftOrder]) -> bool:
        """True when the knowledge has a rule about one of these drafts; without one nothing need be read."""
        return self._guard.watches(orders)

    def review(self, chart: Chart, orders: Sequence[DraftOrder], supposed: Supposed = _NOTHING) -> Assessment:
        """The concerns about draft orders at ``chart.as_of``; nothing is ranked. Never raises for clinical content.

        ``chart`` is the chart without the drafts. A drafted test counts as ordered. An order that the chart holds as
        running and that is drafted again is one medicine, not two: its past counts, its running does not.
        ``supposed`` findings stand in place of the chart's, as in ``assess``.
        """
        drafted = {order.source for order in orders}
        known = replace(
            chart,
            drugs=tuple(_past(drug) if drug.source in drafted else drug for drug in chart.drugs),
            orders=(*chart.orders, *(Order(o.tests, o.name, o.source) for o in orders if o.tests)),
        )
        index = ChartIndex(known, self.knowledge)
        picture = platelet_picture(index, self._exposures)
        evaluation = Evaluation(index, self._criteria)
        findings = derive_findings(evaluation, supposed)
        concerns = self._guard.concerns(
            evaluation, orders, Workup(self.knowledge, evaluation, self._specificity, self._decisive)
        )
        worst = max((c.level.indicator for c in concerns), key=lambda i: i.severity, default=Indicator.INFO)
        return replace(self._silent(chart, picture, findings), concerns=concerns, indicator=worst)

    def _silent(self, chart: Chart, picture: PlateletPicture, findings: Mapping[FindingId, Finding]) -> Assessment:
        return Assessment(
            as_of=chart.as_of,
            knowledge_version=self.knowledge.version,
            triggers=(),
            indicator=Indicator.INFO,
            platelets=picture,
            findings=findings,
            unread=chart.unread,
            missing=chart.missing,
        )

    def _indicator(self, gates: Sequence[FiredGate], causes: Sequence[RankedCause]) -> Indicator:
        """Critical only from a gate; warning from a gate or a dangerous cause at the limit of ``parameters``."""
        worst = max((fired.gate.indicator for fired in gates), key=lambda i: i.severity, default=Indicator.INFO)
        limit = self.knowledge.parameters.warning_at
        danger = any(ranked.danger >= limit for ranked in causes)
        return Indicator.WARNING if danger and worst is Indicator.INFO else worst

    def _advised(self, evaluation: Evaluation, possible: AbstractSet[CauseId]) -> tuple[AdviceDefinition, ...]:
        return tuple(
            [
                advice
                for advice, proof in self._criteria.advice
                if not (advice.treats and possible.isdisjoint(advice.treats)) and proof.of(evaluation) is not None
            ]
        )

    def _abstains(
        self,
        picture: PlateletPicture,
        causes: Sequence[RankedCause],
        leading: RankedCause | None,
        asked: Sequence[Question],
    ) -> str:
        parameters = self.knowledge.parameters
        if picture.doubtful:
            return "The platelet count may be false (clumps): repeat it before relying on the ranking."
        if picture.latest is None and not picture.words:
            return "No platelet count: the ranking rests on the story and the skin alone."
        if leading is None or (leading.score < parameters.abstain_below and asked):
            beside = causes[0].label if causes and causes[0].contributor else ""
            if beside:
                return f"{beside} stands out; beside it the chart does not hold enough to put one cause first."
            return "The chart does not hold enough to put one cause first."
        return ""


def _past(drug: DrugExposure) -> DrugExposure:
    return replace(drug, state=DrugState.UNKNOWN) if drug.state is DrugState.RUNNING else drug


def _asked(findings: Mapping[FindingId, Finding], supposed: Supposed) -> tuple[CriterionStatus, ...]:
    """What somebody supposes to be there is a reason to answer."""
    there = (findings[finding] for finding in supposed if findings[finding].truth is Truth.PRESENT)
    return tuple(CriterionStatus(finding.shown, finding.truth, finding.data) for finding in there)
