"""Which concepts does a code state? Exact codes, and for ICD-10-CM finer and coarser ones of something known."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from cds.fhir.code_systems import ICD10, ICD10CM, system_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cds.fhir.elements import CodeableConcept
    from rules.concept_definitions import ConceptDefinition
    from rules.identifiers import ConceptId

__all__ = ["ConceptsByCode"]


class ConceptsByCode:
    """The concepts of the knowledge by verified code. Built once."""

    __slots__ = ("_by_code", "_codes_below")

    def __init__(self, concepts: Iterable[ConceptDefinition]) -> None:
        by_code: dict[tuple[str, str], set[ConceptId]] = defaultdict(set)
        for definition in concepts:
            for code in definition.codes:
                if code.verified:
                    by_code[code.system, _plain(code.system, code.code)].add(definition.id)
        self._by_code = {key: frozenset(ids) for key, ids in by_code.items()}
        self._codes_below: dict[str, set[frozenset[ConceptId]]] = defaultdict(set)
        for (system, digits), ids in self._by_code.items():
            if system == ICD10CM:
                for length in range(4, len(digits)):
                    self._codes_below[digits[:length]].add(ids)

    def of(self, found: CodeableConcept) -> frozenset[ConceptId]:
        """The concepts its codes state."""
        return frozenset().union(
            *(
                self._of_code(system_key(coding.system), str(coding.code).strip())
                for coding in found.codings
                if coding.code is not None
            )
        )

    def _of_code(self, system: str, code: str) -> frozenset[ConceptId]:
        if system not in (ICD10CM, ICD10):
            return self._by_code.get((system, code), frozenset())
        plain = _plain(system, code)
        exact = self._by_code.get((ICD10CM, plain))
        if system == ICD10:  # countries differ from the fifth character on
            return exact if exact is not None and len(plain) <= 4 else frozenset()
        if exact is not None:
            return exact
        for length in range(len(plain) - 1, 2, -1):  # a newer, finer code of something we know
            broader = self._by_code.get((ICD10CM, plain[:length]))
            if broader is not None:
                return broader
        finer = self._codes_below.get(plain, set())  # an older code that has since been split
        return next(iter(finer)) if len(finer) == 1 else frozenset()


def _plain(system: str, code: str) -> str:
    return code.replace(".", "").upper() if system in (ICD10CM, ICD10) else code
