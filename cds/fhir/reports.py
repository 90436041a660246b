"""Conclusions of reports, and why the patient came."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from cds.fhir.contained_results import read_contained
from cds.fhir.documents import read_attachment
from cds.fhir.elements import ABSENT
from cds.fhir.narratives import Narrative
from cds.fhir.observations import period_moment, read_observation
from cds.fhir.resources import EncounterReason
from rules.chart import Origin

if TYPE_CHECKING:
    from cds.fhir.gathering import Gathering
    from cds.fhir.resources import DiagnosticReport, Encounter
    from rules.identifiers import ResourceRef

__all__ = ["read_encounter", "read_report"]

_REASONS = msgspec.json.Decoder(EncounterReason | list[EncounterReason | None] | None)
_NO_REPORT = frozenset({"entered-in-error", "cancelled", "registered"})
_NO_VISIT = frozenset({"entered-in-error", "cancelled", "planned"})


def read_report(gathering: Gathering, found: DiagnosticReport, source: ResourceRef) -> None:
    """Adds what the conclusion of a report states, in codes or words, and the results inside the report."""
    if (found.status or "").strip().lower() in _NO_REPORT:
        return
    read_contained(read_observation, gathering, found, source)
    terms = gathering.terminology
    attached = found.presentedForm if isinstance(found.presentedForm, list) else [found.presentedForm]
    coded = terms.read_codes(found.conclusionCode) or terms.read_codes(found.codedDiagnosis)
    if not coded and not found.conclusion and not found.presentedForm:
        return
    when = gathering.when(found.effectiveDateTime) or period_moment(found.effectivePeriod)
    when = when or gathering.when(found.issued)
    if gathering.ahead(when):
        return
    for reading in coded:
        gathering.say(reading.spoken, reading.text, Origin.REPORT, source, recorded=when)
    about = frozenset().union(*(each.named for each in terms.read_code(found.code).spoken))
    if found.conclusion:
        gathering.narratives.append(Narrative(found.conclusion, Origin.REPORT, source, when, about=about))
    for each in attached:
        if each is not None:
            read_attachment(gathering, each, source, when, about)


def read_encounter(gathering: Gathering, found: Encounter, source: ResourceRef) -> None:
    """Notes when the visit was and adds the reasons it was made for."""
    if (found.status or "").strip().lower() in _NO_VISIT:
        return
    when = period_moment(found.period) or period_moment(found.actualPeriod)
    if when is not None and found.id is not None:
        gathering.visits[str(found.id)] = when
    if gathering.ahead(when):
        return
    for reasons in (found.reasonCode,) if found.reasonCode is not ABSENT else _reasons(found.reason):
        for reading in gathering.terminology.read_codes(reasons):
            if reading.by_code:
                gathering.say(reading.spoken, reading.text, Origin.REASON, source, recorded=when)
            elif reading.spoken:
                gathering.narratives.append(Narrative(reading.text, Origin.REASON, source, when))


def _reasons(raw: msgspec.Raw) -> tuple[msgspec.Raw, ...]:
    """The coded reasons of another version: concepts in STU3, in R5 concepts within values."""
    if raw is ABSENT or b'"value"' not in bytes(raw):
        return (raw,)
    found = _REASONS.decode(raw)
    reasons = [each for each in (found if isinstance(found, list) else [found]) if each is not None]
    return tuple(
        value.concept
        for reason in reasons
        for value in (reason.value if isinstance(reason.value, list) else [reason.value])
        if value is not None
    )
