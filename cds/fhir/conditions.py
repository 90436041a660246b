"""Conditions: problems and diagnoses, held or refuted, going on or over."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from cds.fhir.elements import ABSENT, concepts
from cds.fhir.observations import period_moment
from rules.chart import Assertion, Course, Moment, Origin

if TYPE_CHECKING:
    from cds.fhir.elements import Quantity
    from cds.fhir.gathering import Gathering
    from cds.fhir.resources import Condition
    from rules.identifiers import ResourceRef

__all__ = ["read_condition"]

_OVER = frozenset({"inactive", "remission", "resolved"})
_GOING_ON = frozenset({"active", "recurrence", "relapse"})
_UNSURE = frozenset({"provisional", "differential", "unconfirmed", "suspected"})
_DAYS = {"a": 365.25, "mo": 30.4375, "wk": 7.0, "d": 1.0, "h": 1 / 24, "min": 1 / 1440}


def read_condition(gathering: Gathering, found: Condition, source: ResourceRef) -> None:
    """Adds the statement of one Condition. A missing status means held and, unless it ended, not said to be over."""
    if found.code is ABSENT:
        return
    reading = gathering.terminology.read_code(found.code)
    if not reading.spoken:
        return
    verification = _word(found.verificationStatus)
    clinical = _word(found.clinicalStatus)
    if "entered-in-error" in (verification, clinical):
        return
    onset = gathering.when(found.onsetDateTime) or period_moment(found.onsetPeriod)
    onset = onset or _at_age(gathering, found.onsetAge)
    ended = gathering.when(found.abatementDateTime) or period_moment(found.abatementPeriod)
    ended = ended or _at_age(gathering, found.abatementAge)
    over = bool(found.abatementBoolean or found.abatementString or found.abatementRange is not ABSENT)
    over = over or (ended is not None and ended.at <= gathering.as_of)
    course = Course.PAST if over or clinical in _OVER else Course.ACTIVE if clinical in _GOING_ON else Course.UNSTATED
    gathering.say(
        reading.spoken,
        reading.text,
        Origin.ENCOUNTER if _word(found.category) == "encounter-diagnosis" else Origin.PROBLEM_LIST,
        source,
        assertion=Assertion.ABSENT if verification == "refuted" else Assertion.PRESENT,
        course=Course.UNSTATED if verification == "refuted" else course,
        onset=onset,
        ended=ended,
        recorded=gathering.when(found.recordedDate, found.assertedDate, found.dateRecorded),
        sites=gathering.terminology.sites(found.bodySite),
        uncertain=verification in _UNSURE,
    )


def _word(raw: msgspec.Raw) -> str:
    """The code, else the text, of a status; also when sent as a plain string (DSTU2, STU3)."""
    return "" if raw is ABSENT else _status(bytes(raw))


@lru_cache(maxsize=256)
def _status(raw: bytes) -> str:
    for found in concepts(msgspec.Raw(raw)):
        for word in (*(coding.code for coding in found.codings), found.text):
            if word is not None:
                return str(word).strip().lower().replace(" ", "-")
    return ""


def _at_age(gathering: Gathering, age: Quantity | None) -> Moment | None:
    """The moment the patient reached an age, as exactly as the age is given; None without a birth date."""
    birth = gathering.patient.birth
    if age is None or birth is None or not isinstance(age.value, float):
        return None
    days = _DAYS.get(age.code or "") or next((_DAYS[k] for k in _DAYS if (age.unit or "").lower().startswith(k)), None)
    if days is None:
        return None
    try:
        return Moment(birth.at + timedelta(days=age.value * days), timedelta(days=days) + birth.span)
    except OverflowError:
        return None
