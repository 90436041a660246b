"""What a medicine is, by what is written on it: codes before names, each wording read once for all charts."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce
from typing import TYPE_CHECKING

import msgspec

from cds.fhir.code_systems import ABSENT_UNKNOWN, SNOMED, short_system
from cds.fhir.elements import concepts, identifiers, names
from cds.fhir.medicine_use import use_with
from cds.fhir.remembering import remembered
from rules.chart import DrugUse, ResolvedBy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cds.fhir.drug_codes import DrugCodes
    from cds.fhir.medicine_use import MedicineUses
    from rules.identifiers import DrugClass, DrugId
    from rules.word_definitions import MedicineWords

__all__ = ["NONE_KNOWN", "NOTHING", "NOT_TOLD", "Contents", "MedicineLabels", "together"]

_LETTERS = 2
"""A local code with more letters than this may be a name."""
_REMEMBERED = 4096
_BETWEEN = b"\0"
"""Stands between two raw fields kept as one: no JSON has it."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What one medicine is: ingredients, how they were told, classes, wordings, codes that contradict names.

    ``use`` is what the wordings tell of it; ``by`` and ``name`` follow from the rest, ``name`` empty without words.
    """

    drugs: frozenset[DrugId] = frozenset()
    coded: bool = False
    classes: frozenset[DrugClass] = frozenset()
    wordings: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    use: DrugUse = DrugUse.TREATMENT
    by: ResolvedBy = field(init=False)
    name: str = field(init=False)

    def __post_init__(self) -> None:
        """Works out once what every order of this medicine needs."""
        told = ResolvedBy.NAME if self.drugs or self.classes else ResolvedBy.NONE
        object.__setattr__(self, "by", ResolvedBy.CODE if self.coded else told)
        object.__setattr__(self, "name", next(iter(self.wordings), "")[:200])


NOTHING = Contents()
NONE_KNOWN = Contents(wordings=("no known medicines",))
"""Stands in the place of a medicine where the sender says that the patient takes none."""
NOT_TOLD = Contents(wordings=("no information on medicines",))
"""Stands there where the sender says that it does not know."""
_INSTEAD = {
    (ABSENT_UNKNOWN, "no-known-medications"): NONE_KNOWN,
    (ABSENT_UNKNOWN, "no-medication-info"): NOT_TOLD,
}
"""FHIR's own codes that stand where a medicine would."""


def together(parts: Iterable[Contents]) -> Contents:
    """The parts of a mix as one medicine."""
    known = [part for part in parts if part is not NOTHING]
    if len(known) <= 1:
        return known[0] if known else NOTHING
    return Contents(
        frozenset().union(*(part.drugs for part in known)),
        any(part.coded for part in known),
        frozenset().union(*(part.classes for part in known)),
        tuple(wording for part in known for wording in part.wordings),
        tuple(sorted({conflict for part in known for conflict in part.conflicts})),
        reduce(use_with, (part.use for part in known)),
    )


class MedicineLabels:
    """Reads raw ``code`` and ``identifier`` fields of medicines. Holds no patient.

    All readers raise msgspec.ValidationError for a field that is of another shape.
    """

    __slots__ = ("_both", "_drugs", "_instead", "_uses", "of_codes", "of_identifiers", "of_name")

    def __init__(self, drugs: DrugCodes, uses: MedicineUses, words: MedicineWords) -> None:
        self._drugs = drugs
        self._instead = _INSTEAD | {(SNOMED, code): NONE_KNOWN for code in words.none_known}
        self._uses = uses
        self.of_codes = remembered(_REMEMBERED)(self._of_codes)
        self.of_identifiers = remembered(_REMEMBERED)(self._of_identifiers)
        self.of_name = remembered(_REMEMBERED)(self._of_name)
        self._both = remembered(_REMEMBERED)(self._of_both)

    def of_product(self, codes: bytes, identifiers: bytes) -> Contents:
        """What the codes tell, with the identifiers where the codes tell no ingredient."""
        return self._both(codes + _BETWEEN + identifiers)

    def _of_both(self, raw: bytes) -> Contents:
        codes, _, sent = raw.partition(_BETWEEN)
        found = self.of_codes(codes)
        return found if found.drugs or not sent else together((found, self.of_identifiers(sent)))

    def _of_codes(self, raw: bytes) -> Contents:
        parts = []
        for concept in concepts(msgspec.Raw(raw)) if raw else ():
            keys = ((short_system(coding.system), str(coding.code)) for coding in concept.codings)
            instead = next((self._instead[key] for key in keys if key in self._instead), None)
            if instead is not None:
                return instead
            # Codes of a local list may be names.
            local = (
                str(coding.code)
                for coding in concept.codings
                if coding.code is not None
                and not short_system(coding.system)
                and sum(map(str.isalpha, str(coding.code))) > _LETTERS
            )
            parts.append(self._told(self._drugs.coded(concept), (*names(concept), *local)))
        return together(parts)

    def _of_identifiers(self, raw: bytes) -> Contents:
        """One vendor keeps the drug's name, or its product number, among the identifiers."""
        sent = [(each.system, each.value) for each in identifiers(msgspec.Raw(raw)) if each.value] if raw else []
        coded = frozenset().union(*(self._drugs.of_code(short_system(system), value) for system, value in sent))
        return self._told(coded, tuple(value for _, value in sent if sum(map(str.isalpha, value)) > _LETTERS))

    def _of_name(self, text: str) -> Contents:
        return self._told(frozenset(), (text,))

    def _told(self, coded: frozenset[DrugId], wordings: tuple[str, ...]) -> Contents:
        """Codes before names; where the two name different medicines the code is used and the conflict kept."""
        named = [self._drugs.named(wording) for wording in wordings]
        by_name = frozenset().union(*(each.drugs for each in named))
        if not coded and not wordings:
            return NOTHING
        use = self._uses.by_name(" ".join(wordings))
        if not coded:
            classes = frozenset().union(*(each.classes for each in named))
            return Contents(by_name, classes=classes, wordings=wordings, use=use)
        conflicts: tuple[str, ...] = ()
        coded = coded | by_name if coded < by_name else coded  # a mix whose code is known for one of its parts
        if by_name and not by_name & coded:
            said, meant = ", ".join(sorted(by_name)), ", ".join(sorted(coded))
            conflicts = (f"its code says {meant} and its name {said}; the code was used",)
        return Contents(coded, True, self._drugs.classes(coded), wordings, conflicts, use)  # noqa: FBT003 - fields in order
