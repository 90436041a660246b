"""Text reduced to plain words and clause boundaries, so that spelling, accents and punctuation do not matter."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["BOUNDARIES", "COLON", "COMMA", "DOUBT", "QUERY", "STOPS", "fold"]

COMMA = ","
QUERY = "?"
COLON = ":"
DOUBT = "??"
STOPS = frozenset({".", ";", "\n", DOUBT})
BOUNDARIES = STOPS | {COMMA, COLON, QUERY}
"""Tokens that are no words. A full stop, semicolon or new line ends a sentence; a comma or colon only a part of it."""

_LETTERS = str.maketrans(
    {"ø": "o", "Ø": "o", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ß": "ss", "ł": "l", "Ł": "l", "đ": "d", "ı": "i"}
)
"""Letters that do not decompose into a plain letter and an accent."""
_BREAKS = str.maketrans({"\r": "\n", "\v": "\n", "\f": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"})
_SIGNS = str.maketrans({"\u2019": "'", "\u2018": "'", "\u2212": "-", "≤": "<", "≥": ">"})
_INITIAL = re.compile(r"\b([A-Za-z])\.(?=\s?[a-z])")
_SIGN = re.compile(r"\(\s*([-+])\s*\)")
_REPEATED = re.compile(r"\?{2,}")
_ANSWERED = re.compile(
    r"(?<=\S)\?+\s*(?=(?:no|none|nil|never|denied|denies|negative|absent|yes)\b)",
    re.IGNORECASE,
)
_QUESTION = re.compile(r"(?<=\S)\?+(?!\w)")
_DASH = re.compile(r"\s[-\u2010-\u2015]+\s|[\u2012-\u2015]")
_TOKEN = re.compile(r"[^\W\d_]?\d+(?:[.,]\d+)+|[^\W_]+|\?\?|[.,;:?!()\n\[\]•<>]")
_SAME = {"!": ".", "(": COMMA, ")": COMMA, "[": COMMA, "]": COMMA, "•": "\n"}
_PLAIN = re.compile(r"[a-z0-9 ]*")
_KATAKANA = re.compile("[\u30a1-\u30fa\u30fc]+")
"""Japanese writes no blanks: loan words, drugs among them, stand in letters of their own."""


def fold(text: str) -> tuple[str, ...]:
    """Words in lower case without accents, apostrophes and invisible characters, and clause boundaries in between.

    Hyphens and slashes part words. Brackets and dashes between words become commas. Decimal numbers stay whole (T38.8
    as well), "<" and ">" are words, and the full stop of an initial ("E. coli") is dropped. A question mark stays where
    it opens a doubt ("? sepsis"), is a colon before its answer ("Rash? No") and else ``DOUBT`` of what it closes
    ("ITP?"). ``(-)`` and ``(+)`` become "negative" and "positive" with a comma behind them. A run of katakana
    is a word, and the German "V.a." and "Z.n." are written out.
    """
    if _PLAIN.fullmatch(text):
        return tuple(text.split())
    if not text.isascii():
        text = _without_accents(text)
    elif "\r" in text or "\v" in text or "\f" in text:
        text = text.translate(_BREAKS)
    if "." in text:
        if "V.a" in text or "Z.n" in text:
            text = text.replace("V.a.", "Verdacht auf").replace("Z.n.", "Zustand nach")
        text = _INITIAL.sub(r"\1", text)
    if "?" in text:
        text = _QUESTION.sub(DOUBT, _ANSWERED.sub(": ", _REPEATED.sub("?", text)))
    if "(" in text:
        text = _SIGN.sub(lambda sign: " negative , " if sign[1] == "-" else " positive , ", text)
    if " -" in text or not text.isascii():
        text = _DASH.sub(" , ", text)
    text = text.lower().replace("'", "")
    return tuple([_SAME.get(token, token) for token in _TOKEN.findall(text)])


def _without_accents(text: str) -> str:
    text = text.translate(_BREAKS | _SIGNS)
    decomposed = unicodedata.normalize("NFKD", text)
    kept = [c for c in decomposed if unicodedata.category(c) not in {"Mn", "Cf"}]
    return _KATAKANA.sub(r" \g<0> ", "".join(kept)).translate(_LETTERS)
