"""Which ingredients are in a medicine? Codes first (RxNorm, NDC, ATC a site lists), then names. No fuzzy matching."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cds.fhir.code_systems import NDC, RXNORM, system_key
from cds.fhir.wordings import listed, plain_words
from rules.closure import closure

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cds.fhir.elements import CodeableConcept
    from rules.definitions import Knowledge
    from rules.identifiers import DrugClass, DrugId

__all__ = ["DrugCodes", "NamedDrugs", "ndc9_readings"]

_LONGEST_NAME = 8
_READ = 400
_REMEMBERED = 4096


@dataclass(frozen=True, slots=True)
class NamedDrugs:
    """Ingredients and classes found in a name; a class name alone ("anticoagulant") has no ingredient."""

    drugs: frozenset[DrugId] = frozenset()
    classes: frozenset[DrugClass] = frozenset()


class DrugCodes:
    """The ingredients of the knowledge by code and by name. Built once."""

    __slots__ = (
        "_broader",
        "_by_code",
        "_by_ndc9",
        "_class_names",
        "_classes",
        "_names",
        "_not_inside",
        "_remembered",
        "_undoing",
    )

    def __init__(self, knowledge: Knowledge) -> None:
        by_code: dict[tuple[str, str], set[DrugId]] = defaultdict(set)
        by_ndc9: dict[str, set[DrugId]] = defaultdict(set)
        names: dict[str, set[DrugId]] = defaultdict(set)
        for drug in knowledge.drugs.values():
            for code in drug.codes:
                if code.verified:
                    by_code[code.system, code.code].add(drug.id)
            for product in drug.products:
                by_code[RXNORM, product].add(drug.id)
            for ndc9 in drug.ndc9:
                by_ndc9[ndc9].add(drug.id)
            for name in (drug.label, *drug.names):
                names[plain_words(name)].add(drug.id)
        names.pop("", None)
        self._by_code = {key: frozenset(ids) for key, ids in by_code.items()}
        self._by_ndc9 = {key: frozenset(ids) for key, ids in by_ndc9.items()}
        self._names = {key: frozenset(ids) for key, ids in names.items()}
        self._class_names = {
            plain_words(name): group.id
            for group in knowledge.drug_classes.values()
            for name in (group.label, f"{group.label}s")
        }
        self._classes = {drug.id: _broader(drug.classes, knowledge) for drug in knowledge.drugs.values()}
        self._broader = {group: _broader((group,), knowledge) for group in knowledge.drug_classes}
        self._undoing = knowledge.medicine_words.undoing
        # "Starter kit (for patients taking ...)": the drug in brackets is not inside.
        takers = listed(knowledge.medicine_words.takers).pattern
        self._not_inside = re.compile(rf"\([^)]*(?:{takers})[^)]*\)", re.IGNORECASE)
        self._remembered: dict[str, NamedDrugs] = {}

    def classes(self, drugs: Iterable[DrugId]) -> frozenset[DrugClass]:
        """Every class of the ingredients, broader ones included."""
        return frozenset().union(*(self._classes[drug] for drug in drugs))

    def coded(self, found: CodeableConcept) -> frozenset[DrugId]:
        """The ingredients its codes name; empty when no code is known."""
        drugs: frozenset[DrugId] = frozenset()
        for coding in found.codings:
            if coding.code is not None:
                drugs |= self.of_code(system_key(coding.system), str(coding.code).strip())
        return drugs

    def of_code(self, system: str, code: str) -> frozenset[DrugId]:
        """The ingredients of one code; NDC by its first nine digits."""
        if system != NDC:
            return self._by_code.get((system, code), frozenset())
        readings = {self._by_ndc9[ndc9] for ndc9 in ndc9_readings(code) if ndc9 in self._by_ndc9}
        # Ten bare digits have three readings: they tell a drug only when all that exist agree.
        return next(iter(readings)) if len(readings) == 1 else frozenset()

    def named(self, text: str) -> NamedDrugs:
        """The ingredients named in a text, longest name first, whole words only."""
        text = text[:_READ]
        known = self._remembered.get(text)
        if known is None:
            known = self._read(text)
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            self._remembered[text] = known
        return known

    def _read(self, text: str) -> NamedDrugs:
        words = plain_words(self._not_inside.sub(" ", text)).split()
        drugs: set[DrugId] = set()
        at = 0
        while at < len(words):
            for length in range(min(_LONGEST_NAME, len(words) - at), 0, -1):
                hit = self._names.get(" ".join(words[at : at + length]))
                if hit is not None:
                    if at + length >= len(words) or words[at + length] not in self._undoing:
                        drugs |= hit
                    at += length
                    break
            else:
                at += 1
        if drugs:
            return NamedDrugs(frozenset(drugs), self.classes(drugs))
        group = self._class_names.get(" ".join(words))
        return NamedDrugs(classes=self._broader[group]) if group is not None else NamedDrugs()


def ndc9_readings(code: str) -> tuple[str, ...]:
    """Labeler and product, nine digits, of an NDC in any spelling; several when ten bare digits are ambiguous.

    Eleven digits are 5-4-2; with hyphens 4-4-2, 5-3-2 and 5-4-1 are padded. Nine bare digits are taken as they are;
    fewer are no NDC.
    """
    parts = code.strip().split("-")
    if not all(map(str.isdecimal, parts)):
        return ()
    if len(parts) in (2, 3):
        labeler, product = parts[0].zfill(5), parts[1].zfill(4)
        return (labeler + product,) if len(labeler) == 5 and len(product) == 4 else ()
    if len(parts) != 1:
        return ()
    digits = parts[0]
    if len(digits) in (9, 11):
        return (digits[:9],)
    if len(digits) == 10:
        return (f"0{digits[:8]}", f"{digits[:5]}0{digits[5:8]}", digits[:9])
    return ()


def _broader(classes: Iterable[DrugClass], knowledge: Knowledge) -> frozenset[DrugClass]:
    def above(group: DrugClass) -> Iterable[DrugClass]:
        known = knowledge.drug_classes.get(group)
        return known.implies if known else ()

    return closure(classes, above)
