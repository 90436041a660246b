"""Drugs told by their names alone, held against what their codes say, for every medicine of every order.

The truth is the code (RxNorm, NDC, ATC) where the knowledge knows it. A medicine whose code it does not know, or that
has no words, has no truth: what its name says is counted and not judged.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec
import orjson

from benchmarks.shares import Share
from cds.fhir.code_systems import system_key
from cds.fhir.drug_codes import DrugCodes
from cds.fhir.elements import CodeableConcept

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rules.definitions import Knowledge
    from rules.identifiers import DrugId

__all__ = ["DrugResolution", "DrugTruth"]

_ORDER = "MedicationRequest"
_DEPTH = 3
_LETTERS = 2
_SHOWN = 60


@dataclass(slots=True)
class DrugResolution:
    """Over the orders of one folder. Counts the ingredients of medicines; ``errors`` tell wording, name and code.

    ``judged``: medicines with a known code and words. ``only_named``: those with a name that tells and no known code.
    """

    name: str
    orders: int = 0
    judged: int = 0
    both: int = 0
    by_name: int = 0
    by_code: int = 0
    only_named: int = 0
    errors: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    @property
    def precision(self) -> Share:
        """Of the ingredients that names tell, those that the codes tell too."""
        return Share(self.both, self.by_name)

    @property
    def recall(self) -> Share:
        """Of the ingredients that codes tell, those that the names tell too."""
        return Share(self.both, self.by_code)


class DrugTruth:
    """Reads the medicines of orders twice: by code and by name."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._drugs = DrugCodes(knowledge)

    def judge(self, name: str, bundles: Iterable[bytes]) -> DrugResolution:
        """Every order of every Bundle."""
        found = DrugResolution(name)
        for raw in bundles:
            resources = [entry["resource"] for entry in orjson.loads(raw).get("entry", ()) if "resource" in entry]
            shelf = {f"Medication/{each.get('id')}": each for each in resources if each["resourceType"] == "Medication"}
            for order in resources:
                if order["resourceType"] == _ORDER:
                    found.orders += 1
                    for concept, identifiers in _medicines(order, shelf):
                        self._one(found, concept, identifiers)
        return found

    def _one(self, found: DrugResolution, concept: CodeableConcept, identifiers: list[tuple[str, str]]) -> None:
        coded: frozenset[DrugId] = self._drugs.coded(concept)
        for system, value in identifiers:
            coded |= self._drugs.of_code(system_key(system), value)
        words = [text for text in _wordings(concept, identifiers) if sum(map(str.isalpha, text)) > _LETTERS]
        named = frozenset[Any]().union(*(self._drugs.named(text).drugs for text in words))
        if not coded or not words:
            found.only_named += bool(named)
            return
        found.judged += 1
        found.both += len(coded & named)
        found.by_name += len(named)
        found.by_code += len(coded)
        if coded != named:
            told = (" / ".join(dict.fromkeys(words))[:_SHOWN], ", ".join(sorted(named)), ", ".join(sorted(coded)))
            found.errors[told] += 1


def _medicines(
    node: dict[str, Any], shelf: dict[str, dict[str, Any]], depth: int = _DEPTH
) -> Iterator[tuple[CodeableConcept, list[tuple[str, str]]]]:
    """The coded words and identifiers of a medicine, of what it refers to and of what it is mixed from."""
    concept = node.get("medicationCodeableConcept") or node.get("itemCodeableConcept") or node.get("code")
    identifiers = [
        (each.get("system", ""), each["value"]) for each in node.get("identifier", ()) if "value" in each
    ] if node.get("resourceType") == "Medication" else []  # fmt: skip
    if concept or identifiers:
        yield msgspec.convert(concept or {}, CodeableConcept), identifiers
    if not depth:
        return
    reference = (node.get("medicationReference") or node.get("itemReference") or {}).get("reference", "")
    if reference in shelf:
        yield from _medicines(shelf[reference], shelf, depth - 1)
    for part in node.get("ingredient", ()):
        yield from _medicines(part, shelf, depth - 1)


def _wordings(concept: CodeableConcept, identifiers: list[tuple[str, str]]) -> Iterator[str]:
    yield concept.text or ""
    for coding in concept.codings:
        yield coding.display or ""
        yield str(coding.code or "")
    yield from (value for _, value in identifiers)
