"""What kind of Observation it is, by its FHIR category."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from cds.fhir.elements import ABSENT, concepts
from cds.fhir.remembering import remembered

if TYPE_CHECKING:
    from rules.word_definitions import LaboratoryWords

__all__ = ["LABORATORY", "Categories"]

LABORATORY = "laboratory"
_OTHERS = ("vital-signs", "vitals", "exam", "social-history", "imaging", "survey")


class Categories:
    """Reads categories with the words of one knowledge. Built once; holds no patient."""

    __slots__ = ("_known", "_laboratory")

    def __init__(self, words: LaboratoryWords) -> None:
        self._laboratory = frozenset(word.lower().replace(" ", "-") for word in (LABORATORY, *words.categories))
        self._known = remembered(1024)(self._read)

    def of(self, raw: msgspec.Raw) -> str:
        """The first category understood, in FHIR's R4 spelling; empty when there is none."""
        return "" if raw is ABSENT else self._known(bytes(raw))

    def _read(self, raw: bytes) -> str:
        try:
            found = concepts(msgspec.Raw(raw))
        except msgspec.DecodeError:
            return ""
        for each in found:
            for word in (*(str(coding.code) for coding in each.codings), each.text or ""):
                plain = word.strip().lower().replace(" ", "-")
                if plain in self._laboratory:
                    return LABORATORY
                if plain in _OTHERS:
                    return plain
        return ""
