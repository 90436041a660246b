"""A file from a person: a Bundle, a resource, newline-delimited JSON or a CDS Hooks request, of one patient."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from cds.fhir.bundles import NOT_JSON, Entry, open_source
from cds.fhir.elements import ABSENT, identity_of

__all__ = ["ChartFile", "ChartUnusable", "SeveralPatients", "open_chart"]

_EXPECTED = "expected a FHIR Bundle, a resource, NDJSON or a CDS Hooks request"
_IDS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class ChartFile:
    """What was opened. ``patient_id`` None: the one Patient has no id.

    Of a CDS Hooks request ``prefetch`` is set, and ``draft_orders`` when it is about some.
    """

    name: str
    raw: bytes
    patient_id: str | None
    prefetch: dict[str, memoryview] | None = None
    draft_orders: memoryview | None = None


class _Reference(msgspec.Struct):
    reference: str | None = None


class _Owned(msgspec.Struct):
    id: str | None = None
    subject: _Reference | None = None
    patient: _Reference | None = None


class _Context(msgspec.Struct):
    patientId: str | None = None  # noqa: N815 - CDS Hooks' own names
    draftOrders: msgspec.Raw = ABSENT  # noqa: N815


class _Request(msgspec.Struct):
    hook: str
    context: _Context
    prefetch: dict[str, msgspec.Raw] = {}


class ChartUnusable(ValueError):
    """The bytes are no chart of one patient. The message names the file and says what would do."""


class SeveralPatients(ChartUnusable):
    """The file holds several patients and nobody said which is meant; ``ids`` are theirs."""

    def __init__(self, label: str, count: int, ids: list[str]) -> None:
        """``count`` includes patients without an id."""
        super().__init__(f"{label} holds {count} patients; choose one: {_listed(ids)}.")
        self.label, self.count, self.ids = label, count, tuple(ids)


def open_chart(raw: bytes, label: str, wanted: str | None) -> ChartFile:
    """Opens the bytes, called ``label`` in messages, for the patient ``wanted``, else for their only one.

    Raises ChartUnusable when they are not such a file, or do not settle which patient is meant.
    """
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    if not raw.strip():
        raise ChartUnusable(f"{label} is empty: {_EXPECTED}.")
    request = _request(raw, label)
    if request is not None:
        patient = request.context.patientId
        if not patient:
            raise ChartUnusable(f"{label}: the request names no patient (context.patientId).")
        if wanted not in (None, patient):
            raise ChartUnusable(f"{label}: the request is about the patient {patient}, not {wanted}.")
        parts = {key: memoryview(part) for key, part in request.prefetch.items()}
        drafts = memoryview(request.context.draftOrders) if request.context.draftOrders else None
        return ChartFile(label, raw, patient, parts, drafts)
    opened = open_source(raw)
    if not opened.entries:
        why = "holds no FHIR resource" if _is_json(raw) else "is not JSON"
        raise ChartUnusable(f"{label} {why}: {_EXPECTED}.")
    if not any(entry.kind for entry in opened.entries):
        raise ChartUnusable(f"{label} is JSON without a resourceType: {_EXPECTED}.")
    return ChartFile(label, raw, _patient(opened.entries, wanted, label))


def _is_json(raw: bytes) -> bool:
    try:
        msgspec.json.decode(raw)
    except NOT_JSON:
        return False
    return True


def _request(raw: bytes, label: str) -> _Request | None:
    if b'"hook"' not in raw or b'"context"' not in raw:
        return None
    try:
        request = msgspec.json.decode(raw, type=_Request)
    except NOT_JSON:
        return None
    if not request.prefetch:
        raise ChartUnusable(f"{label}: the request has no prefetch, so there is no chart to read.")
    return request


def _patient(entries: list[Entry], wanted: str | None, label: str) -> str | None:
    patients, subjects = _people(entries)
    everyone = list(dict.fromkeys([*patients, *subjects]))
    named = [person for person in everyone if person]
    if wanted is not None:
        if wanted in named:
            return wanted
        raise ChartUnusable(f"{label} holds nothing of the patient {wanted}; {_listed(named)}.")
    people = list(dict.fromkeys(patients)) or list(dict.fromkeys(subjects))
    if not people:
        raise ChartUnusable(f"{label} names no patient: neither a Patient resource nor a subject.")
    if len(people) > 1:
        raise SeveralPatients(label, len(people), named)
    return people[0] or None


def _people(entries: list[Entry]) -> tuple[list[str], list[str]]:
    """Ids of the Patient resources ("" for one without), and of those that others are about."""
    patients: list[str] = []
    subjects: list[str] = []
    for entry in entries:
        try:
            owned = msgspec.json.decode(entry.raw, type=_Owned)
        except NOT_JSON:
            continue
        if entry.kind == "Patient":
            patients.append(owned.id or "")
            continue
        about = owned.subject or owned.patient
        if about is not None and about.reference:
            subjects.append(identity_of(about.reference))
    return patients, subjects


def _listed(ids: list[str]) -> str:
    if not ids:
        return "it names none"
    more = f" and {len(ids) - _IDS_SHOWN} more" if len(ids) > _IDS_SHOWN else ""
    return f"it has {', '.join(ids[:_IDS_SHOWN])}{more}"
