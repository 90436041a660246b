"""Numbers sent as words: "<5*.", "2,0", "> 1,000 U/L"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cds.fhir.remembering import remembered
from rules.chart import Comparator

__all__ = ["NumberInWords", "number_in_words"]

_NUMBER = re.compile(
    r"^\s*(?P<sign><=|>=|=<|=>|≤|≥|<|>|less than|greater than|more than|under|over)?\s*"
    r"(?P<minus>-?)(?:(?P<grouped>[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?)|(?P<number>\d+(?:[.,]\d+)?))\s*\*?"
    r"(?:\s*\([^()]*\)|\.\s+\S.*|\.?\s*(?P<unit>(?:[^\d\s.,;(]|10[*^])[^(),;]{0,24}?)?"
    r"(?:\s+of normal)?(?:\s*[,;]\s*[a-z][a-z ]{0,30})?)?\.?\s*$",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST_NUMBER = 300
"""A number may be followed by a sentence on how to read it; a report is not searched for numbers."""
_SIGNS = {
    "<": Comparator.BELOW, "less than": Comparator.BELOW, "under": Comparator.BELOW,
    "<=": Comparator.AT_MOST, "=<": Comparator.AT_MOST, "≤": Comparator.AT_MOST,
    ">": Comparator.ABOVE, "greater than": Comparator.ABOVE, "more than": Comparator.ABOVE, "over": Comparator.ABOVE,
    ">=": Comparator.AT_LEAST, "=>": Comparator.AT_LEAST, "≥": Comparator.AT_LEAST,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class NumberInWords:
    """A number found in a string, with the comparator and the unit written beside it."""

    value: float
    comparator: Comparator | None
    unit: str


@remembered(2048, 300)
def number_in_words(text: str | None) -> NumberInWords | None:
    """A string that is a number, with or without comparator and unit ("<5*.", "2,0", "> 1,000 U/L"); else None.

    A few words may follow behind a comma ("1.93, prolonged"), and what the unit is of ("14 % of normal").

    A comma parts thousands where three digits follow each, and else decimals, as always behind a nought ("0,450").
    """
    found = _NUMBER.match(text) if text and len(text) <= _LONGEST_NUMBER else None
    if found is None:
        return None
    sign = (found["sign"] or "").lower()
    unit = (found["unit"] or "").strip().rstrip(".*").strip()
    grouped = found["grouped"]
    digits = grouped.replace(",", "") if grouped else found["number"].replace(",", ".")
    return NumberInWords(float(found["minus"] + digits), _SIGNS.get(sign), unit)
