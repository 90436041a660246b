"""Which concepts does a code state? Exact codes; of the ICD-10 coarser ones, of the American one finer ones too."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from cds.fhir.code_systems import ICD10, ICD10CM, ICD10GM, SKS, system_key
from cds.fhir.diagnostic_certainty import without_letters

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cds.fhir.elements import CodeableConcept
    from rules.concept_definitions import ConceptDefinition
    from rules.identifiers import ConceptId

__all__ = ["ConceptsByCode"]

_ICD10 = frozenset({ICD10, ICD10CM, ICD10GM})
_SKS_DIAGNOSIS = "D"
"""The letter that stands before the code of the WHO where a diagnosis is filed in Denmark."""
_MARKS = "+*!\u2020-"
"""Behind a code of the ICD-10: cause and manifestation, and that more characters may follow."""


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
        if system == SKS:
            plain = code.upper()
            return self._of_who(plain[1:5]) if plain.startswith(_SKS_DIAGNOSIS) else frozenset()
        if system not in _ICD10:
            return self._by_code.get((system, code), frozenset())
        plain = _plain(system, code)
        if system != ICD10CM:
            return self._by_code.get((system, plain)) or self._of_who(plain)
        exact = self._by_code.get((ICD10CM, plain))
        if exact is not None:
            return exact
        for length in range(len(plain) - 1, 2, -1):  # a newer, finer code of something we know
            broader = self._by_code.get((ICD10CM, plain[:length]))
            if broader is not None:
                return broader
        finer = self._codes_below.get(plain, set())  # an older code that has since been split
        return next(iter(finer)) if len(finer) == 1 else frozenset()

    def _of_who(self, plain: str) -> frozenset[ConceptId]:
        """By the first four characters, else three: from the fifth on countries differ, and what they add is finer.

        Only digits are cut: a letter behind may mean anything.
        """
        if plain[4:] and not plain[4:].isdecimal():
            return frozenset()
        for length in range(min(len(plain), 4), 2, -1):
            for system in (ICD10, ICD10CM):
                known = self._by_code.get((system, plain[:length]))
                if known is not None:
                    return known
        return frozenset()


def _plain(system: str, code: str) -> str:
    if system not in _ICD10:
        return code
    return (without_letters(code) if system == ICD10GM else code.rstrip(_MARKS)).replace(".", "").upper()
