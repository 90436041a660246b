"""The order guard: drafts that could bleed or clot, against the chart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cds.services.answers import Answer
from cds.services.known_enough import refuse_knowing_nothing, refuse_silence, refuse_silence_about_drafts
from cds.services.prefetched_patient import refuse_another_patient
from cds.services.turns import turn

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    from cds.hooks.calls import HookCall
    from cds.services.engine import Engine

__all__ = ["BleedingRiskGuard"]


@dataclass(frozen=True, slots=True)
class BleedingRiskGuard:
    """Second thoughts about draft orders, for one hook. ``clock`` gives "now" as an aware datetime in UTC."""

    engine: Engine
    clock: Callable[[], datetime]

    id: str = "bleeding-risk-guard"
    hook: str = "order-sign"
    hook_version: str = "1.0"
    title: str = "Bleeding risk of orders"
    description: str = (
        "Holds draft orders against the chart: anticoagulants, antiplatelet drugs, NSAIDs, thrombolysis, heparin when "
        "heparin-induced thrombocytopenia is possible, platelets when TTP is possible, intramuscular injections, "
        "punctures and operations, each against platelet count, INR, bleeding and running medicines. Offers to remove, "
        "to replace, or to order the missing test. Otherwise stays silent."
    )
    usage_requirements: str = (
        "FHIR R4 draft orders in the context (MedicationRequest, ServiceRequest, DeviceRequest) and the chart in the "
        "prefetch. What is not sent is read from fhirServer when the operator has listed that server, and only when an "
        "order needs the chart. Other orders are passed over."
    )

    def prefetch(self, today: date) -> Mapping[str, str]:
        """Prefetch templates by key."""
        return {template.key: template.query for template in self.engine.templates(today)}

    def answer(self, call: HookCall) -> Answer:
        """Cards about the drafts. No card, and the chart is not looked at, when no rule is about any of them.

        Raises Rejected: 422 when a prefetched Patient is not the patient in context, 412 when an order needs the chart
        and nothing of it could be had; when there is no card, 412 when a part that decides could not be had, 422 when
        one came of another patient only or a draft was not checked;
        503 when the call's deadline passes in the line.
        """
        refuse_another_patient(call.prefetch, call.patient_id)
        as_of = self.clock()
        drafts = self.engine.drafts(call, as_of)
        if not self.engine.watches(drafts.orders):
            refuse_silence_about_drafts(drafts)
            return Answer((), self.engine.knowledge_version)
        sent = self.engine.obtain(call, as_of)
        refuse_knowing_nothing(sent)
        with turn(call.deadline):
            chart = self.engine.chart(sent, call.patient_id, as_of)
            assessment = self.engine.review(chart, drafts.orders)
            cards = self.engine.order_cards(assessment, chart, call, drafts.unchecked)
            if not cards:
                refuse_silence_about_drafts(drafts)
                refuse_silence(sent, chart, lambda other: bool(self.engine.review(other, drafts.orders).concerns))
            contents = self.engine.contents(assessment, cards)
        unread = len(chart.unread) + drafts.unchecked
        return Answer(cards, self.engine.knowledge_version, chart.missing, unread, contents)
