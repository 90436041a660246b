"""Numbers in words: a phrase says a range ("38..43"), a text one number that lies in it."""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["NumberRange", "number", "number_range"]

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*k?")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+")
_RANGE = re.compile(r"(\d+(?:\.\d+)?)\.\.(\d+(?:\.\d+)?)")
_TO = ".."
_THOUSAND = 1000


class NumberRange(NamedTuple):
    """The numbers from ``low`` to ``high``, both included, and the word of a phrase that says so."""

    low: float
    high: float
    symbol: str


def number_range(word: str) -> NumberRange | None:
    """The range that a word of a phrase says; None when it is a plain word."""
    found = _RANGE.fullmatch(word) if _TO in word else None
    return None if found is None else NumberRange(float(found[1]), float(found[2]), word)


def number(token: str) -> float | None:
    """The number a folded token says ("38.5", "38,5", "15,000", "15k"); None when it is none."""
    if not token[0].isdigit() or _NUMBER.fullmatch(token) is None:
        return None
    digits = token.removesuffix("k")
    plain = digits.replace(",", "") if _GROUPED.fullmatch(digits) else digits.replace(",", ".")
    if plain.count(".") > 1:
        return None
    return float(plain) * (_THOUSAND if token.endswith("k") else 1)
