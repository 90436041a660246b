"""The Medication resources of a request, and what the references to them lead to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from cds.fhir.bundles import NOT_JSON
from cds.fhir.elements import ABSENT
from cds.fhir.medicine_contents import NOTHING, together
from cds.fhir.resources import Medication

if TYPE_CHECKING:
    from cds.fhir.elements import Reference
    from cds.fhir.medicine_contents import Contents, MedicineLabels
    from cds.fhir.resources import MedicationIngredient, MedicationUse

__all__ = ["MedicineShelf"]

_DEPTH = 3
"""A mix of a mix of a mix is followed, and no further."""
_MEDICATION = msgspec.json.Decoder(Medication)
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
        if reference is not None and coded is ABSENT and found.medication is None:
            known = self._sent_as(reference.reference or "", _DEPTH)
            if known is not None and (known.drugs or not reference.display):
                return known
        parts = []
        if found.medication is not None:
            reference = reference or found.medication.reference
            parts.append(self._labels.of_codes(bytes(found.medication.concept)))
        if coded is not ABSENT:
            parts.append(self._labels.of_codes(bytes(coded)))
        if reference is not None:
            contained = _by_id(found.contained) if found.contained else _NONE_CONTAINED
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
            found = self._sent_as(self._key(target), depth) or NOTHING
        if not found.drugs and reference.display:
            return together((found, self._labels.of_name(reference.display)))
        return found

    def _sent_as(self, key: str, depth: int) -> Contents | None:
        """The Medication sent under this name; None when there is none."""
        known = self._read.get(key)
        if known is None and key in self._sent and depth:
            self._read[key] = NOTHING  # a mix that contains itself ends here
            known = self._read[key] = self._of(self._sent[key], _NONE_CONTAINED, depth)
        return known

    def _key(self, target: str) -> str:
        if target in self._sent:
            return target
        parts = target.split("/_history/", maxsplit=1)[0].split("/")
        return "/".join(parts[-2:]) if len(parts) > 1 else f"Medication/{target.removeprefix('urn:uuid:')}"

    def _of(self, sent: Medication | msgspec.Raw | bytes, contained: dict[str, msgspec.Raw], depth: int) -> Contents:
        try:
            medication = sent if isinstance(sent, Medication) else _MEDICATION.decode(sent)
            if not medication.ingredient:
                return self._labels.of_product(bytes(medication.code), bytes(medication.identifier))
            within = contained | _by_id(medication.contained)
            parts = (self._of_ingredient(part, within, depth) for part in medication.ingredient)
            found = together((self._labels.of_codes(bytes(medication.code)), *parts))
            if not found.drugs and medication.identifier is not ABSENT:
                found = together((found, self._labels.of_identifiers(bytes(medication.identifier))))
        except NOT_JSON:
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


def _by_id(contained: list[msgspec.Raw] | None) -> dict[str, msgspec.Raw]:
    """The contained resources by their id."""
    found: dict[str, msgspec.Raw] = {}
    for raw in contained or ():
        try:
            identity = _MEDICATION.decode(raw).id
        except NOT_JSON:
            continue
        if identity is not None:
            found[str(identity)] = raw
    return found
