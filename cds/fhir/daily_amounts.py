"""How much of a medicine an order gives a day, where its structured dosage or its name tells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from cds.fhir.elements import ABSENT, CodeableConcept, concepts, names
from cds.fhir.wordings import one_of
from rules.draft_orders import DailyAmount

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rules.word_definitions import MedicineWords

__all__ = ["DailyAmounts"]

_UCUM = "unitsofmeasure.org"
_DAYS = {"s": 1 / 86400, "min": 1 / 1440, "h": 1 / 24, "d": 1.0, "wk": 7.0, "mo": 30.0, "a": 365.0}


class _Dose(msgspec.Struct, gc=False):
    value: float | str | None = None
    unit: str | None = None
    code: str | None = None
    system: str | None = None


class _DoseRange(msgspec.Struct, gc=False):
    high: _Dose | None = None


class _DoseAndRate(msgspec.Struct, gc=False):
    dose_quantity: _Dose | None = msgspec.field(name="doseQuantity", default=None)
    dose_range: _DoseRange | None = msgspec.field(name="doseRange", default=None)


class _Repeat(msgspec.Struct, gc=False):
    frequency: float | None = None
    period: float | None = None
    period_unit: str | None = msgspec.field(name="periodUnit", default=None)
    when: list[str | None] | str | None = None
    time_of_day: list[str | None] | str | None = msgspec.field(name="timeOfDay", default=None)

    @property
    def times(self) -> frozenset[str]:
        """The times of a day it names: events ("MORN") or hours."""
        sent = self.when or self.time_of_day or ()
        return frozenset([sent] if isinstance(sent, str) else [each for each in sent if each])


class _Timing(msgspec.Struct, gc=False):
    repeat: _Repeat | None = None
    code: msgspec.Raw = ABSENT


class _Dosage(msgspec.Struct, gc=False):
    timing: _Timing | None = None
    dose_and_rate: list[_DoseAndRate] | _DoseAndRate | None = msgspec.field(name="doseAndRate", default=None)
    dose_quantity: _Dose | None = msgspec.field(name="doseQuantity", default=None)

    @property
    def times(self) -> frozenset[str]:
        """The times of a day it names; empty when it names none."""
        repeat = self.timing.repeat if self.timing is not None else None
        return repeat.times if repeat is not None else frozenset()


_DOSAGES = msgspec.json.Decoder(list[_Dosage] | _Dosage | None)


class DailyAmounts:
    """Reads dosages with the words of one knowledge. Built once."""

    __slots__ = ("_pieces", "_strengths", "_times_a_day", "_units")

    def __init__(self, words: MedicineWords) -> None:
        self._units = words.units
        self._pieces = words.pieces | {""}
        self._times_a_day = words.times_a_day
        # "2,5 mg" has a decimal comma; "5.000 IE" and "5,000 units" may be thousands or not, and are no strength.
        self._strengths = re.compile(
            r"(?<![\d.,])(0[.,]\d+|\d+(?:[.,]\d{1,2})?)\s?"
            rf"({one_of(words.strength_units)})(?!\w)(?!\s?/)",
            re.IGNORECASE,
        )

    def a_day(self, dosages: msgspec.Raw, wordings: Iterable[str]) -> DailyAmount | None:
        """The amount a day that the dosages give; None where dose, unit or frequency is not told.

        Dosages for different times of the day, one for the morning and one for the evening, add up; of others the
        largest counts, for one may follow on the other. A dose in tablets is counted by the one strength in
        ``wordings``. An amount per kilogram is not told.
        Raises msgspec.DecodeError for a dosage that is none.
        """
        sent = _DOSAGES.decode(dosages) if dosages is not ABSENT else None
        several = sent if isinstance(sent, list) else [sent] if sent is not None else []
        strength = self._strength(tuple(wordings))
        found = [amount for each in several if (amount := self._amount(each, strength)) is not None]
        if len(several) > 1 and _of_one_day(several):
            told = len(found) == len(several) and len({each.unit for each in found}) == 1
            return DailyAmount(sum(each.amount for each in found), found[0].unit) if told else None
        return max(found, key=lambda amount: amount.amount, default=None)

    def _amount(self, dosage: _Dosage, strength: DailyAmount | None) -> DailyAmount | None:
        times = self._times(dosage.timing)
        quantity = _quantity(dosage)
        if times is None or quantity is None or not isinstance(quantity.value, float | int):
            return None
        unit = self._unit(quantity)
        if unit in self._units:
            name, factor = self._units[unit]
            return DailyAmount(quantity.value * factor * times, name)
        if unit in self._pieces and strength is not None:
            return DailyAmount(quantity.value * strength.amount * times, strength.unit)
        return None

    def _times(self, timing: _Timing | None) -> float | None:
        """How often a day; None when it is not told."""
        if timing is None:
            return None
        repeat = timing.repeat
        if repeat is not None and repeat.period and repeat.period_unit in _DAYS:
            return (repeat.frequency or float(len(repeat.times)) or 1.0) / (repeat.period * _DAYS[repeat.period_unit])
        if repeat is not None and repeat.times:
            return float(len(repeat.times))
        words = (word for concept in concepts(timing.code) for word in _codes_and_words(concept))
        return next((self._times_a_day[word] for word in words if word in self._times_a_day), None)

    def _unit(self, dose: _Dose) -> str:
        """Its code, else its words.

        One letter of another list than UCUM may mean anything: in Germany "g" is a dose.
        """
        code, words = (dose.code or "").strip().lower(), (dose.unit or "").strip().lower()
        if dose.system and _UCUM not in dose.system:
            return words or (code if len(code) > 1 or code in self._pieces else f"{code} of {dose.system}")
        return words if code not in self._units and words in self._units else code or words

    def _strength(self, wordings: tuple[str, ...]) -> DailyAmount | None:
        """The strength of one piece, where the names agree on one."""
        found = {
            (float(number.replace(",", ".")), unit.lower())
            for wording in wordings
            for number, unit in self._strengths.findall(wording)
        }
        if len(found) != 1:
            return None
        number, unit = found.pop()
        name, factor = self._units[unit]
        return DailyAmount(number * factor, name)


def _of_one_day(dosages: list[_Dosage]) -> bool:
    """True when each names times of the day, and none of them twice."""
    times = [each.times for each in dosages]
    return all(times) and sum(map(len, times)) == len(frozenset().union(*times))


def _quantity(dosage: _Dosage) -> _Dose | None:
    rates = dosage.dose_and_rate
    several = rates if isinstance(rates, list) else [rates] if rates is not None else []
    for rate in several:
        if rate.dose_quantity is not None:
            return rate.dose_quantity
        if rate.dose_range is not None and rate.dose_range.high is not None:
            return rate.dose_range.high
    return dosage.dose_quantity


def _codes_and_words(concept: CodeableConcept) -> list[str]:
    codes = [str(coding.code) for coding in concept.codings if coding.code is not None]
    return [word.strip().lower() for word in (*codes, *names(concept))]
