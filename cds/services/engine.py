"""What a service needs done for it: read the chart, reason, write cards. The seam between the wire and the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from cds.fhir.draft_orders import Drafts
    from cds.fhir.prefetch_parts import PrefetchSources
    from cds.hooks.calls import HookCall
    from rules.chart import Chart
    from rules.draft_orders import DraftOrder
    from rules.reasons import Assessment

__all__ = ["Engine", "PrefetchTemplate"]


class PrefetchTemplate(Protocol):
    """One thing asked of the client: its key, the FHIR query, and its name in words."""

    @property
    def key(self) -> str:
        """Key in discovery and in the call."""

    @property
    def query(self) -> str:
        """FHIR query with tokens."""

    @property
    def label(self) -> str:
        """In words a clinician understands."""

    @property
    def required(self) -> bool:
        """Without it silence means nothing."""


class Engine(Protocol):
    """The collaborators of a service, already knowing the knowledge."""

    @property
    def knowledge_version(self) -> str:
        """Release and content hash."""

    def templates(self, today: date) -> Sequence[PrefetchTemplate]:
        """What to ask the client for."""

    def obtain(self, call: HookCall, as_of: datetime) -> PrefetchSources:
        """What the client sent of what was asked for, and what its FHIR server gave of the rest."""

    def chart(
        self, sent: PrefetchSources, patient_id: str, as_of: datetime, conditions: memoryview | None = None
    ) -> Chart:
        """The chart of this patient; data of others are left out. ``Chart.missing`` has the labels not answered.

        ``conditions`` are problems about to be added, read as if they stood in the chart.
        """

    def drafts(self, call: HookCall, as_of: datetime) -> Drafts:
        """The draft orders of the call; empty when none were sent."""

    def watches(self, orders: Sequence[DraftOrder]) -> bool:
        """True when there is a rule about one of the drafts."""

    def review(self, chart: Chart, orders: Sequence[DraftOrder]) -> Assessment:
        """The concerns about the drafts at the chart's own clock."""

    def order_cards(
        self, assessment: Assessment, chart: Chart, call: HookCall, unchecked: int = 0
    ) -> list[dict[str, Any]]:
        """The cards of a review; an empty list means nothing to say. ``unchecked`` drafts are said to be there."""

    def contents(self, assessment: Assessment, cards: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
        """For each card a digest of what it rests on, which stays the same while nothing changes but the time."""

    def assess(self, chart: Chart) -> Assessment:
        """Reason about the chart at its own clock."""

    def cards(self, assessment: Assessment, chart: Chart, call: HookCall) -> list[dict[str, Any]]:
        """The cards; an empty list means nothing to say."""
