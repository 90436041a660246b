"""What an order asks for or says, by code, by phrase, or by a short name that is the whole wording."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from cds.fhir.code_systems import short_system
from cds.fhir.elements import names
from cds.fhir.wordings import plain_words
from rules.identifiers import OrderTermId
from rules.lexicon import Lexicon

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cds.fhir.elements import CodeableConcept
    from rules.order_safety_definitions import OrderTerm, TermKind
    from rules.word_definitions import TextWords

__all__ = ["OrderTerms"]

_LONGEST = 400
_NONE: frozenset[OrderTermId] = frozenset()


class OrderTerms:
    """The order terms of the knowledge. Built once."""

    __slots__ = ("_by_code", "_by_name", "_kinds", "_lexicon")

    def __init__(self, terms: Mapping[OrderTermId, OrderTerm], words: TextWords) -> None:
        by_code: dict[tuple[str, str], set[OrderTermId]] = defaultdict(set)
        by_name: dict[str, set[OrderTermId]] = defaultdict(set)
        for term in terms.values():
            for code in term.codes:
                if code.verified:
                    by_code[code.system, code.code].add(term.id)
            for name in (term.label, *term.names):
                by_name[plain_words(name)].add(term.id)
        self._kinds = {term.id: term.kind for term in terms.values()}
        self._by_code = {key: frozenset(ids) for key, ids in by_code.items()}
        self._by_name = {key: frozenset(ids) for key, ids in by_name.items()}
        self._lexicon: Lexicon = Lexicon.compile(
            {term.id: (term.label, *term.phrases) for term in terms.values()}, words
        )

    def of(self, found: Iterable[CodeableConcept], *kinds: TermKind) -> frozenset[OrderTermId]:
        """The terms of these kinds in coded or worded fields; a local code counts as a name."""
        told: set[OrderTermId] = set()
        for concept in found:
            for coding in concept.codings:
                if coding.code is not None:
                    code = str(coding.code).strip()
                    told |= self._by_code.get((short_system(coding.system), code), _NONE)
                    told |= self._by_name.get(plain_words(code), _NONE)
            for wording in names(concept):
                told |= self._worded(wording)
        return self._only(told, kinds)

    def said(self, wording: str, *kinds: TermKind) -> frozenset[OrderTermId]:
        """The terms of these kinds that a wording asserts; one it denies or only mentions as past is not among them."""
        return self._only(self._worded(wording), kinds)

    def _worded(self, wording: str) -> frozenset[OrderTermId]:
        matches = self._lexicon.match(wording[:_LONGEST])
        told = {OrderTermId(match.id) for match in matches if not (match.negated or match.historical or match.family)}
        return frozenset(told) | self._by_name.get(plain_words(wording), _NONE)

    def _only(self, told: Iterable[OrderTermId], kinds: tuple[TermKind, ...]) -> frozenset[OrderTermId]:
        return frozenset(term for term in told if self._kinds[term] in kinds)
