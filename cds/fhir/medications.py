"""Medicines ordered, taken, given or dispensed, with their ingredients traced through every kind of reference."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from cds.fhir.code_systems import short_system
from cds.fhir.elements import ABSENT, concepts, names
from cds.fhir.medicine_use import NOT_GIVEN, dosages, period_of, state_of, use_of
from cds.fhir.resources import Medication
from rules.chart import DrugExposure, ResolvedBy

if TYPE_CHECKING:
    from cds.fhir.drug_codes import DrugCodes
    from cds.fhir.elements import Identifier, Reference
    from cds.fhir.gathering import Gathering
    from cds.fhir.resources import MedicationUse
    from cds.fhir.terminology import Terminology
    from rules.identifiers import DrugClass, DrugId, ResourceRef

__all__ = ["MedicineShelf", "read_medication_use"]

#: A mix of a mix of a mix is followed, and no further.
_DEPTH = 3
#: A local code with more letters than this may be a name.
_LETTERS = 2
_MEDICATION = msgspec.json.Decoder(Medication)
_UNREADABLE = (msgspec.DecodeError, RecursionError)


@dataclass(slots=True)
class _Contents:
    """What one medicine is: ingredients, how they were told, classes, wordings, codes that contradict names."""

    drugs: set[DrugId] = field(default_factory=set)
    coded: bool = False
    classes: set[DrugClass] = field(default_factory=set)
    wordings: list[str] = field(default_factory=list)
    conflicts: set[str] = field(default_factory=set)

    def add(self, other: _Contents) -> None:
        """Puts another part of a mix into this one."""
        self.drugs |= other.drugs
        self.coded = self.coded or other.coded
        self.classes |= other.classes
        self.wordings.extend(other.wordings)
        self.conflicts |= other.conflicts


_NOTHING = _Contents()


class MedicineShelf:
    """The Medication resources of the request, found by any form of reference; each is read once."""

    __slots__ = ("_read", "_sent", "_terminology")

    def __init__(self, terminology: Terminology) -> None:
        self._terminology = terminology
        self._sent: dict[str, Medication | msgspec.Raw | bytes] = {}
        self._read: dict[str, _Contents] = {}

    def put(self, identity: str, full_url: str | None, sent: Medication | msgspec.Raw | bytes) -> None:
        """Keeps a Medication, decoded or not, under its id and its full URL."""
        for name in (identity and f"Medication/{identity}", full_url):
            if name:
                self._sent.setdefault(name, sent)

    def contents(self, reference: Reference, contained: dict[str, msgspec.Raw], depth: int = _DEPTH) -> _Contents:
        """What a reference leads to; only its display when it leads nowhere."""
        found = _Contents()
        target = (reference.reference or "").strip()
        if target.startswith("#"):
            raw = contained.get(target[1:])
            if raw is not None and depth:
                found.add(self._of(raw, contained, depth))
        elif target:
            key = self._key(target)
            known = self._read.get(key)
            if known is None and key in self._sent and depth:
                self._read[key] = _Contents()  # a mix that contains itself ends here
                known = self._read[key] = self._of(self._sent[key], {}, depth)
            if known is not None:
                if known.drugs or not reference.display:
                    return known
                found.add(known)
        if not found.drugs and reference.display:
            found.add(self._told(frozenset(), (reference.display,)))
        return found

    def _key(self, target: str) -> str:
        if target in self._sent:
            return target
        parts = target.split("/_history/", maxsplit=1)[0].split("/")
        return "/".join(parts[-2:]) if len(parts) > 1 else f"Medication/{target.removeprefix('urn:uuid:')}"

    def _of(self, sent: Medication | msgspec.Raw | bytes, contained: dict[str, msgspec.Raw], depth: int) -> _Contents:
        found = _Contents()
        try:
            medication = sent if isinstance(sent, Medication) else _MEDICATION.decode(sent)
            if not medication.ingredient and medication.code is not ABSENT:
                told = self.of_codes(medication.code)
                if told.drugs:
                    return told
            found.add(self.of_codes(medication.code))
            own = contained | contained_by_id(medication.contained)
            for ingredient in medication.ingredient or ():
                item = ingredient.item
                found.add(self.of_codes(ingredient.itemCodeableConcept))
                if item is not None:
                    found.add(self.of_codes(item.concept))
                reference = ingredient.itemReference or (item.reference if item else None)
                if reference is not None:
                    found.add(self.contents(reference, own, depth - 1))
            if not found.drugs:
                found.add(self._of_identifiers(medication.identifier or []))
        except _UNREADABLE:
            return _Contents()
        return found

    def _of_identifiers(self, identifiers: list[Identifier]) -> _Contents:
        """One vendor keeps the drug's name, or its product number, among the identifiers."""
        drugs = self._terminology.drugs
        coded = frozenset().union(
            *(drugs.of_code(short_system(each.system), each.value) for each in identifiers if each.value)
        )
        values = (each.value for each in identifiers if each.value)
        return self._told(coded, tuple(value for value in values if sum(map(str.isalpha, value)) > _LETTERS))

    def _told(self, coded: frozenset[DrugId], wordings: tuple[str, ...]) -> _Contents:
        return _told(self._terminology.drugs, coded, wordings)

    def of_codes(self, raw: msgspec.Raw) -> _Contents:
        """What a coded or worded medicine is. Read once for all charts: it holds no patient."""
        return _NOTHING if raw is ABSENT else _of_codes(self._terminology.drugs, bytes(raw))


