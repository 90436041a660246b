"""The sender's reference limits of a result, in numbers or in words ("150-379", "<5")."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from cds.fhir.elements import ABSENT, Quantity, Range
from cds.fhir.remembering import remembered
from cds.fhir.wordings import one_of

if TYPE_CHECKING:
    from rules.word_definitions import LaboratoryWords

__all__ = ["NO_LIMITS", "Limits", "ReferenceRanges"]

_DECODER = msgspec.json.Decoder(Range | list[Range | None] | None)
_NUMBER = r"(-?\d+(?:[.,]\d+)?)"
_DASHES = "-–~〜～"
_ONE_SIDE = re.compile(rf"^\s*(<=?|>=?|≤|≥)\s*{_NUMBER}(?![\d.,]*\d)")
_EITHER = re.compile(r"-?[1-9]\d{0,2}[.,]\d{3}")
"""May be thousands or thousandths ("150.000"): which, only the country knows."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Low and high as sent, and the units written beside them."""

    low: float | None = None
    high: float | None = None
    units: tuple[str, ...] = ()


NO_LIMITS = Limits()


class ReferenceRanges:
    """Reads reference ranges with the words of one knowledge. Built once; holds no patient."""

    __slots__ = ("_between", "_known")

    def __init__(self, words: LaboratoryWords) -> None:
        self._between = re.compile(
            rf"^\D{{0,20}}?{_NUMBER}\s*(?:{one_of((*_DASHES, *words.between))})\s*{_NUMBER}(?![\d.,]*\d)"
        )
        self._known = remembered(4096)(self._read)

    def of(self, raw: msgspec.Raw) -> Limits:
        """The normal limits of a raw ``referenceRange``; empty when there are none or they are not understood."""
        return NO_LIMITS if raw is ABSENT else self._known(bytes(raw))

    def _read(self, raw: bytes) -> Limits:
        try:
            found = _DECODER.decode(raw)
        except msgspec.DecodeError:
            return NO_LIMITS
        ranges = [each for each in (found if isinstance(found, list) else [found]) if each is not None]
        # A range of another kind (therapeutic, critical) or for other people says nothing of normal here.
        normal = [each for each in ranges if each.type is ABSENT or b'"normal"' in bytes(each.type)]
        plain = [each for each in normal if each.appliesTo is ABSENT] or normal
        for each in plain:
            low, high = _number(each.low), _number(each.high)
            if low is None and high is None and each.text:
                low, high = self._in_words(each.text)
            if low is not None or high is not None:
                return Limits(low, high, _units(each))
        return NO_LIMITS

    def _in_words(self, text: str) -> tuple[float | None, float | None]:
        between = self._between.match(text)
        if between:
            low, high = _written(between[1]), _written(between[2])
            return (low, high) if low is not None and high is not None and low <= high else (None, None)
        side = _ONE_SIDE.match(text)
        if not side:
            return None, None
        number = _written(side[2])
        return (None, number) if side[1] in "<=≤" else (number, None)


def _units(found: Range) -> tuple[str, ...]:
    return tuple(
        unit for side in (found.low, found.high) if side is not None for unit in (side.code, side.unit) if unit
    )


def _number(side: Quantity | None) -> float | None:
    if side is None or side.value is None:
        return None
    try:
        return float(side.value)
    except ValueError:
        return None


def _written(number: str) -> float | None:
    """A number with a point or a comma; None when it may mean two."""
    return None if _EITHER.fullmatch(number) else float(number.replace(",", "."))
