"""FHIR bytes to a chart: the one door into this package.

Decoded in one pass where it can be; one odd resource costs one resource and is reported; nothing a sender can send
raises.
"""

from __future__ import annotations

from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec

from cds.fhir.allergies import read_allergy
from cds.fhir.conditions import read_condition
from cds.fhir.documents import read_document
from cds.fhir.elements import identity_of, reference
from cds.fhir.entries import KINDS, NOTHING_ELSE, UNREADABLE, Entry, Unreadable, open_entries
from cds.fhir.gathering import UNREADABLE_RESOURCE, Gathering
from cds.fhir.history import read_family_history, read_immunization
from cds.fhir.lost_results import lost, lost_by_code, lost_in_part, tests_of
from cds.fhir.medications import read_medication_use
from cds.fhir.narratives import read_narratives
from cds.fhir.observations import read_observation
from cds.fhir.orders import read_diagnostic_order, read_order
from cds.fhir.patients import read_patient
from cds.fhir.procedures import read_procedure
from cds.fhir.reports import read_encounter, read_report
from cds.fhir.resources import Medication, Resource
from cds.fhir.sorted_entries import MEDICINES, SortedEntries
from rules.chart import Moment
from rules.identifiers import ResourceRef

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from cds.fhir.bundles import Opened
    from cds.fhir.terminology import Terminology
    from rules.chart import Chart
    from rules.identifiers import LabId

__all__ = ["Source", "read_chart"]

_Read: TypeAlias = "Callable[[Gathering, Any, ResourceRef], None]"
_READERS: dict[str, _Read] = {
    "Observation": read_observation,
    "Condition": read_condition,
    "Procedure": read_procedure,
    "FamilyMemberHistory": read_family_history,
    "Immunization": read_immunization,
    "ServiceRequest": read_order,
    "ProcedureRequest": read_order,
    "DiagnosticOrder": read_diagnostic_order,
    "DiagnosticReport": read_report,
    "AllergyIntolerance": read_allergy,
    "DocumentReference": read_document,
    "Encounter": read_encounter,
}
_READERS |= {kind: partial(read_medication_use, kind) for kind in MEDICINES}
_BY_TYPE = {type_: (kind, _READERS[kind]) for type_, kind in KINDS.items() if kind in _READERS}
_SAID = attrgetter("status", "effectiveDateTime", "issued", "valueQuantity", "valueString")
"""What two results cannot differ in and be one, whatever the order of their members."""
_MEDICATION_ID = msgspec.json.Decoder(Resource)
_NOBODY = msgspec.Raw(b"nobody")
"""Like no subject that is sent, nor like none."""


class Source(msgspec.Struct, frozen=True, gc=False):
    """One part of the request: its name for people ("laboratory results") and its bytes.

    ``is_page``: one page of a part, whose other pages are sources of their own or are known to be missing. ``lab``: the
    one test whose results were asked for; what cannot be opened of it may be its latest result. ``among``: the label of
    the part that brings these results among others.
    """

    label: str
    raw: bytes | memoryview
    is_page: bool = False
    lab: LabId | None = None
    among: str = ""


def read_chart(
    sources: Iterable[Source],
    *,
    patient_id: str | None,
    as_of: datetime,
    terminology: Terminology,
    missing: tuple[str, ...] = (),
) -> Chart:
    """The chart of one patient as of one moment.

    ``patient_id`` is the logical id from the request; with None the first Patient sent is the one, and when none is
    sent all subjects are taken for one person. Whatever could not be used is in ``Chart.unread``.
    """
    gathering = Gathering(as_of, terminology)
    sorted_out = SortedEntries()
    of_one_test, withheld = _open(sources, gathering, sorted_out)
    reader = _Reader(gathering, patient_id)
    reader.read_patients(sorted_out.patients)
    reader.read(sorted_out.visits)  # first: they date the diagnoses made in them
    reader.read(sorted_out.others)
    if sorted_out.medicines:
        reader.put_on_shelf(sorted_out.medications)
        reader.read(sorted_out.medicines)
    read_narratives(gathering)
    for source, lab, entries in of_one_test:
        lost_by_code(gathering, entries, reader.owns, source.label, lab)
        if source.label in withheld and source.among in (*withheld, *missing) and lab not in gathering.results:
            _complain(gathering, source, "was not answered in full")
    return gathering.chart(missing)


def _open(
    sources: Iterable[Source], gathering: Gathering, sorted_out: SortedEntries
) -> tuple[list[tuple[Source, LabId, list[Entry]]], set[str]]:
    """Sorts what the sources hold: those of one test with their entries; labels of those not answered in full."""
    of_one_test: list[tuple[Source, LabId, list[Entry]]] = []
    withheld: set[str] = set()
    for source in sources:
        entries, opened = open_entries(source.raw)
        if source.lab is not None:
            of_one_test.append((source, source.lab, entries))
            for entry in entries:
                if type(entry.resource) is Unreadable:
                    entry.resource.asked = source
        if opened is not NOTHING_ELSE:
            _tell(gathering, source, opened)
            if opened.withheld:
                withheld.add(source.label)
        for _ in range(sorted_out.sort(entries)):
            _complain(gathering, source, "holds an entry without a resourceType")
    return of_one_test, withheld


