"""Which suggested test is an order for? By code, else by phrase."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from cds.fhir.code_systems import short_system
from cds.fhir.elements import names
from rules.identifiers import TestId
from rules.lexicon import Lexicon

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cds.fhir.elements import CodeableConcept
    from rules.word_definitions import TextWords
    from rules.workup_definitions import TestDefinition

__all__ = ["OrderCodes"]


class OrderCodes:
    """The suggested tests by code and by phrase. Built once."""

    __slots__ = ("_by_code", "_lexicon")

    def __init__(self, tests: Mapping[TestId, TestDefinition], words: TextWords) -> None:
        by_code: dict[tuple[str, str], set[TestId]] = defaultdict(set)
        for test in tests.values():
            for code in (*test.codes, *((test.order,) if test.order else ())):
                if code.verified:
                    by_code[code.system, code.code].add(test.id)
        self._by_code = {key: frozenset(ids) for key, ids in by_code.items()}
        self._lexicon: Lexicon = Lexicon.compile(
            {test.id: (test.label, *test.phrases) for test in tests.values()}, words
        )

    def match(self, found: CodeableConcept) -> frozenset[TestId]:
        """The tests an order asks for; empty when it is none of ours."""
        coded = frozenset().union(
            *(
                self._by_code.get((short_system(coding.system), str(coding.code).strip()), frozenset())
                for coding in found.codings
                if coding.code is not None
            )
        )
        if coded:
            return coded
        return frozenset(
            TestId(match.id)
            for wording in names(found)
            for match in self._lexicon.match(wording[:400])
            if not match.negated
        )