@lru_cache(maxsize=4096)
def _of_codes(drugs: DrugCodes, raw: bytes) -> _Contents:
    found = _Contents()
    for concept in concepts(msgspec.Raw(raw)):
        # Codes of a local list may be names.
        local = (
            str(coding.code)
            for coding in concept.codings
            if coding.code is not None
            and not short_system(coding.system)
            and sum(map(str.isalpha, str(coding.code))) > _LETTERS
        )
        found.add(_told(drugs, drugs.coded(concept), (*names(concept), *local)))
    return found


def _told(drugs: DrugCodes, coded: frozenset[DrugId], wordings: tuple[str, ...]) -> _Contents:
    """Codes before names; where the two name different medicines the code is used and the conflict kept."""
    found = _Contents(set(coded), bool(coded), wordings=list(wordings))
    named: set[DrugId] = set()
    for wording in wordings:
        told = drugs.named(wording)
        named |= told.drugs
        found.classes |= told.classes if not coded else frozenset()
    if coded and named and not named & coded:
        said, meant = ", ".join(sorted(named)), ", ".join(sorted(coded))
        found.conflicts.add(f"its code says {meant} and its name {said}; the code was used")
    if not coded:
        found.drugs = named
    return found


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


def read_medication_use(
    gathering: Gathering, kind: str, found: MedicationUse, shelf: MedicineShelf, source: ResourceRef
) -> None:
    """Adds one exposure. A medicine that cannot be told is an unknown medicine, never no medicine."""
    status = (found.status or "").strip().lower()
    if status in NOT_GIVEN or found.doNotPerform:
        return
    contents = _contents(found, shelf)
    given = dosages(found)
    start, stop = period_of(kind, found, given)
    drugs = frozenset(contents.drugs)
    by = ResolvedBy.CODE if contents.coded else ResolvedBy.NAME if drugs or contents.classes else ResolvedBy.NONE
    name = next(iter(contents.wordings), "")[:200]
    if by is ResolvedBy.NONE and not name:
        gathering.count("medicine", "medicines", "what it is could not be told: no known code and no name", source)
    for conflict in sorted(contents.conflicts):
        gathering.cannot_read("medicine", conflict, source)
    gathering.drugs.append(
        DrugExposure(
            name=name or ", ".join(sorted(drugs)).replace("_", " ") or "unknown medicine",
            drugs=drugs,
            classes=gathering.terminology.drugs.classes(drugs) | contents.classes,
            state=state_of(kind, found, start, stop, gathering.as_of),
            source=source,
            resolved_by=by,
            use=use_of(" ".join(contents.wordings), given),
            start=start,
            stop=stop,
        )
    )


def _contents(found: MedicationUse, shelf: MedicineShelf) -> _Contents:
    reference = found.medicationReference
    if found.medication is None:  # the two common ways to name it, read without a copy
        if reference is None:
            return shelf.of_codes(found.medicationCodeableConcept)
        if found.medicationCodeableConcept is ABSENT:
            return shelf.contents(reference, contained_by_id(found.contained))
    contents = _Contents()
    if found.medication is not None:
        reference = reference or found.medication.reference
        contents.add(shelf.of_codes(found.medication.concept))
    contents.add(shelf.of_codes(found.medicationCodeableConcept))
    if reference is not None:
        contents.add(shelf.contents(reference, contained_by_id(found.contained)))
    return contents
