"""FHIR bytes to a chart: the one door into this package.

One pass over the bytes; one odd resource costs one resource and is reported; nothing a sender can send raises.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from cds.fhir import resources
from cds.fhir.bundles import Entry, open_source
from cds.fhir.conditions import read_condition
from cds.fhir.gathering import Gathering
from cds.fhir.history import read_family_history, read_immunization
from cds.fhir.medications import MedicineShelf, read_medication_use
from cds.fhir.observations import read_observation
from cds.fhir.orders import read_order
from cds.fhir.patients import read_patient
from cds.fhir.procedures import read_procedure
from cds.fhir.reports import read_encounter, read_report
from rules.identifiers import ResourceRef

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from cds.fhir.elements import Reference
    from cds.fhir.terminology import Terminology
    from rules.chart import Chart

__all__ = ["Source", "read_chart"]

_UNREADABLE = (msgspec.DecodeError, RecursionError, UnicodeDecodeError, ValueError, OverflowError)
_READERS: dict[str, tuple[msgspec.json.Decoder[resources.Resource], Callable[..., None]]] = {
    "Observation": (msgspec.json.Decoder(resources.Observation), read_observation),
    "Condition": (msgspec.json.Decoder(resources.Condition), read_condition),
    "Procedure": (msgspec.json.Decoder(resources.Procedure), read_procedure),
    "FamilyMemberHistory": (msgspec.json.Decoder(resources.FamilyMemberHistory), read_family_history),
    "Immunization": (msgspec.json.Decoder(resources.Immunization), read_immunization),
    "ServiceRequest": (msgspec.json.Decoder(resources.ServiceRequest), read_order),
    "ProcedureRequest": (msgspec.json.Decoder(resources.ServiceRequest), read_order),
    "DiagnosticReport": (msgspec.json.Decoder(resources.DiagnosticReport), read_report),
    "Encounter": (msgspec.json.Decoder(resources.Encounter), read_encounter),
}
_MEDICINES = frozenset({
    "MedicationRequest", "MedicationStatement", "MedicationAdministration", "MedicationDispense", "MedicationOrder",
    "MedicationUsage",
})  # fmt: skip
_MEDICINE = msgspec.json.Decoder(resources.MedicationUse)
_PATIENT = msgspec.json.Decoder(resources.Patient)
_MEDICATION_ID = msgspec.json.Decoder(resources.Resource)


class Source(NamedTuple):
    """One part of the request: its name for people ("laboratory results") and its bytes."""

    label: str
    raw: bytes | memoryview


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
    patients: list[Entry] = []
    medications: list[Entry] = []
    medicines: list[Entry] = []
    others: list[Entry] = []
    buckets = dict.fromkeys(_READERS, others) | dict.fromkeys(_MEDICINES, medicines)
    buckets |= {"Patient": patients, "Medication": medications}
    for label, raw in sources:
        opened = open_source(raw)
        where = ResourceRef(label)
        for complaint in (*opened.outcomes, *opened.problems):
            gathering.cannot_read(label, complaint, where)
        if opened.incomplete:
            gathering.cannot_read(label, "only the first page was sent", where)
        for entry in opened.entries:
            bucket = buckets.get(entry.kind)
            if bucket is not None:
                bucket.append(entry)
            elif not entry.kind:
                gathering.cannot_read(label, "holds an entry without a resourceType", where)
    reader = _Reader(gathering, patient_id)
    reader.read_patients(patients)
    reader.read_rest(others)
    reader.read_medicines(medications, medicines)
    return gathering.chart(missing)


class _Reader:
    """Decodes each resource once, and only those of the patient."""

    __slots__ = ("_gathering", "_mine", "_patient_id", "_seen", "_unnamed")

    def __init__(self, gathering: Gathering, patient_id: str | None) -> None:
        self._gathering = gathering
        self._patient_id = patient_id
        self._mine: dict[str, bool] = {}
        self._seen: set[str] = set()
        self._unnamed = 0

    def read_patients(self, entries: list[Entry]) -> None:
        """Finds the patient, then settles which references are to them."""
        found = False
        for entry in entries:
            try:
                patient = _PATIENT.decode(entry.raw)
            except _UNREADABLE:
                self._gathering.cannot_read("Patient", "the resource could not be read", ResourceRef("Patient"))
                continue
            identity = str(patient.id) if patient.id is not None else ""
            if self._patient_id is None and identity:
                self._patient_id = identity
            if self._patient_id is not None and identity and identity != self._patient_id:
                self._refuse(ResourceRef(f"Patient/{identity}"))
            elif not found:
                found = True
                self._gathering.patient = read_patient(patient)
                if entry.full_url:
                    self._mine[entry.full_url] = True

    def read_rest(self, entries: list[Entry]) -> None:
        """Everything but patients and medicines."""
        gathering, mine, seen = self._gathering, self._mine, self._seen
        for kind, raw, full_url in entries:
            decoder, read = _READERS[kind]
            source = kind
            try:
                found = decoder.decode(raw)
                subject = found.subject
                source = f"{kind}/{found.id}" if found.id is not None else self._name(kind, found, full_url)
                # The common case, without a call: a subject already known to be the patient.
                if subject is not None and subject.reference in mine and mine[subject.reference]:
                    if source in seen:
                        continue
                    seen.add(source)
                elif not self._is_read(found, source):
                    continue
                read(gathering, found, source)
            except _UNREADABLE:
                gathering.count(f"{kind} resource", f"{kind} resources", "could not be read", ResourceRef(source))

    def read_medicines(self, medications: list[Entry], entries: list[Entry]) -> None:
        """Medication resources go on the shelf; orders and the like are read against it."""
        gathering = self._gathering
        if not entries:
            return
        shelf = MedicineShelf(gathering.terminology)
        for entry in medications:
            try:
                identity = _MEDICATION_ID.decode(entry.raw).id
            except _UNREADABLE:
                gathering.count(
                    "Medication resource", "Medication resources", "could not be read", ResourceRef("Medication")
                )
                continue
            shelf.put("" if identity is None else str(identity), entry.full_url, entry.raw)
        for kind, raw, full_url in entries:
            source = ResourceRef(kind)
            try:
                found = _MEDICINE.decode(raw)
                source = self._name(kind, found, full_url)
                if self._is_read(found, source):
                    read_medication_use(gathering, kind, found, shelf, source)
            except _UNREADABLE:
                gathering.count(f"{kind} resource", f"{kind} resources", "could not be read", source)

    def _name(self, kind: str, found: resources.Resource, full_url: str | None) -> ResourceRef:
        if found.id is not None:
            return ResourceRef(f"{kind}/{found.id}")
        self._unnamed += 1
        return ResourceRef(full_url or f"{kind}/#{self._unnamed}")

    def _is_read(self, found: resources.Resource, source: str) -> bool:
        """True when this is the patient's and was not read before."""
        subject = found.subject or found.patient
        if subject is not None and subject.reference and not self._is_mine(subject):
            self._refuse(ResourceRef(source))
            return False
        if source in self._seen:
            return False
        self._seen.add(source)
        return True

    def _is_mine(self, subject: Reference) -> bool:
        reference = subject.reference or ""
        known = self._mine.get(reference)
        if known is None:
            identity = reference.split("/_history/")[0].rpartition("/")[2].removeprefix("urn:uuid:")
            typed = "/" not in reference or "Patient/" in reference
            known = self._patient_id is None or (typed and identity == self._patient_id)
            self._mine[reference] = known
        return known

    def _refuse(self, source: ResourceRef) -> None:
        self._gathering.count("resource", "resources", "of another patient: not used", source)
