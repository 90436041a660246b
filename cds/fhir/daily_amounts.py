"""How much of a medicine an order gives a day, where its structured dosage or its name tells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from cds.fhir.elements import ABSENT, CodeableConcept, Quantity, Range, concepts, names
from rules.draft_orders import DailyAmount

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["daily_amount"]

_UNITS: dict[str, tuple[str, float]] = {
    "mg": ("mg", 1.0), "milligram": ("mg", 1.0), "milligrams": ("mg", 1.0), "g": ("mg", 1000.0), "gram": ("mg", 1000.0),
    "ug": ("mg", 0.001), "mcg": ("mg", 0.001), "µg": ("mg", 0.001), "microgram": ("mg", 0.001),
    "[iu]": ("[iU]", 1.0), "iu": ("[iU]", 1.0), "unit": ("[iU]", 1.0), "units": ("[iU]", 1.0), "u": ("[iU]", 1.0),
    "[usp'u]": ("[iU]", 1.0), "unt": ("[iU]", 1.0),
}  # fmt: skip
#: Words for "one of it": the strength then stands in the name of the product.
_PIECES = frozenset({"", "1", "{pill}", "{tbl}", "{capsule}", "tablet", "tablets", "tab", "tabs", "pill", "capsule",
                     "capsules", "cap", "syringe", "syringes", "{syringe}", "dose", "each"})  # fmt: skip
_STRENGTH = re.compile(r"(?<![\d.,])(\d+(?:\.\d+)?)\s?(mg|mcg|unt|units?|iu)\b(?!\s?/)", re.IGNORECASE)
_DAYS = {"s": 1 / 86400, "min": 1 / 1440, "h": 1 / 24, "d": 1.0, "wk": 7.0, "mo": 30.0, "a": 365.0}
#: HL7's abbreviations for timing.
_A_DAY = {"qd": 1.0, "od": 1.0, "am": 1.0, "pm": 1.0, "bed": 1.0, "hs": 1.0, "bid": 2.0, "tid": 3.0, "qid": 4.0,
          "qod": 0.5, "q4h": 6.0, "q6h": 4.0, "q8h": 3.0, "q12h": 2.0, "q24h": 1.0}  # fmt: skip


class _DoseAndRate(msgspec.Struct, gc=False):
    dose_quantity: Quantity | None = msgspec.field(name="doseQuantity", default=None)
    dose_range: Range | None = msgspec.field(name="doseRange", default=None)


class _Repeat(msgspec.Struct, gc=False):
    frequency: float | None = None
    period: float | None = None
    period_unit: str | None = msgspec.field(name="periodUnit", default=None)


class _Timing(msgspec.Struct, gc=False):
    repeat: _Repeat | None = None
    code: msgspec.Raw = ABSENT


class _Dosage(msgspec.Struct, gc=False):
    timing: _Timing | None = None
    dose_and_rate: list[_DoseAndRate] | _DoseAndRate | None = msgspec.field(name="doseAndRate", default=None)
    dose_quantity: Quantity | None = msgspec.field(name="doseQuantity", default=None)


_DOSAGES = msgspec.json.Decoder(list[_Dosage] | _Dosage | None)


def daily_amount(dosages: msgspec.Raw, wordings: Iterable[str]) -> DailyAmount | None:
    """The largest amount a day that one of the dosages gives; None where dose, unit or frequency is not told.

    A dose in tablets is counted by the one strength in ``wordings``. An amount per kilogram is not told.
    Raises msgspec.DecodeError for a dosage that is none.
    """
    sent = _DOSAGES.decode(dosages) if dosages is not ABSENT else None
    several = sent if isinstance(sent, list) else [sent] if sent is not None else []
    strength = _strength(tuple(wordings))
    found = [amount for each in several if (amount := _amount(each, strength)) is not None]
    return max(found, key=lambda amount: amount.amount, default=None)


def _amount(dosage: _Dosage, strength: DailyAmount | None) -> DailyAmount | None:
    times = _times_a_day(dosage.timing)
    quantity = _quantity(dosage)
    if times is None or quantity is None or not isinstance(quantity.value, float | int):
        return None
    unit = (quantity.code or quantity.unit or "").strip().lower()
    if unit not in _UNITS and (quantity.unit or "").strip().lower() in _UNITS:
        unit = (quantity.unit or "").strip().lower()
    if unit in _UNITS:
        name, factor = _UNITS[unit]
        return DailyAmount(quantity.value * factor * times, name)
    if unit in _PIECES and strength is not None:
        return DailyAmount(quantity.value * strength.amount * times, strength.unit)
    return None


def _quantity(dosage: _Dosage) -> Quantity | None:
    rates = dosage.dose_and_rate
    several = rates if isinstance(rates, list) else [rates] if rates is not None else []
    for rate in several:
        if rate.dose_quantity is not None:
            return rate.dose_quantity
        if rate.dose_range is not None and rate.dose_range.high is not None:
            return rate.dose_range.high
    return dosage.dose_quantity


def _times_a_day(timing: _Timing | None) -> float | None:
    if timing is None:
        return None
    repeat = timing.repeat
    if repeat is not None and repeat.period and repeat.period_unit in _DAYS:
        return (repeat.frequency or 1.0) / (repeat.period * _DAYS[repeat.period_unit])
    told = concepts(timing.code)
    words = [word for concept in told for word in _codes_and_words(concept)]
    return next((_A_DAY[word] for word in words if word in _A_DAY), None)


def _codes_and_words(concept: CodeableConcept) -> list[str]:
    codes = [str(coding.code) for coding in concept.codings if coding.code is not None]
    return [word.strip().lower() for word in (*codes, *names(concept))]


def _strength(wordings: tuple[str, ...]) -> DailyAmount | None:
    """The strength of one piece, where the names agree on one."""
    found = {(float(number), unit.lower()) for wording in wordings for number, unit in _STRENGTH.findall(wording)}
    if len(found) != 1:
        return None
    number, unit = found.pop()
    name, factor = _UNITS[unit]
    return DailyAmount(number * factor, name)
