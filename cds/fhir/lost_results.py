"""Results that are lost to the chart: which test they were of and when they were made, as far as that can be told.

Observations that could not be read, and those with an unknown code where only results of one test were asked for. What
is lost may be the latest result, and then the chart tells nothing of the present.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from cds.fhir.absent_reasons import Absence, absence
from cds.fhir.elements import ABSENT, Period, concepts, names
from cds.fhir.entries import UNREADABLE
from cds.fhir.observations import DROPPED, period_moment, when_made
from cds.fhir.resources import Observation
from cds.fhir.times import moment
from rules.chart import Moment
from rules.identifiers import ResourceRef

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from cds.fhir.entries import Entry
    from cds.fhir.gathering import Gathering
    from cds.fhir.resources import ObservationComponent
    from cds.fhir.terminology import CodeReading, Terminology
    from rules.identifiers import LabId
    from rules.lab_definitions import LabDefinition

__all__ = ["lost", "lost_by_code", "lost_in_part", "tests_of"]

_MALFORMED = "the resource is malformed"
_NOT_KNOWN = "no known code or name"


class _Glimpse(msgspec.Struct, gc=False):
    """The members that tell what and when, whatever their form."""

    status: msgspec.Raw = ABSENT
    code: msgspec.Raw = ABSENT
    effectiveDateTime: msgspec.Raw = ABSENT  # noqa: N815 - FHIR's names from here
    effectiveInstant: msgspec.Raw = ABSENT  # noqa: N815
    effectivePeriod: msgspec.Raw = ABSENT  # noqa: N815
    issued: msgspec.Raw = ABSENT


_GLIMPSE = msgspec.json.Decoder(_Glimpse)
_TEXT = msgspec.json.Decoder(str)
_PERIOD = msgspec.json.Decoder(Period)


def lost(gathering: Gathering, raw: msgspec.Raw | bytes, source: ResourceRef, label: str, lab: LabId | None) -> bool:
    """Notes an Observation that could not be read as a result of its test; False when its test cannot be told.

    ``label`` and ``lab``: what was asked for, where only results of one test were. A result whose date cannot be told
    may be of now.
    """
    try:
        found = _GLIMPSE.decode(raw)
    except UNREADABLE:
        found = _Glimpse()
    if _text(found.status) in DROPPED:
        return True
    test = (label, lab) if lab is not None else _test(gathering.terminology, found.code)
    when = moment(_text(found.effectiveDateTime)) or moment(_text(found.effectiveInstant))
    return _noted(gathering, test, when or _start(found.effectivePeriod) or moment(_text(found.issued)), source)


def lost_in_part(gathering: Gathering, found: Observation, source: ResourceRef) -> bool:
    """The same of an Observation of which a member could not be read."""
    return _noted(gathering, _test(gathering.terminology, found.code), when_made(gathering, found), source)


def _noted(gathering: Gathering, test: tuple[str, LabId] | None, when: Moment | None, source: ResourceRef) -> bool:
    if test is not None:
        gathering.cannot_read(test[0], _MALFORMED, source, test[1], when or Moment(gathering.now))
    return test is not None


def lost_by_code(
    gathering: Gathering, entries: Iterable[Entry], owns: Callable[[Observation], bool], label: str, lab: LabId
) -> None:
    """Notes results whose test was not recognised, where those of one test were asked for and they may be of it.

    Results of other tests among them show that the sender does not search by code: then nothing is noted. Those of
    other patients (``owns`` tells) stand for results of the test, whatever their code.
    """
    test = gathering.terminology.labs.tests[lab]
    by_code = True
    unknown: list[Observation] = []
    for found in (entry.resource for entry in entries if isinstance(entry.resource, Observation)):
        if (found.status or "").strip().lower() in DROPPED:
            continue
        if not owns(found):
            gathering.strange_results.add(lab)
            continue
        parts = _parts(found)
        readings = [_reading(gathering.terminology, part.code) for part in parts]
        by_code = by_code and all(reading.lab is None or reading.lab.id == lab for reading in readings)
        if all(reading.lab is None and not reading.problem for reading in readings) and any(
            _may_be(gathering.terminology, part, test) for part in parts
        ):
            unknown.append(found)
    for found in unknown if by_code else ():
        when = when_made(gathering, found) or Moment(gathering.now)
        gathering.cannot_read(label, _NOT_KNOWN, ResourceRef(label), lab, when)


def _may_be(terminology: Terminology, part: Observation | ObservationComponent, test: LabDefinition) -> bool:
    """False for what a result of this test cannot be: one in a unit of other tests, an answer, one never made."""
    sent = part.valueQuantity
    if sent is not None:
        several = sent if isinstance(sent, list) else [sent]
        return not all(terminology.units.of_other_tests(test, (each.code, each.unit)) for each in several)
    judged = (part.interpretation, part.valueCodeableConcept)
    if any(terminology.judgements.of(each).flag is not None for each in judged):
        return True
    coded = [words for answer in concepts(part.valueCodeableConcept) for words in names(answer)]
    said = coded if part.valueString is None else [part.valueString]
    if said:
        return not any(map(terminology.answers.excludes_number, said))
    if part.valueBoolean is not None or part.valueDateTime is not None or getattr(part, "component", None):
        return False
    return part.dataAbsentReason is ABSENT or absence(part.dataAbsentReason) is Absence.NOT_SHOWN


def _parts(found: Observation) -> tuple[Observation | ObservationComponent, ...]:
    return (found, *(found.component or ()))


def tests_of(terminology: Terminology, found: object) -> list[LabId]:
    """The tests whose results this is; none for what is no Observation."""
    if not isinstance(found, Observation):
        return []
    readings = (_reading(terminology, part.code) for part in _parts(found))
    return [reading.lab.id for reading in readings if reading.lab is not None]


def _test(terminology: Terminology, code: msgspec.Raw) -> tuple[str, LabId] | None:
    lab = _reading(terminology, code).lab
    return None if lab is None else (lab.label, lab.id)


def _reading(terminology: Terminology, code: msgspec.Raw) -> CodeReading:
    try:
        return terminology.read_code(code)
    except UNREADABLE:
        return terminology.read_code(ABSENT)


def _text(raw: msgspec.Raw) -> str:
    try:
        return _TEXT.decode(raw)
    except UNREADABLE:
        return ""


def _start(raw: msgspec.Raw) -> Moment | None:
    try:
        return period_moment(_PERIOD.decode(raw))
    except UNREADABLE:
        return None
