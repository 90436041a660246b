"""What runs in the family, and vaccinations."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cds.fhir.elements import ABSENT
from cds.fhir.spoken import Spoken
from rules.chart import Origin

if TYPE_CHECKING:
    from cds.fhir.gathering import Gathering
    from cds.fhir.resources import FamilyMemberHistory, Immunization
    from rules.identifiers import ResourceRef

__all__ = ["read_family_history", "read_immunization"]


def read_family_history(gathering: Gathering, found: FamilyMemberHistory, source: ResourceRef) -> None:
    """Adds one statement for each problem of a relative; "No ..." denies it."""
    if (found.status or "").strip().lower() in ("entered-in-error", "health-unknown"):
        return
    relation = gathering.terminology.read_code(found.relationship)
    relative = relation.text
    kin = frozenset().union(*(each.asserted for each in relation.spoken))
    conditions = found.condition if isinstance(found.condition, list) else [found.condition] if found.condition else []
    for condition in conditions:
        if condition.code is ABSENT:
            continue
        reading = gathering.terminology.read_code(condition.code)
        spoken = (
            Spoken(each.asserted | kin, each.denied, each.sites, uncertain=each.uncertain, by_code=each.by_code)
            for each in reading.spoken
            if each.asserted or each.denied
        )
        text = f"{relative}: {reading.text}" if relative else reading.text
        gathering.say(spoken, text, Origin.FAMILY, source, recorded=gathering.when(found.date))


def read_immunization(gathering: Gathering, found: Immunization, source: ResourceRef) -> None:
    """Adds the statement of a vaccine that was given, never of the disease it is named for."""
    status = (found.status or "").strip().lower()
    if status in ("entered-in-error", "not-done") or found.notGiven or found.wasNotGiven:
        return
    if found.vaccineCode is ABSENT:
        return
    reading = gathering.terminology.read_code(found.vaccineCode)
    when = gathering.when(found.occurrenceDateTime, found.date)
    exposures = gathering.terminology.concepts.exposures
    spoken = [replace(each, asserted=each.asserted & exposures, means=None) for each in reading.spoken]
    if not gathering.ahead(when):
        gathering.say(spoken, reading.text, Origin.IMMUNIZATION, source, onset=when, recorded=when)
