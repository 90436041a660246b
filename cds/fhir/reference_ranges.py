"""The sender's reference limits of a result, in numbers or in words ("150-379", "<5")."""

from __future__ import annotations

import re
from dataclasses import dataclass

import msgspec

from cds.fhir.elements import ABSENT, Quantity, Range
from cds.fhir.remembering import remembered

__all__ = ["NO_LIMITS", "Limits", "limits"]

_DECODER = msgspec.json.Decoder(Range | list[Range | None] | None)
_NUMBER = r"(-?\d+(?:[.,]\d+)?)"
_BETWEEN = re.compile(rf"^\D{{0,20}}?{_NUMBER}\s*(?:-|–|~|〜|～|to|bis|a|à|tot|til)\s*{_NUMBER}(?![\d.,]*\d)")
_ONE_SIDE = re.compile(rf"^\s*(<=?|>=?|≤|≥)\s*{_NUMBER}(?![\d.,]*\d)")
#: May be thousands or thousandths ("150.000"): which, only the country knows.
_EITHER = re.compile(r"-?[1-9]\d{0,2}[.,]\d{3}")


@dataclass(frozen=True, slots=True)
class Limits:
    """Low and high as sent, and the units written beside them."""

    low: float | None = None
    high: float | None = None
    units: tuple[str, ...] = ()


NO_LIMITS = Limits()


def limits(raw: msgspec.Raw) -> Limits:
    """The normal limits of a raw ``referenceRange``; empty when there are none or they are not understood."""
    return NO_LIMITS if raw is ABSENT else _limits(bytes(raw))


@remembered(4096)
def _limits(raw: bytes) -> Limits:
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
            low, high = _in_words(each.text)
        if low is not None or high is not None:
            return Limits(low, high, _units(each))
    return NO_LIMITS


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


def _in_words(text: str) -> tuple[float | None, float | None]:
    between = _BETWEEN.match(text)
    if between:
        low, high = _written(between[1]), _written(between[2])
        return (low, high) if low is not None and high is not None and low <= high else (None, None)
    side = _ONE_SIDE.match(text)
    if not side:
        return None, None
    number = _written(side[2])
    return (None, number) if side[1] in "<=≤" else (number, None)


def _written(number: str) -> float | None:
    """A number with a point or a comma; None when it may mean two."""
    return None if _EITHER.fullmatch(number) else float(number.replace(",", "."))
