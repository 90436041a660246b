"""Orders whose medicine is a resource of its own that did not come along: a reference stands there, and no name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from cds.fhir.bundles import NOT_JSON, open_source
from cds.fhir.elements import Reference  # noqa: TC001 - msgspec reads the annotation at run time

if TYPE_CHECKING:
    from cds.fhir.bundles import Entry

__all__ = ["names_every_medicine"]

_REFERS = re.compile(rb'"medicationReference"')
_MEDICATION = "Medication"


class _Order(msgspec.Struct):
    id: str | None = None
    medicationReference: Reference | None = None  # noqa: N815 - FHIR's own name


_ORDER = msgspec.json.Decoder(_Order)


def names_every_medicine(raw: bytes | memoryview) -> bool:
    """False when an entry refers to a Medication that is neither in these bytes nor named beside the reference."""
    if not _REFERS.search(raw):
        return True
    entries = open_source(raw).entries
    here = {None, *(name for entry in entries if entry.kind == _MEDICATION for name in _names(entry))}
    return all(_target(entry) in here for entry in entries if entry.kind != _MEDICATION)


def _names(entry: Entry) -> tuple[str, ...]:
    """The last part of what a reference may call it."""
    return tuple(_last(name) for name in (_read(entry).id, entry.full_url) if name)


def _target(entry: Entry) -> str | None:
    """The last part of the reference that is all there is to know; None when there is more, or no reference."""
    reference = _read(entry).medicationReference
    if reference is None or reference.display or not reference.reference or reference.reference.startswith("#"):
        return None
    return _last(reference.reference.partition("/_history/")[0])


def _last(text: str) -> str:
    return text.rpartition("/")[2].rpartition(":")[2]


def _read(entry: Entry) -> _Order:
    """What cannot be read refers to nothing: reading the chart says what is wrong with it."""
    try:
        return _ORDER.decode(entry.raw)
    except NOT_JSON:
        return _Order()
