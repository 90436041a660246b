"""Whose Patient resource was sent: data of another patient must never lead to a card."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from cds.errors import Issue, Rejected

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["refuse_another_patient"]


class _Identity(msgspec.Struct):
    resourceType: object = None  # noqa: N815 - FHIR's name
    id: object = None


def refuse_another_patient(prefetch: Mapping[str, memoryview], patient_id: str) -> None:
    """Raises Rejected with 422 when a prefetched Patient has another id than ``context.patientId``.

    A Patient without an id passes: some clients leave it out.
    """
    issues = [
        Issue("conflict", "The Patient sent is not the patient in context.", f"prefetch.{key}.id")
        for key, raw in prefetch.items()
        if (identity := _identity(raw)) and identity.resourceType == "Patient"
        if isinstance(identity.id, str) and identity.id != patient_id
    ]
    if issues:
        raise Rejected(422, issues)


def _identity(raw: memoryview) -> _Identity | None:
    try:
        return msgspec.json.decode(raw, type=_Identity)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
