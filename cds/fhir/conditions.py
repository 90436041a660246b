"""Conditions: problems and diagnoses, held or refuted, going on or over."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec

from cds.fhir.elements import ABSENT, concepts, notes_in
from cds.fhir.narratives import Narrative
from cds.fhir.observations import period_moment
from cds.fhir.remembering import remembered
from cds.fhir.times import moment
from rules.chart import Assertion, Course, Moment, Origin

if TYPE_CHECKING:
    from cds.fhir.elements import Period, Quantity
    from cds.fhir.gathering import Gathering
    from cds.fhir.resources import Condition
    from rules.identifiers import ConceptId, ResourceRef

__all__ = ["read_condition", "status_word"]

_OVER = frozenset({"inactive", "remission", "resolved"})
_GOING_ON = frozenset({"active", "recurrence", "relapse"})
_UNSURE = frozenset({"provisional", "differential", "unconfirmed", "suspected"})
# Enum members under names of the module: found without the search that an attribute of an enum costs.
_PRESENT, _ABSENT = Assertion.PRESENT, Assertion.ABSENT
_ACTIVE, _PAST, _UNSTATED = Course.ACTIVE, Course.PAST, Course.UNSTATED
_ENCOUNTER, _PROBLEM_LIST = Origin.ENCOUNTER, Origin.PROBLEM_LIST
_NOWHERE: frozenset[ConceptId] = frozenset()
_DAYS = {"a": 365.25, "mo": 30.4375, "wk": 7.0, "d": 1.0, "h": 1 / 24, "min": 1 / 1440}


def read_condition(gathering: Gathering, found: Condition, source: ResourceRef) -> None:
    """Adds the statement of one Condition. A missing status means held and, unless it ended, not said to be over.

    Without any date of its own it is dated by its Encounter, when that was sent.
    """
    reading = gathering.terminology.read_code(found.code)
    noted = found.note is not ABSENT or found.notes is not None
    if not reading.spoken and not noted:
        return
    sent = found.verificationStatus
    verification = "" if sent is ABSENT else status_word(bytes(sent))
    sent = found.clinicalStatus
    clinical = "" if sent is ABSENT else status_word(bytes(sent))
    if verification == "entered-in-error" or clinical == "entered-in-error":
        return
    category = "" if found.category is ABSENT else status_word(bytes(found.category))
    refuted = verification == "refuted" or reading.excluded
    onset = _moment(gathering, found.onsetDateTime, found.onsetPeriod, found.onsetAge)
    ended = _moment(gathering, found.abatementDateTime, found.abatementPeriod, found.abatementAge)
    over = ended is not None and ended.at <= gathering.now
    over = over or clinical in _OVER or found.abatementRange is not ABSENT
    over = over or bool(found.abatementBoolean or found.abatementString)
    course = _PAST if over else _ACTIVE if clinical in _GOING_ON else _UNSTATED
    recorded = gathering.when(found.recordedDate, found.assertedDate, found.dateRecorded)
    if recorded is None and onset is None:
        recorded = gathering.visit(found.encounter)
    gathering.say(
        reading.spoken,
        f"{reading.text}: ruled out" if refuted else reading.text,
        _ENCOUNTER if category == "encounter-diagnosis" else _PROBLEM_LIST,
        source,
        assertion=_ABSENT if refuted and not reading.excluded else _PRESENT,
        course=_UNSTATED if refuted else course,
        onset=onset,
        ended=ended,
        recorded=recorded,
        sites=gathering.terminology.sites(found.bodySite) if found.bodySite is not ABSENT else _NOWHERE,
        uncertain=verification in _UNSURE,
    )
    if noted and not refuted:
        for text in (*notes_in(found.note), *((found.notes,) if found.notes else ())):
            gathering.narratives.append(Narrative(text, _PROBLEM_LIST, source, recorded or onset, course))


def _moment(gathering: Gathering, text: str | None, period: Period | None, age: Quantity | None) -> Moment | None:
    """The moment told by a date, else by a period, else by an age."""
    when = moment(text)
    if when is None and period is not None:
        when = period_moment(period)
    return _at_age(gathering, age) if when is None and age is not None else when


@remembered(256)
def status_word(raw: bytes) -> str:
    """The code, else the text, of a status; also when sent as a plain string (DSTU2, STU3)."""
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
