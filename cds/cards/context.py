"""What the cards need to know besides the assessment: whose call this is, where the service stands, whose clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, tzinfo

    from rules.chart import Chart
    from rules.definitions import Reference
    from rules.drug_definitions import DrugDefinition
    from rules.identifiers import DrugId, LabId, ReferenceId
    from rules.lab_definitions import LabDefinition
    from rules.reasons import Assessment

__all__ = ["CardContext", "Consultation"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CardContext:
    """The call the cards answer.

    ``count`` is the laboratory definition of the count the assessment follows: its names, unit and decimals are shown.
    ``base_url`` is the public address of this service; empty or not http(s) leaves out every link. ``tz`` is the
    clock on the ward wall; dates and times are told in it. ``encounter_id`` None: orders name no encounter.
    ``references`` name the sources behind criteria; one that is not among them is told by its id. ``labs`` and
    ``drugs`` are those that the rules about orders may name. ``unchecked_drafts``: draft orders of the call that could
    not be held against the chart.
    """

    patient_id: str
    encounter_id: str | None
    base_url: str
    hook_instance: str
    count: LabDefinition
    tz: tzinfo = UTC
    references: Mapping[ReferenceId, Reference] = field(default_factory=dict)
    labs: Mapping[LabId, LabDefinition] = field(default_factory=dict)
    drugs: Mapping[DrugId, DrugDefinition] = field(default_factory=dict)
    unchecked_drafts: int = 0

    @property
    def web_root(self) -> str:
        """The base address without a final slash, or "" when it cannot be linked to."""
        root = self.base_url.rstrip("/")
        return root if root.startswith(("https://", "http://")) else ""


@dataclass(frozen=True, slots=True)
class Consultation:
    """One assessment on its way to paper: the reasoning, the chart it came from and the call it answers."""

    assessment: Assessment
    chart: Chart
    context: CardContext

    @property
    def as_of(self) -> datetime:
        """The clock of the whole assessment."""
        return self.assessment.as_of

    @property
    def tz(self) -> tzinfo:
        """The clock on the ward wall."""
        return self.context.tz
