"""FHIR bytes to a chart: the one door into this package.

Decoded in one pass where it can be; one odd resource costs one resource and is reported; nothing a sender can send
raises.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec

from cds.fhir.allergies import read_allergy
from cds.fhir.conditions import read_condition
from cds.fhir.documents import read_document
from cds.fhir.elements import identity_of, reference
from cds.fhir.entries import KINDS, NOTHING_ELSE, UNREADABLE, Entry, Unreadable, open_entries
from cds.fhir.gathering import UNREADABLE_RESOURCE, Gathering
from cds.fhir.history import read_family_history, read_immunization
from cds.fhir.medications import read_medication_use
from cds.fhir.observations import read_observation
from cds.fhir.orders import read_diagnostic_order, read_order
from cds.fhir.patients import read_patient
from cds.fhir.procedures import read_procedure
from cds.fhir.reports import read_encounter, read_report
from cds.fhir.resources import Medication, Resource
from rules.identifiers import ResourceRef

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from cds.fhir.bundles import Opened
    from cds.fhir.terminology import Terminology
    from rules.chart import Chart

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
_MEDICINES = frozenset({
    "MedicationRequest", "MedicationStatement", "MedicationAdministration", "MedicationDispense", "MedicationOrder",
    "MedicationUsage",
})  # fmt: skip
_READERS |= {kind: partial(read_medication_use, kind) for kind in _MEDICINES}
_BY_TYPE = {type_: (kind, _READERS[kind]) for type_, kind in KINDS.items() if kind in _READERS}
#: What each type is read for, as its place among the lists of ``_Sorted``.
_PLACES: dict[type, int] = {
    msgspec.Raw: 3,
    bytes: 3,
    **{
        type_: {"Encounter": 1, **dict.fromkeys(_MEDICINES, 2), "Medication": 3, "Patient": 4}.get(kind, 0)
        for type_, kind in KINDS.items()
    },
}
_MEDICATION_ID = msgspec.json.Decoder(Resource)
#: Like no subject that is sent, nor like none.
_NOBODY = msgspec.Raw(b"nobody")


class Source(msgspec.Struct, frozen=True, gc=False):
    """One part of the request: its name for people ("laboratory results") and its bytes.

    ``is_page``: one page of a part, whose other pages are sources of their own or are known to be missing.
    """

    label: str
    raw: bytes | memoryview
    is_page: bool = False


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
    sorted_out = _Sorted()
    for source in sources:
        entries, opened = open_entries(source.raw)
        if opened is not NOTHING_ELSE:
            _tell(gathering, source, opened)
        for _ in range(sorted_out.sort(entries)):
            gathering.cannot_read(source.label, "holds an entry without a resourceType", ResourceRef(source.label))
    reader = _Reader(gathering, patient_id)
    reader.read_patients(sorted_out.patients)
    reader.read(sorted_out.visits)  # first: they date the diagnoses made in them
    reader.read(sorted_out.others)
    if sorted_out.medicines:
        reader.put_on_shelf(sorted_out.medications)
        reader.read(sorted_out.medicines)
    return gathering.chart(missing)


def _tell(gathering: Gathering, source: Source, opened: Opened) -> None:
    """Notes what a source held instead of resources."""
    where = ResourceRef(source.label)
    for complaint in (*opened.outcomes, *opened.problems):
        gathering.cannot_read(source.label, complaint, where)
    if opened.incomplete and not source.is_page:
        gathering.cannot_read(source.label, "only the first page was sent", where)


class _Sorted:
    """The entries of all sources by what they are read for."""

    __slots__ = ("medications", "medicines", "others", "patients", "visits")

    def __init__(self) -> None:
        self.patients: list[Entry] = []
        self.medications: list[Entry] = []
        self.medicines: list[Entry] = []
        self.visits: list[Entry] = []
        self.others: list[Entry] = []

    def sort(self, entries: list[Entry]) -> int:
        """Adds the entries of one source; returns how many had no resourceType."""
        unnamed = 0
        lists = (self.others, self.visits, self.medicines, self.medications, self.patients)
        for entry in entries:
            sent = type(entry.resource)
            place = _PLACES.get(sent)
            if place is not None:
                lists[place].append(entry)
            elif sent is Unreadable:
                unnamed += self._sort_unreadable(entry)
        return unnamed

    def _sort_unreadable(self, entry: Entry) -> int:
        kind = entry.resource.kind
        if not kind:
            return 1
        (self.patients if kind == "Patient" else self.medicines if kind in _MEDICINES else self.others).append(entry)
        return 0


class _Reader:
    """Decodes each resource once, and only those of the patient."""

    __slots__ = ("_gathering", "_mine", "_patient_id", "_seen", "_subject", "_unnamed")

    def __init__(self, gathering: Gathering, patient_id: str | None) -> None:
        self._gathering = gathering
        self._patient_id = patient_id
        self._mine: dict[str, bool] = {}
        self._seen: set[str] = set()
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
                self._refuse(ResourceRef(f"Patient/{identity}"))
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
                self._unreadable(found.kind, ResourceRef(found.kind))
                continue
            identity = found.id
            source = f"{kind}/{identity}" if identity is not None else self._name(kind, entry.fullUrl)
            try:
                # The common case, without a call: the subject of the resource before, who is the patient.
                if found.subject == self._subject:
                    if source in seen:
                        continue
                    seen.add(source)
                elif not self._is_read(found, source):
                    continue
                read(gathering, found, source)  # type: ignore[arg-type]
            except UNREADABLE:
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

    def _unreadable(self, kind: str, source: ResourceRef) -> None:
        self._gathering.count(f"{kind} resource", f"{kind} resources", UNREADABLE_RESOURCE, source)

    def _name(self, kind: str, full_url: str | None) -> ResourceRef:
        """A name for a resource without an id."""
        self._unnamed += 1
        return ResourceRef(full_url or f"{kind}/#{self._unnamed}")

    def _is_read(self, found: Resource, source: str) -> bool:
        """True when this is the patient's and was not read before. Raises as decoding does."""
        sent = found.subject
        subject = reference(sent)
        if subject is None:
            sent = found.patient
            subject = reference(sent)
        if subject is not None and subject.reference:
            if not self._is_mine(subject.reference):
                self._refuse(ResourceRef(source))
                return False
            self._subject = sent
        if source in self._seen:
            return False
        self._seen.add(source)
        return True

    def _is_mine(self, named: str) -> bool:
        known = self._mine.get(named)
        if known is None:
            typed = "/" not in named or "Patient/" in named
            known = self._patient_id is None or (typed and identity_of(named) == self._patient_id)
            self._mine[named] = known
        return known

    def _refuse(self, source: ResourceRef) -> None:
        self._gathering.strangers += 1
        self._gathering.count("resource", "resources", "of another patient: not used", source)
