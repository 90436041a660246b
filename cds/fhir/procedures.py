"""Procedures: what was done, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds.fhir.elements import ABSENT
from cds.fhir.observations import period_moment
from rules.chart import Origin

if TYPE_CHECKING:
    from cds.fhir.gathering import Gathering
    from cds.fhir.resources import Procedure
    from rules.identifiers import ResourceRef

__all__ = ["read_procedure"]

_NOT_DONE = frozenset({"entered-in-error", "not-done", "aborted", "cancelled", "preparation", "suspended"})


def read_procedure(gathering: Gathering, found: Procedure, source: ResourceRef) -> None:
    """Adds the statement of a procedure that was done or is being done; one that was not done says nothing."""
    if (found.status or "").strip().lower() in _NOT_DONE or found.notDone or found.notPerformed or found.code is ABSENT:
        return
    reading = gathering.terminology.read_code(found.code)
    if not reading.spoken:
        return
    when = gathering.when(found.performedDateTime, found.occurrenceDateTime)
    when = when or period_moment(found.performedPeriod) or period_moment(found.occurrencePeriod)
    if gathering.ahead(when):
        return
    sites = gathering.terminology.sites(found.bodySite)
    gathering.say(reading.spoken, reading.text, Origin.PROCEDURE, source, onset=when, recorded=when, sites=sites)