def _tell(gathering: Gathering, source: Source, opened: Opened) -> None:
    """Notes what a source held instead of resources."""
    for complaint in opened.outcomes:
        _complain(gathering, source, complaint, is_gap=opened.refused)
    for complaint in opened.problems:
        _complain(gathering, source, complaint)
    if opened.incomplete and not source.is_page:
        _complain(gathering, source, "only the first page was sent", is_gap=False)


def _complain(gathering: Gathering, source: Source, why: str, *, is_gap: bool = True) -> None:
    """Notes what is wrong with a source. A gap where results of one test were asked for may be its latest result."""
    when = Moment(gathering.now) if is_gap and source.lab is not None else None
    gathering.cannot_read(source.label, why, ResourceRef(source.label), source.lab if when else None, when)


def _is_copy(kind: str, found: Resource, known: Resource) -> bool:
    """True for what was read under this name before. A result that differs is another: sources may share their ids."""
    return kind != "Observation" or _SAID(found) == _SAID(known)


class _Reader:
    """Decodes each resource once, and only those of the patient."""

    __slots__ = ("_gathering", "_mine", "_patient_id", "_seen", "_subject", "_unnamed")

    def __init__(self, gathering: Gathering, patient_id: str | None) -> None:
        self._gathering = gathering
        self._patient_id = patient_id
        self._mine: dict[str, bool] = {}
        self._seen: dict[str, Resource] = {}
        self._subject = _NOBODY
        self._unnamed = 0

    def read_patients(self, entries: list[Entry]) -> None:
        """Finds the patient, then settles which references are to them."""
        found = False
        for entry in entries:
            patient = entry.resource
            if type(patient) is Unreadable:
                self._gathering.cannot_read("Patient", "the resource could not be read", ResourceRef("Patient"))
                continue
            identity = str(patient.id) if patient.id is not None else ""
            if self._patient_id is None and identity:
                self._patient_id = identity
            if self._patient_id is not None and identity and identity != self._patient_id:
                self._gathering.refuse(ResourceRef(f"Patient/{identity}"))
            elif not found:
                found = True
                self._gathering.patient = read_patient(patient, self._gathering.as_of)
                if entry.fullUrl:
                    self._mine[entry.fullUrl] = True

    def read(self, entries: list[Entry]) -> None:
        """Reads the resources that are the patient's, each once."""
        gathering, seen = self._gathering, self._seen
        for entry in entries:
            found = entry.resource
            try:
                kind, read = _BY_TYPE[type(found)]
            except KeyError:  # it stands for one that could not be decoded
                self._lost(found)
                continue
            identity = found.id
            named = identity is not None and identity != ""
            source = f"{kind}/{identity}" if named else self._name(kind, entry.fullUrl)
            try:
                # The common case, without a call: the subject of the resource before, who is the patient.
                if found.subject == self._subject:
                    known = seen.setdefault(source, found)
                    if known is not found and _is_copy(kind, found, known):
                        continue
                elif not self._is_read(kind, found, source):
                    continue
                read(gathering, found, source)  # type: ignore[arg-type]
            except UNREADABLE:
                if kind != "Observation" or not lost_in_part(gathering, found, ResourceRef(source)):
                    self._unreadable(kind, ResourceRef(source))

    def put_on_shelf(self, medications: list[Entry]) -> None:
        """Keeps the Medication resources; orders and the like are read against them."""
        for entry in medications:
            sent = entry.resource
            try:
                identity = sent.id if isinstance(sent, Medication) else _MEDICATION_ID.decode(sent).id
            except UNREADABLE:
                self._unreadable("Medication", ResourceRef("Medication"))
                continue
            self._gathering.shelf.put("" if identity is None else str(identity), entry.fullUrl, sent)

    def _lost(self, found: Unreadable) -> None:
        source = ResourceRef(found.kind)
        label, lab = ("", None) if found.asked is None else (found.asked.label, found.asked.lab)
        if found.kind != "Observation" or not lost(self._gathering, found.raw, source, label, lab):
            self._unreadable(found.kind, source)

    def _unreadable(self, kind: str, source: ResourceRef) -> None:
        self._gathering.count(f"{kind} resource", f"{kind} resources", UNREADABLE_RESOURCE, source)

    def _name(self, kind: str, full_url: str | None) -> ResourceRef:
        """A name for a resource without an id."""
        self._unnamed += 1
        return ResourceRef(full_url or f"{kind}/#{self._unnamed}")

    def owns(self, found: Resource) -> bool:
        """False when it names another patient, or nobody knows whom."""
        try:
            subject = reference(found.subject) or reference(found.patient)
        except UNREADABLE:
            return False
        return subject is None or not subject.reference or self._is_mine(subject.reference)

    def _is_read(self, kind: str, found: Resource, source: str) -> bool:
        """True when this is the patient's and was not read before. Raises as decoding does."""
        sent = found.subject
        subject = reference(sent)
        if subject is None:
            sent = found.patient
            subject = reference(sent)
        if subject is not None and subject.reference:
            if not self._is_mine(subject.reference):
                self._gathering.refuse(ResourceRef(source), *tests_of(self._gathering.terminology, found))
                return False
            self._subject = sent
        known = self._seen.setdefault(source, found)
        return known is found or not _is_copy(kind, found, known)

    def _is_mine(self, named: str) -> bool:
        known = self._mine.get(named)
        if known is None:
            plain = named.strip().rstrip("/")
            typed = "/" not in plain or "Patient/" in plain
            known = self._patient_id is None or (typed and identity_of(plain) == self._patient_id)
            self._mine[named] = known
        return known
