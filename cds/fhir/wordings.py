"""Names compared as plain words: case, accents, punctuation and invisible characters do not matter."""

from __future__ import annotations

from rules.lexicon import fold
from rules.lexicon.folding import BOUNDARIES

__all__ = ["plain_words"]


def plain_words(text: str) -> str:
    """The words of a name with single blanks between them; empty when it has none.

    The per cent sign is a word: cells and per cent of cells are two tests.
    """
    return " ".join(token for token in fold(text.replace("%", " percent ")) if token not in BOUNDARIES)
