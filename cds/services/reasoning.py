"""The real collaborators of a service: FHIR reading, reasoning and cards, bound to one version of the knowledge."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from cds.cards import CardContext, build_cards, build_order_cards, check_orders, contents
from cds.fhir.draft_orders import DraftReader, Drafts
from cds.fhir.prefetch import templates
from cds.fhir.prefetch_parts import PrefetchSources, parts_of, sources_of
from cds.fhir.reading import Source, read_chart
from cds.fhir.terminology import Terminology
from cds.services.dialects import Dialects
from cds.services.known_enough import BEING_ADDED
from rules.assessment import Reasoner
from rules.platelet_picture import PLATELETS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from cds.fhir.chart_files import ChartFile
    from cds.fhir.prefetch import PrefetchTemplate
    from cds.fhir_server.servers import FhirServers
    from cds.hooks.calls import HookCall
    from rules.chart import Chart
    from rules.definitions import Knowledge
    from rules.draft_orders import DraftOrder
    from rules.findings import Supposed
    from rules.reasons import Assessment

__all__ = ["Reasoning"]

_NOTHING: Supposed = MappingProxyType({})
_FETCHING = 0.8
"""Share of the time left that fetching may take; the rest is for reading, reasoning and writing."""


@dataclass(frozen=True, slots=True)
class Reasoning:
    """``cds.services.engine.Engine`` over the real parts."""

    knowledge: Knowledge
    reasoner: Reasoner
    terminology: Terminology
    draft_reader: DraftReader
    base_url: str
    time_zone: ZoneInfo
    dialects: Dialects
    fhir_servers: FhirServers | None = None

    @classmethod
    def of(  # noqa: PLR0913 - one for each collaborator
        cls,
        knowledge: Knowledge,
        base_url: str,
        time_zone: ZoneInfo,
        dialects: Dialects | None = None,
        fhir_servers: FhirServers | None = None,
        *,
        cache: Path | None = None,
    ) -> Reasoning:
        """Compile what reading needs from the knowledge, and check what it drafts; done once at start.

        ``base_url`` is the public address that cards link to, ``time_zone`` the clock they tell times in.
        ``dialects`` say which client is known to differ from the standard; None: no client. ``fhir_servers`` are asked
        for what a call lacks; None: it stays missing. ``cache`` is the folder that holds what is known from the last
        start; None: there is none. Raises OrderError.
        """
        check_orders(knowledge, cache)
        terminology = Terminology.compile(knowledge)
        return cls(
            knowledge,
            Reasoner(knowledge),
            terminology,
            DraftReader(knowledge, terminology),
            base_url,
            time_zone,
            dialects or Dialects(),
            fhir_servers,
        )

    @property
    def knowledge_version(self) -> str:
        """Release and content hash."""
        return self.knowledge.version

    def templates(self, today: date) -> tuple[PrefetchTemplate, ...]:
        """What to ask the client for."""
        return templates(self.knowledge, today)

    def obtain(self, call: HookCall, as_of: datetime) -> PrefetchSources:
        """What the client sent of what was asked for, and what its FHIR server gave of the rest."""
        parts = parts_of(self.templates(as_of.date()), call.prefetch)
        if self.fhir_servers is None:
            return sources_of(parts)
        wanted = [part for part in parts if part.is_open]
        seconds = call.deadline.remaining * _FETCHING
        fetched = self.fhir_servers.fetch(call.fhir_server, call.access_token, wanted, call.patient_id, seconds)
        return sources_of(parts, fetched)

    def read(self, prefetch: Mapping[str, memoryview], patient_id: str, as_of: datetime) -> Chart:
        """The chart as it was sent, nothing fetched."""
        return self.chart(sources_of(parts_of(self.templates(as_of.date()), prefetch)), patient_id, as_of)

    def chart(
        self, sent: PrefetchSources, patient_id: str, as_of: datetime, conditions: memoryview | None = None
    ) -> Chart:
        """The chart of this patient; data of others are left out. ``Chart.missing`` has the labels not answered."""
        added = () if conditions is None else (Source(BEING_ADDED, conditions),)
        return read_chart(
            (*sent.sources, *added),
            patient_id=patient_id,
            as_of=as_of,
            terminology=self.terminology,
            missing=sent.missing,
        )

    def drafts(self, call: HookCall, as_of: datetime) -> Drafts:
        """The draft orders of the call; empty when none were sent."""
        if call.draft_orders is None:
            return Drafts()
        return self.draft_reader.read(
            call.draft_orders, call.patient_id, as_of, call.selections, call.prefetch.values()
        )

    def watches(self, orders: Sequence[DraftOrder]) -> bool:
        """True when there is a rule about one of the drafts."""
        return self.reasoner.watches(orders)

    def review(self, chart: Chart, orders: Sequence[DraftOrder], supposed: Supposed = _NOTHING) -> Assessment:
        """The concerns about the drafts at the chart's own clock, ``supposed`` in place of the chart's findings."""
        return self.reasoner.review(chart, orders, supposed)

    def read_file(self, opened: ChartFile, as_of: datetime) -> Chart:
        """The chart in a file; a CDS Hooks request is read as the call it is, all else as what there is to know."""
        if opened.prefetch is not None and opened.patient_id is not None:
            return self.read(opened.prefetch, opened.patient_id, as_of)
        source = Source(opened.name, opened.raw)
        return read_chart([source], patient_id=opened.patient_id, as_of=as_of, terminology=self.terminology)

    def assess(self, chart: Chart, supposed: Supposed = _NOTHING) -> Assessment:
        """Reason about the chart at its own clock, with ``supposed`` findings in place of the chart's."""
        return self.reasoner.assess(chart, supposed)

    def cards(self, assessment: Assessment, chart: Chart, call: HookCall) -> list[dict[str, Any]]:
        """The cards; an empty list means nothing to say."""
        return self.dialects.spoken(build_cards(assessment, chart, self.context(call)), call)

    def order_cards(
        self, assessment: Assessment, chart: Chart, call: HookCall, unchecked: int = 0
    ) -> list[dict[str, Any]]:
        """The cards of a review; an empty list means nothing to say. ``unchecked`` drafts are said to be there."""
        context = replace(self.context(call), unchecked_drafts=unchecked)
        return self.dialects.spoken(build_order_cards(assessment, chart, context), call)

    def contents(self, assessment: Assessment, cards: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
        """For each card a digest of what it rests on, which stays the same while nothing changes but the time."""
        return contents(assessment, cards)

    def context(self, call: HookCall) -> CardContext:
        """What the words of a card need to know of a call."""
        return CardContext(
            patient_id=call.patient_id,
            encounter_id=call.encounter_id,
            base_url=self.base_url,
            hook_instance=call.hook_instance,
            count=self.knowledge.labs[PLATELETS],
            tz=self.time_zone,
            references=self.knowledge.references,
            labs=self.knowledge.labs,
            drugs=self.knowledge.drugs,
        )
