"""The service of patient-view: when the chart gives a reason to speak, causes, dangers and next tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cds.errors import Issue, Rejected
from cds.services.answers import Answer
from cds.services.prefetched_patient import refuse_another_patient

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    from cds.hooks.calls import HookCall
    from cds.services.engine import Engine
    from rules.chart import Chart

__all__ = ["PetechiaeDifferential"]


@dataclass(frozen=True, slots=True)
class PetechiaeDifferential:
    """patient-view: differential and next tests. ``clock`` gives "now" as an aware datetime in UTC."""

    engine: Engine
    clock: Callable[[], datetime]

    id: str = "petechiae-differential"
    hook: str = "patient-view"
    hook_version: str = "1.0"
    title: str = "Petechiae: causes and next tests"
    description: str = (
        "Reads the chart when it is opened. When it shows petechiae, purpura or a low platelet count, answers with "
        "what must not be missed, the likely causes with their reasons, and the next tests. Otherwise stays silent."
    )
    usage_requirements: str = (
        "FHIR R4 in the prefetch. Without the blood counts the answer can only ask for them. Every other key that is "
        "not sent is named on the card as not known. The service does not call the FHIR server."
    )

    def prefetch(self, today: date) -> Mapping[str, str]:
        """Prefetch templates by key."""
        return {template.key: template.query for template in self.engine.templates(today)}

    def answer(self, call: HookCall) -> Answer:
        """Cards for this call and the version of the knowledge behind them.

        Raises Rejected: 422 when a prefetched Patient is not the patient in context, 412 when nothing that was asked
        for was sent, 503 when the call's deadline passes on the way.
        """
        refuse_another_patient(call.prefetch, call.patient_id)
        as_of = self.clock()
        chart = self.engine.read(call.prefetch, call.patient_id, as_of)
        self._refuse_nothing(chart)
        call.deadline.check()
        assessment = self.engine.assess(chart)
        call.deadline.check()
        cards = self.engine.cards(assessment, chart, call)
        return Answer(cards, self.engine.knowledge_version, chart.missing, len(chart.unread))

    def _refuse_nothing(self, chart: Chart) -> None:
        """An empty Bundle or null is an answer; when every key is missing or an error, nothing is known at all."""
        templates = self.engine.templates(chart.as_of.date())
        if not all(template.label in chart.missing for template in templates):
            return
        raise Rejected(
            412,
            [
                Issue("incomplete", f"{template.label} ({template.key}) was not sent.", f"prefetch.{template.key}")
                for template in templates
            ],
        )
