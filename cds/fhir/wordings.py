"""Names compared as plain words: case, accents, punctuation and invisible characters do not matter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rules.lexicon import fold
from rules.lexicon.folding import BOUNDARIES

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["any_of", "plain_words"]


def plain_words(text: str) -> str:
    """The words of a name with single blanks between them; empty when it has none.

    The per cent sign is a word: cells and per cent of cells are two tests.
    """
    return " ".join(token for token in fold(text.replace("%", " percent ")) if token not in BOUNDARIES)


def any_of(words: Iterable[str], anywhere: Iterable[str] = ()) -> re.Pattern[str]:
    """Finds any of the words, whole and in either case, or of those that may stand inside others.

    A word's last star stands for any ending. Without words it is a pattern that nothing fits.
    """
    whole = "|".join(re.escape(word.removesuffix("*")) + (r"\w*" if word.endswith("*") else "") for word in words)
    return re.compile("|".join([rf"\b(?:{whole or '(?!)'})\b", *map(re.escape, anywhere)]), re.IGNORECASE)
