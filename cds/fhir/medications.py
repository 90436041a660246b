"""Medicines ordered, taken, given or dispensed, with their ingredients traced through every kind of reference."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from cds.fhir.code_systems import short_system
from cds.fhir.elements import ABSENT, concepts, names
from cds.fhir.medicine_use import NOT_GIVEN, PLAIN_STATUS, dosages, period_of, state_of, use_by_name, use_of
from cds.fhir.records import new_exposure
from cds.fhir.resources import Medication
from rules.chart import ResolvedBy

if TYPE_CHECKING:
    from cds.fhir.drug_codes import DrugCodes
    from cds.fhir.elements import Identifier, Reference
    from cds.fhir.gathering import Gathering
    from cds.fhir.resources import MedicationIngredient, MedicationUse
    from cds.fhir.terminology import Terminology
    from rules.chart import DrugUse
    from rules.identifiers import DrugClass, DrugId, ResourceRef

__all__ = ["MedicineShelf", "read_medication_use"]

#: A mix of a mix of a mix is followed, and no further.
_DEPTH = 3
#: A local code with more letters than this may be a name.
_LETTERS = 2
_MEDICATION = msgspec.json.Decoder(Medication)
_UNREADABLE = (msgspec.DecodeError, RecursionError)


@dataclass(frozen=True, slots=True)
class _Contents:
    """What one medicine is: ingredients, how they were told, classes, wordings, codes that contradict names.

    ``by``, ``name`` and ``use`` follow from them; ``name`` is empty when there are no words.
    """

    drugs: frozenset[DrugId] = frozenset()
    coded: bool = False
    classes: frozenset[DrugClass] = frozenset()
    wordings: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    by: ResolvedBy = field(init=False)
    name: str = field(init=False)
    use: DrugUse = field(init=False)

    def __post_init__(self) -> None:
        """Works out once what every order of this medicine needs."""
        told = ResolvedBy.NAME if self.drugs or self.classes else ResolvedBy.NONE
        object.__setattr__(self, "by", ResolvedBy.CODE if self.coded else told)
        object.__setattr__(self, "name", next(iter(self.wordings), "")[:200])
        object.__setattr__(self, "use", use_by_name(" ".join(self.wordings)))


_NOTHING = _Contents()
_NONE_CONTAINED: dict[str, msgspec.Raw] = {}


def _together(parts: list[_Contents]) -> _Contents:
    """The parts of a mix as one medicine."""
    if len(parts) <= 1:
        return parts[0] if parts else _NOTHING
    return _Contents(
        frozenset().union(*(part.drugs for part in parts)),
        any(part.coded for part in parts),
        frozenset().union(*(part.classes for part in parts)),
        tuple(wording for part in parts for wording in part.wordings),
        tuple(sorted({conflict for part in parts for conflict in part.conflicts})),
    )


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
        found = _NOTHING
        target = (reference.reference or "").strip()
        if target.startswith("#"):
            raw = contained.get(target[1:])
            if raw is not None and depth:
                found = self._of(raw, contained, depth)
        elif target:
            key = self._key(target)
            known = self._read.get(key)
            if known is None and key in self._sent and depth:
                self._read[key] = _NOTHING  # a mix that contains itself ends here
                known = self._read[key] = self._of(self._sent[key], {}, depth)
            found = known or _NOTHING
        if not found.drugs and reference.display:
            return _together([found, self._told(frozenset(), (reference.display,))])
        return found

    def _key(self, target: str) -> str:
        if target in self._sent:
            return target
        parts = target.split("/_history/", maxsplit=1)[0].split("/")
        return "/".join(parts[-2:]) if len(parts) > 1 else f"Medication/{target.removeprefix('urn:uuid:')}"

    def _of(self, sent: Medication | msgspec.Raw | bytes, contained: dict[str, msgspec.Raw], depth: int) -> _Contents:
        try:
            medication = sent if isinstance(sent, Medication) else _MEDICATION.decode(sent)
            own = self.of_codes(medication.code)
            if own.drugs and not medication.ingredient:
                return own
            parts = [own]
            if medication.ingredient:
                within = contained | contained_by_id(medication.contained)
                parts += (self._of_ingredient(part, within, depth) for part in medication.ingredient)
            if medication.identifier and not any(part.drugs for part in parts):
                parts.append(self._of_identifiers(medication.identifier))
            return _together(parts)
        except _UNREADABLE:
            return _NOTHING

    def _of_ingredient(
        self, ingredient: MedicationIngredient, contained: dict[str, msgspec.Raw], depth: int
    ) -> _Contents:
        item = ingredient.item
        parts = [self.of_codes(ingredient.itemCodeableConcept)]
        if item is not None:
            parts.append(self.of_codes(item.concept))
        reference = ingredient.itemReference or (item.reference if item else None)
        if reference is not None:
            parts.append(self.contents(reference, contained, depth - 1))
        return _together(parts)

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
    parts = []
    for concept in concepts(msgspec.Raw(raw)):
        # Codes of a local list may be names.
        local = (
            str(coding.code)
            for coding in concept.codings
            if coding.code is not None
            and not short_system(coding.system)
            and sum(map(str.isalpha, str(coding.code))) > _LETTERS
        )
        parts.append(_told(drugs, drugs.coded(concept), (*names(concept), *local)))
    return _together(parts)


@lru_cache(maxsize=4096)
def _told(drugs: DrugCodes, coded: frozenset[DrugId], wordings: tuple[str, ...]) -> _Contents:
    """Codes before names; where the two name different medicines the code is used and the conflict kept."""
    named = [drugs.named(wording) for wording in wordings]
    by_name = frozenset().union(*(each.drugs for each in named))
    if not coded:
        return _Contents(by_name, classes=frozenset().union(*(each.classes for each in named)), wordings=wordings)
    conflicts: tuple[str, ...] = ()
    if by_name and not by_name & coded:
        said, meant = ", ".join(sorted(by_name)), ", ".join(sorted(coded))
        conflicts = (f"its code says {meant} and its name {said}; the code was used",)
    return _Contents(coded, True, drugs.classes(coded), wordings, conflicts)  # noqa: FBT003  fields in order


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
    kind: str, shelf: MedicineShelf, gathering: Gathering, found: MedicationUse, source: ResourceRef
) -> None:
    """Adds one exposure. A medicine that cannot be told is an unknown medicine, never no medicine."""
    status = found.status or ""
    if status not in PLAIN_STATUS:
        status = status.strip().lower()
    if status in NOT_GIVEN or found.doNotPerform:
        return
    contents = _contents(found, shelf)
    given = dosages(found)
    start, stop = period_of(kind, found, given)
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
            use_of(contents.use, given),
            start,
            stop,
        )
    )


def _contents(found: MedicationUse, shelf: MedicineShelf) -> _Contents:
    reference, coded = found.medicationReference, found.medicationCodeableConcept
    parts = []
    if found.medication is not None:
        reference = reference or found.medication.reference
        parts.append(shelf.of_codes(found.medication.concept))
    if coded is not ABSENT:
        parts.append(shelf.of_codes(coded))
    if reference is not None:
        contained = contained_by_id(found.contained) if found.contained else _NONE_CONTAINED
        parts.append(shelf.contents(reference, contained))
    return _together(parts)
