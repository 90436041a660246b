"""Whose Patient resource was sent: data of another patient must never lead to a card."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from cds.errors import Issue, Rejected
from cds.fhir.bundles import NOT_JSON, kind_of

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["refuse_another_patient"]


class _Identity(msgspec.Struct):
    id: object = None


_IDENTITY = msgspec.json.Decoder(_Identity)


def refuse_another_patient(prefetch: Mapping[str, memoryview], patient_id: str) -> None:
    """Raises Rejected with 422 when a prefetched Patient has another id than ``context.patientId``.

    A Patient without an id passes: some clients leave it out.
    """
    issues = [
        Issue("conflict", "The Patient sent is not the patient in context.", f"prefetch.{key}.id")
        for key, raw in prefetch.items()
        if isinstance(identity := _identity(raw), str) and identity != patient_id
    ]
    if issues:
        raise Rejected(422, issues)


def _identity(raw: memoryview) -> object:
    """The id of a Patient; None when it is something else, has none or cannot be read."""
    try:
        return _IDENTITY.decode(raw).id if kind_of(raw) == "Patient" else None
    except NOT_JSON:
        return None
