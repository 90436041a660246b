"""Names compared as plain words: case, accents, punctuation and invisible characters do not matter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rules.lexicon import fold
from rules.lexicon.folding import BOUNDARIES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rules.word_definitions import WordList

__all__ = ["any_of", "listed", "listed_plain", "one_of", "plain_words"]


def plain_words(text: str) -> str:
    """The words of a name with single blanks between them; empty when it has none.

    The per cent sign is a word: cells and per cent of cells are two tests.
    """
    return " ".join(token for token in fold(text.replace("%", " percent ")) if token not in BOUNDARIES)


def any_of(words: Iterable[str], anywhere: Iterable[str] = (), longer: Iterable[str] = ()) -> re.Pattern[str]:
    """Finds any of the words, whole and in either case, or of those that may stand inside others.

    A word's last star stands for any ending. Of ``anywhere`` none is found that begins one of ``longer``. Without words
    it is a pattern that nothing fits.
    """
    whole = "|".join(re.escape(word.removesuffix("*")) + (r"\w*" if word.endswith("*") else "") for word in words)
    others = f"(?!{one_of(longer)})"
    inside = (others + re.escape(word) for word in anywhere)
    return re.compile("|".join([rf"\b(?:{whole or '(?!)'})\b", *inside]), re.IGNORECASE)


def listed(words: WordList) -> re.Pattern[str]:
    """Finds the words of a list in a wording as it was sent."""
    return any_of(words.words, words.anywhere, words.longer)


def listed_plain(words: WordList) -> re.Pattern[str]:
    """Finds the words of a list in plain words, whatever their accents in the list."""
    return any_of(map(_plain_word, words.words), map(plain_words, words.anywhere), map(plain_words, words.longer))


def one_of(words: Iterable[str]) -> str:
    """A part of a pattern that any of the words fits, the longest first; without words nothing does."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True))) or "(?!)"


def _plain_word(word: str) -> str:
    return plain_words(word) + ("*" if word.endswith("*") else "")
