"""How far a "no" goes: to all that falls with what it names, or only to the place it was looked for in."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from rules.closure import closure

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from rules.concept_definitions import ConceptDefinition, DenialPlace
    from rules.identifiers import ConceptId

__all__ = ["Denials"]


class Denials:
    """What is denied with a concept, and what in its stead where the text names a place. Built once."""

    __slots__ = ("_implied", "_narrower", "_places")

    def __init__(
        self,
        concepts: Collection[ConceptDefinition],
        implied: Mapping[ConceptId, frozenset[ConceptId]],
    ) -> None:
        """``implied``: each concept with the broader ones that hold with it."""
        self._implied = implied
        self._places: dict[ConceptId, tuple[DenialPlace, ...]] = {
            concept.id: concept.denied_there for concept in concepts if concept.denied_there
        }
        narrower: defaultdict[ConceptId, list[ConceptId]] = defaultdict(list)
        for concept in concepts:
            for broader in concept.denied_with:
                narrower[broader].append(concept.id)
        self._narrower = {broader: closure((broader,), lambda name: narrower.get(name, ())) for broader in narrower}

    def of(self, denied: frozenset[ConceptId], beside: frozenset[ConceptId]) -> frozenset[ConceptId]:
        """What a denial amounts to. ``beside``: all that the text names, denied or not.

        A concept with a place among these is denied there alone; any other takes along what is denied with it.
        """
        if not self._places.keys().isdisjoint(denied):
            named = frozenset().union(*(self._implied[concept] for concept in beside))
            denied = frozenset(reached for concept in denied for reached in self._reached(concept, named))
        return denied.union(*(self._narrower.get(concept, ()) for concept in denied))

    def _reached(self, concept: ConceptId, named: frozenset[ConceptId]) -> tuple[ConceptId, ...]:
        places = self._places.get(concept, ())
        return next((place.denies for place in places if not place.beside.isdisjoint(named)), (concept,))
