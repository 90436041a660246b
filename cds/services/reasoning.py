"""The real collaborators of a service: FHIR reading, reasoning and cards, bound to one version of the knowledge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cds.cards import CardContext, build_cards, warm
from cds.fhir.prefetch import from_prefetch, templates
from cds.fhir.reading import read_chart
from cds.fhir.terminology import Terminology
from rules.assessment import Reasoner
from rules.trend import PLATELETS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from cds.fhir.prefetch import PrefetchTemplate
    from cds.hooks.calls import HookCall
    from rules.chart import Chart
    from rules.definitions import Knowledge
    from rules.reasons import Assessment

__all__ = ["Reasoning"]


@dataclass(frozen=True, slots=True)
class Reasoning:
    """``cds.services.engine.Engine`` over the real parts."""

    knowledge: Knowledge
    reasoner: Reasoner
    terminology: Terminology
    base_url: str
    time_zone: ZoneInfo

    @classmethod
    def of(cls, knowledge: Knowledge, base_url: str, time_zone: ZoneInfo) -> Reasoning:
        """Compile what reading needs from the knowledge; done once at start.

        ``base_url`` is the public address that cards link to, ``time_zone`` the clock they tell times in.
        """
        warm(knowledge)
        return cls(knowledge, Reasoner(knowledge), Terminology.compile(knowledge), base_url, time_zone)

    @property
    def knowledge_version(self) -> str:
        """Release and content hash."""
        return self.knowledge.version

    def templates(self, today: date) -> tuple[PrefetchTemplate, ...]:
        """What to ask the client for."""
        return templates(self.knowledge, today)

    def read(self, prefetch: Mapping[str, memoryview], patient_id: str, as_of: datetime) -> Chart:
        """The chart of this patient; data of others are left out. ``Chart.missing`` has the labels not answered."""
        sent = from_prefetch(self.templates(as_of.date()), prefetch)
        return read_chart(
            sent.sources,
            patient_id=patient_id,
            as_of=as_of,
            terminology=self.terminology,
            missing=sent.missing,
        )

    def assess(self, chart: Chart) -> Assessment:
        """Reason about the chart at its own clock."""
        return self.reasoner.assess(chart)

    def cards(self, assessment: Assessment, chart: Chart, call: HookCall) -> list[dict[str, Any]]:
        """The cards; an empty list means nothing to say."""
        context = CardContext(
            patient_id=call.patient_id,
            encounter_id=call.encounter_id,
            base_url=self.base_url,
            hook_instance=call.hook_instance,
            count=self.knowledge.labs[PLATELETS],
            tz=self.time_zone,
            references=self.knowledge.references,
        )
        return build_cards(assessment, chart, context)
