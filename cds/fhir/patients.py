"""The Patient: sex, birth as exactly as it is given, death."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from cds.fhir.elements import ABSENT
from cds.fhir.resources import BirthDateElement, Patient
from cds.fhir.times import moment
from rules import chart

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["read_patient"]

_BIRTH_TIME = "http://hl7.org/fhir/StructureDefinition/patient-birthTime"
_ELEMENT = msgspec.json.Decoder(BirthDateElement | None)
_SEXES = {each.value: each for each in chart.Sex}


def read_patient(found: Patient, as_of: datetime) -> chart.Patient:
    """Who the chart is about at the clock. A gender outside FHIR's list is unknown, never guessed."""
    birth = moment(found.birthDate)
    at = _birth_time(found.birth_date_element)
    if at is not None and (birth is None or abs((at.at - birth.at).days) <= 1):
        birth = at
    return chart.Patient(
        sex=_SEXES.get((found.gender or "").strip().lower(), chart.Sex.UNKNOWN),
        birth=birth,
        deceased=bool(found.deceasedBoolean) or _died(found.deceasedDateTime, as_of),
    )


def _died(text: str | None, as_of: datetime) -> bool:
    """A death that is dated after the clock has not happened yet; one whose date cannot be read has."""
    when = moment(text)
    return bool(text) and (when is None or when.at <= as_of)


def _birth_time(raw: msgspec.Raw) -> chart.Moment | None:
    if raw is ABSENT:
        return None
    try:
        element = _ELEMENT.decode(raw)
    except msgspec.ValidationError:
        return None
    for extension in (element.extension if element else None) or ():
        if extension.url == _BIRTH_TIME:
            return moment(extension.valueDateTime)
    return None
