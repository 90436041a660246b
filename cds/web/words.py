"""The pages' own words in the reader's language, from one catalogue a language. The medicine is always English."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.datastructures import LanguageAccept

__all__ = ["LANGUAGES", "UnknownWord", "Words", "chosen_words", "words_of"]

LANGUAGES = ("en", "de")
"""Codes of the catalogues in ``cds/web/language``; the first is used when no other fits."""

_MEDICINE = "en"


class UnknownWord(KeyError):
    """A page asked for a word its catalogue does not have: a mistake in our code."""


@dataclass(frozen=True, slots=True)
class Words:
    """One language's catalogue; ``words.skip`` and ``words["skip"]`` are the text of that key.

    Texts with places in braces are filled with ``format``.
    """

    code: str
    texts: Mapping[str, str]

    def __getitem__(self, key: str) -> str:
        """Raises UnknownWord."""
        try:
            return self.texts[key]
        except KeyError:
            raise UnknownWord(key) from None

    def __getattr__(self, key: str) -> str:
        """The same by attribute, as templates ask. Raises UnknownWord."""
        return self[key]

    @property
    def name(self) -> str:
        """The language's own name."""
        return self["language_name"]

    @property
    def of_the_medicine(self) -> bool:
        """True when cards and knowledge are in this language too."""
        return self.code == _MEDICINE


@cache
def words_of(code: str) -> Words:
    """The catalogue of one of ``LANGUAGES``."""
    import yaml  # noqa: PLC0415 - for the pages alone

    return Words(code, yaml.safe_load((files("cds.web") / "language" / f"{code}.yaml").read_text("utf-8")))


def chosen_words(asked: str, accepted: LanguageAccept) -> Words:
    """The language asked for in the address, else the browser's best, else the first. Another one is not an error."""
    wished = (asked, *(tag.partition("-")[0].lower() for tag, quality in accepted if quality > 0))
    return words_of(next((code for code in wished if code in LANGUAGES), LANGUAGES[0]))
