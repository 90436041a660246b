"""Medicines ordered, taken, given or dispensed, with their ingredients traced through every kind of reference."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from cds.fhir.elements import ABSENT, concepts
from cds.fhir.medicine_contents import NOTHING, together
from cds.fhir.medicine_use import NOT_GIVEN, PLAIN_STATUS, instructions, period_of, state_of, use_with
from cds.fhir.records import new_exposure
from cds.fhir.resources import Medication
from rules.chart import ResolvedBy

if TYPE_CHECKING:
    from cds.fhir.elements import Reference
    from cds.fhir.gathering import Gathering
    from cds.fhir.medicine_contents import Contents, MedicineLabels
    from cds.fhir.resources import MedicationIngredient, MedicationUse
    from rules.identifiers import ResourceRef

__all__ = ["MedicineShelf", "read_medication_use"]

#: A mix of a mix of a mix is followed, and no further.
_DEPTH = 3
_MEDICATION = msgspec.json.Decoder(Medication)
_UNREADABLE = (msgspec.DecodeError, RecursionError)
_ORDER = "MedicationRequest"
_NOT_TAKING = "not-taking"
_NONE_CONTAINED: dict[str, msgspec.Raw] = {}


class MedicineShelf:
    """The Medication resources of the request, found by any form of reference; each is read once."""

    __slots__ = ("_labels", "_read", "_sent")

    def __init__(self, labels: MedicineLabels) -> None:
        self._labels = labels
        self._sent: dict[str, Medication | msgspec.Raw | bytes] = {}
        self._read: dict[str, Contents] = {}

    def put(self, identity: str, full_url: str | None, sent: Medication | msgspec.Raw | bytes) -> None:
        """Keeps a Medication, decoded or not, under its id and its full URL."""
        if identity:
            self._sent.setdefault(f"Medication/{identity}", sent)
        if full_url:
            self._sent.setdefault(full_url, sent)

    def of_use(self, found: MedicationUse) -> Contents:
        """What an order, statement, administration or dispense is of."""
        reference, coded = found.medicationReference, found.medicationCodeableConcept
        if reference is None and found.medication is None:
            return self._labels.of_codes(bytes(coded))
        parts = []
        if found.medication is not None:
            reference = reference or found.medication.reference
            parts.append(self._labels.of_codes(bytes(found.medication.concept)))
        if coded is not ABSENT:
            parts.append(self._labels.of_codes(bytes(coded)))
        if reference is not None:
            contained = contained_by_id(found.contained) if found.contained else _NONE_CONTAINED
            parts.append(self._of_reference(reference, contained, _DEPTH))
        return together(parts)

    def _of_reference(self, reference: Reference, contained: dict[str, msgspec.Raw], depth: int) -> Contents:
        """What a reference leads to; only its display when it leads nowhere."""
        found = NOTHING
        target = (reference.reference or "").strip()
        if target.startswith("#"):
            raw = contained.get(target[1:])
            if raw is not None and depth:
                found = self._of(raw, contained, depth)
        elif target:
            key = self._key(target)
            known = self._read.get(key)
            if known is None and key in self._sent and depth:
                self._read[key] = NOTHING  # a mix that contains itself ends here
                known = self._read[key] = self._of(self._sent[key], _NONE_CONTAINED, depth)
            found = known or NOTHING
        if not found.drugs and reference.display:
            return together((found, self._labels.of_name(reference.display)))
        return found

    def _key(self, target: str) -> str:
        if target in self._sent:
            return target
        parts = target.split("/_history/", maxsplit=1)[0].split("/")
        return "/".join(parts[-2:]) if len(parts) > 1 else f"Medication/{target.removeprefix('urn:uuid:')}"

    def _of(self, sent: Medication | msgspec.Raw | bytes, contained: dict[str, msgspec.Raw], depth: int) -> Contents:
        try:
            medication = sent if isinstance(sent, Medication) else _MEDICATION.decode(sent)
            found = self._labels.of_codes(bytes(medication.code))
            if medication.ingredient:
                within = contained | contained_by_id(medication.contained)
                parts = (self._of_ingredient(part, within, depth) for part in medication.ingredient)
                found = together((found, *parts))
            if not found.drugs and medication.identifier is not ABSENT:
                found = together((found, self._labels.of_identifiers(bytes(medication.identifier))))
        except _UNREADABLE:
            return NOTHING
        return found

    def _of_ingredient(
        self, ingredient: MedicationIngredient, contained: dict[str, msgspec.Raw], depth: int
    ) -> Contents:
        item = ingredient.item
        parts = [self._labels.of_codes(bytes(ingredient.itemCodeableConcept))]
        if item is not None:
            parts.append(self._labels.of_codes(bytes(item.concept)))
        reference = ingredient.itemReference or (item.reference if item else None)
        if reference is not None:
            parts.append(self._of_reference(reference, contained, depth - 1))
        return together(parts)


def contained_by_id(contained: list[msgspec.Raw] | None) -> dict[str, msgspec.Raw]:
    """The contained resources by their id."""
    found: dict[str, msgspec.Raw] = {}
    for raw in contained or ():
        try:
            identity = _MEDICATION.decode(raw).id
        except _UNREADABLE:
            continue
        if identity is not None:
            found[str(identity)] = raw
    return found


def _was_not_taken(found: MedicationUse) -> bool:
    """DSTU2, STU3 and R5 say beside the status that a medicine was not taken, given or handed out."""
    said = found.wasNotTaken or found.notGiven or found.wasNotGiven or found.notDone
    if said or (found.taken is not None and found.taken.strip().lower() == "n"):
        return True
    adherence = found.adherence
    return adherence is not None and any(
        str(coding.code) == _NOT_TAKING for concept in concepts(adherence.code) for coding in concept.codings
    )


def read_medication_use(
    kind: str, shelf: MedicineShelf, gathering: Gathering, found: MedicationUse, source: ResourceRef
) -> None:
    """Adds one exposure. A medicine that cannot be told is an unknown medicine, never no medicine."""
    status = found.status or ""
    if status not in PLAIN_STATUS:
        status = status.strip().lower()
    if status in NOT_GIVEN or found.doNotPerform or (kind != _ORDER and _was_not_taken(found)):
        return
    contents = shelf.of_use(found)
    instructed = instructions(found)
    start, stop = period_of(kind, found, instructed.periods)
    if contents.by is ResolvedBy.NONE and not contents.name:
        gathering.count("medicine", "medicines", "what it is could not be told: no known code and no name", source)
    for conflict in contents.conflicts:
        gathering.cannot_read("medicine", conflict, source)
    gathering.drugs.append(
        new_exposure(
            contents.name or ", ".join(sorted(contents.drugs)).replace("_", " ") or "unknown medicine",
            contents.drugs,
            contents.classes,
            state_of(kind, status, found, start, stop, gathering.as_of),
            source,
            contents.by,
            use_with(contents.use, instructed.use),
            start,
            stop,
        )
    )
