"""Observations inside the report or panel that they belong to: some laboratories send them in no other way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from cds.fhir.bundles import kind_of
from cds.fhir.elements import ABSENT, identity_of, reference
from cds.fhir.entries import UNREADABLE
from cds.fhir.gathering import UNREADABLE_RESOURCE
from cds.fhir.resources import Observation
from rules.identifiers import ResourceRef

if TYPE_CHECKING:
    from collections.abc import Callable

    from cds.fhir.gathering import Gathering
    from cds.fhir.resources import DiagnosticReport, Resource

__all__ = ["read_contained"]

_OBSERVATION = msgspec.json.Decoder(Observation)


def read_contained(
    read: Callable[[Gathering, Observation, ResourceRef], None],
    gathering: Gathering,
    holder: DiagnosticReport | Observation,
    source: ResourceRef,
) -> None:
    """Reads the Observations inside ``holder``, which is the patient's. One without a date has that of its holder."""
    for number, raw in enumerate(holder.contained or (), start=1):
        try:
            if kind_of(raw) != "Observation":
                continue
            found = _OBSERVATION.decode(raw)
            own = ResourceRef(f"{source}#{number if found.id is None else found.id}")
            if not _is_of_one(found, holder):
                gathering.refuse(own)
                continue
            if not (found.effectiveDateTime or found.effectivePeriod or found.effectiveInstant):
                found.effectiveDateTime, found.effectivePeriod = holder.effectiveDateTime, holder.effectivePeriod
                found.issued = found.issued or holder.issued
            read(gathering, found, own)
        except UNREADABLE:
            gathering.count("Observation resource", "Observation resources", UNREADABLE_RESOURCE, source)


def _is_of_one(found: Observation, holder: Resource) -> bool:
    """False when it names another patient than its holder does."""
    whose = None if found.subject is ABSENT else reference(found.subject)
    if whose is None or not whose.reference or whose.reference.startswith("#"):
        return True
    held = reference(holder.subject) or reference(holder.patient)
    named = held.reference if held is not None else None
    return named is not None and identity_of(whose.reference) == identity_of(named)
