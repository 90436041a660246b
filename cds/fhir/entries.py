"""The resources of a source, decoded: a whole Bundle in one pass, an odd one entry by entry.

The one pass is all or nothing. When anything in a Bundle is not as expected it is opened again by ``bundles``, where
one odd resource costs that resource; both ways read the same (see the tests). Medicines are the exception: a
Medication of an odd Bundle stays raw until an order refers to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias, Union, cast

import msgspec

from cds.fhir import resources
from cds.fhir.bundles import NOT_JSON, Opened, open_source

if TYPE_CHECKING:
    from cds.fhir.reading import Source

__all__ = ["KINDS", "NOTHING_ELSE", "UNREADABLE", "Entry", "Unreadable", "open_entries"]

UNREADABLE = (*NOT_JSON, ValueError, OverflowError)
"""What decoding and reading a resource may raise, whatever was sent."""

_READ: dict[str, type[resources.Resource]] = {
    "Observation": resources.Observation,
    "Condition": resources.Condition,
    "Procedure": resources.Procedure,
    "FamilyMemberHistory": resources.FamilyMemberHistory,
    "Immunization": resources.Immunization,
    "ServiceRequest": resources.ServiceRequest,
    "ProcedureRequest": resources.ServiceRequest,
    "DiagnosticOrder": resources.DiagnosticOrder,
    "DiagnosticReport": resources.DiagnosticReport,
    "DocumentReference": resources.DocumentReference,
    "AllergyIntolerance": resources.AllergyIntolerance,
    "Encounter": resources.Encounter,
    "MedicationRequest": resources.MedicationUse,
    "MedicationStatement": resources.MedicationUse,
    "MedicationAdministration": resources.MedicationUse,
    "MedicationDispense": resources.MedicationUse,
    "MedicationOrder": resources.MedicationUse,
    "MedicationUsage": resources.MedicationUse,
    "Patient": resources.Patient,
    "Medication": resources.Medication,
}
_PASSED_OVER = (
    "Account", "Appointment", "AuditEvent", "Basic", "Binary", "BodyStructure", "CarePlan",
    "CareTeam", "Claim", "ClaimResponse", "Communication", "Composition", "Consent", "Coverage", "Device",
    "DeviceRequest", "DeviceUseStatement", "EpisodeOfCare", "ExplanationOfBenefit", "Flag", "Goal",
    "Group", "HealthcareService", "ImagingStudy", "List", "Location", "Media", "NutritionOrder", "Organization",
    "Person", "Practitioner", "PractitionerRole", "Provenance", "QuestionnaireResponse", "RelatedPerson",
    "RiskAssessment", "Schedule", "Slot", "Specimen", "Substance", "SupplyDelivery", "Task",
)  # fmt: skip
"""Kinds that charts bring along and nobody reads. One that is not listed costs a second pass and nothing else."""


class Unreadable(msgspec.Struct, gc=False):
    """Stands for a resource of this kind that could not be decoded; an empty kind was not sent at all.

    ``raw`` is what was sent, ``asked`` the source where only results of one test were asked for.
    """

    kind: str
    raw: msgspec.Raw | bytes = b""
    asked: Source | None = None


_Sent: TypeAlias = "resources.Resource | Unreadable | msgspec.Raw | bytes"


class Entry(msgspec.Struct, gc=False):
    """One resource and the URL it was sent under."""

    resource: Any
    fullUrl: str | None = None  # noqa: N815 - FHIR's own name


def _named(kind: str, base: type[resources.Resource], **config: Any) -> type[resources.Resource]:  # noqa: ANN401
    return cast("type[resources.Resource]", msgspec.defstruct(kind, (), bases=(base,), gc=False, **config))


def _tagged(kind: str, base: type[resources.Resource]) -> type[resources.Resource]:
    return _named(kind, base, tag=kind, tag_field="resourceType")


class _PassedOver(msgspec.Struct, gc=False):
    """A resource that is not read: none of its fields is built."""


_TAGGED = {kind: _tagged(kind, base) for kind, base in _READ.items()}
_PLAIN = {kind: _named(kind, base) for kind, base in _READ.items()}
_SKIPPED = tuple(
    msgspec.defstruct(kind, (), bases=(_PassedOver,), gc=False, tag=kind, tag_field="resourceType")
    for kind in _PASSED_OVER
)
KINDS: dict[type, str] = {type_: kind for types in (_TAGGED, _PLAIN) for kind, type_ in types.items()}
"""The kind of a decoded resource by its type."""


class _Link(msgspec.Struct, gc=False):
    relation: str | None = None


_ENTRY = msgspec.defstruct(
    "_ENTRY",
    [("resource", Union[(*_TAGGED.values(), *_SKIPPED)])],
    bases=(Entry,),
    gc=False,
)
_BUNDLE = msgspec.defstruct(
    "_BUNDLE",
    [
        ("entry", list[_ENTRY] | None, None),  # type: ignore[valid-type]
        ("link", list[_Link] | None, None),
        ("total", object, None),
    ],
    gc=False,
    tag="Bundle",
    tag_field="resourceType",
)
_SOURCE = msgspec.json.Decoder[Any](Union[(_BUNDLE, *_TAGGED.values())])
_DECODERS = {kind: msgspec.json.Decoder(type_) for kind, type_ in _PLAIN.items() if kind != "Medication"}


NOTHING_ELSE, _NEXT_PAGE = Opened(), Opened(incomplete=True)
"""Beside its resources a source mostly holds nothing, or the link to a next page. Shared, not to be changed."""


def open_entries(raw: bytes | memoryview) -> tuple[list[Entry], Opened]:
    """The resources of one source in the order sent, and what else it held (whose ``entries`` are then empty).

    Kinds nobody reads may or may not be among them. Never raises for what the bytes hold.
    """
    try:
        source: Any = _SOURCE.decode(raw)
    except UNREADABLE:
        return _open_odd(raw)
    if isinstance(source, resources.Resource):
        return [Entry(source)], NOTHING_ELSE
    if not source.entry and source.total:
        return _open_odd(raw)
    more = source.link and any(link.relation == "next" for link in source.link)
    return source.entry or [], _NEXT_PAGE if more else NOTHING_ELSE


def _open_odd(raw: bytes | memoryview) -> tuple[list[Entry], Opened]:
    """Entry by entry."""
    opened = open_source(raw)
    entries = [
        Entry(_decoded(kind, sent), full_url) for kind, sent, full_url in opened.entries if kind in _READ or not kind
    ]
    opened.entries.clear()
    return entries, opened


def _decoded(kind: str, raw: msgspec.Raw | bytes) -> _Sent:
    decoder = _DECODERS.get(kind)
    if decoder is None:
        return raw if kind == "Medication" else Unreadable(kind, raw)
    try:
        return decoder.decode(raw)
    except UNREADABLE:
        return Unreadable(kind, raw)
