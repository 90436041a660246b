"""Values to the canonical unit of their test, by the curated table of the test's dimension and by nothing else.

No UCUM parser: ``K/uL`` is kelvin and ``G/L`` gauss to one. A unit that is in the table is converted; one that is
missing is inferred from the reference range or the magnitude and said to be so; any other is a reason, not a value.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cds.fhir.magnitudes import like_limits, own_is_nearer, plausible, within_limits
from cds.fhir.remembering import remembered

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rules.lab_definitions import LabDefinition
    from rules.word_definitions import LaboratoryWords

__all__ = ["Scale", "UnitTable", "Unusable"]

_ANNOTATION = re.compile(r"\{[^{}]*\}?")
_RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_REMEMBERED, _REMEMBERED_LENGTH = 4096, 100
_FAHRENHEIT, _CELSIUS = "[degF]", "Cel"


@dataclass(frozen=True, slots=True)
class Scale:
    """How to bring a number to the canonical unit: ``value * factor + offset``.

    ``inferred`` is set when no unit was sent. ``shown`` is the sent unit, tidied for people.
    """

    factor: float
    shown: str
    offset: float = 0.0
    inferred: bool = False

    def convert(self, value: float) -> float:
        """The value in the canonical unit."""
        return value * self.factor + self.offset


@dataclass(frozen=True, slots=True)
class Unusable:
    """Why a number could not be used, in words for the card. ``other_unit``: it was sent in a unit of other tests."""

    why: str
    other_unit: bool = False


class UnitTable:
    """All dimensions of the knowledge, prepared for look-up. Built once."""

    __slots__ = ("_alike", "_bare_volumes", "_exact", "_folded", "_found", "_no_unit")

    def __init__(
        self, units: Mapping[str, Mapping[str, tuple[str, float]]], words: LaboratoryWords, alike: float
    ) -> None:
        """``alike``: how many times one of two reference limits may be the other and still be the same limit."""
        self._alike = alike
        self._exact = {dimension: dict(table) for dimension, table in units.items()}
        self._folded = {dimension: _folded(table) for dimension, table in units.items()}
        self._found: dict[tuple[str, str], Scale | None] = {}
        self._no_unit = frozenset({"", *map(str.lower, words.no_unit)})
        self._bare_volumes = frozenset(map(fold_unit, words.bare_volumes))

    def find(self, lab: LabDefinition, raw: str) -> Scale | None:
        """The scale of one raw spelling, exact first, then folded; None when the table does not know it.

        Answers are remembered, up to a bound.
        """
        key = (lab.id, raw)
        if key in self._found:
            return self._found[key]
        found = self._find(lab, raw)
        if len(raw) <= _REMEMBERED_LENGTH:
            if len(self._found) >= _REMEMBERED:
                self._found.clear()
            self._found[key] = found
        return found

    def _find(self, lab: LabDefinition, raw: str) -> Scale | None:
        spelling = raw.strip()
        table = self._exact.get(lab.dimension, {})
        found = table.get(spelling) or self._folded.get(lab.dimension, {}).get(fold_unit(spelling))
        if found is None and "{" in spelling and "{" not in lab.unit:
            # An annotation says what was counted ("%{HemoglobinSaturation}"); where it matters it is in the unit.
            return self.find(lab, _ANNOTATION.sub("", spelling))
        if found is None:
            return Scale(1.0, lab.unit_shown) if spelling and fold_unit(spelling) == fold_unit(lab.unit) else None
        ucum, factor = found
        if ucum == _FAHRENHEIT and lab.unit == _CELSIUS:
            return Scale(5 / 9, "°F", offset=-160 / 9)
        own = table.get(lab.unit, (lab.unit, 1.0))[1]
        relative = factor / own
        return Scale(relative, lab.unit_shown if relative == 1.0 else tidy_unit(spelling))

    def scale(  # noqa: PLR0913 - all that was sent beside the number
        self,
        lab: LabDefinition,
        raws: tuple[str | None, ...],
        value: float,
        low: float | None = None,
        high: float | None = None,
        *,
        by_name: bool = False,
    ) -> Scale | Unusable:
        """The scale of a value whose unit was sent in one of ``raws`` (code first), or why it has none.

        ``low`` and ``high`` are the sender's reference limits in the sender's unit; they tell a missing unit, and
        expose a wrong one. ``by_name``: the test was told by its name alone, which blood and urine share;
        then magnitude tells nothing.
        """
        found = self.sent_scale(lab, raws)
        if found is not None:
            if self.two_told(lab, raws):
                known = [each for each in self._known(lab, raws) if not each.offset]
                fits = [each for each in known if like_limits(lab, low, high, each.factor, self._alike)]
                if len({each.factor for each in fits}) != 1:
                    return Unusable(f"its unit is told in two ways, {' and '.join(repr(raw) for raw in raws if raw)}")
                found = fits[0]
            return found if found.factor == 1.0 else self._doubted(lab, found, value, low, high)
        unknown = self._unknown_unit(raws)
        if unknown is not None:
            return unknown
        unitless = self.find(lab, "")
        return unitless if unitless is not None else self._inferred(lab, value, low, high, by_name=by_name)

    def _unknown_unit(self, raws: tuple[str | None, ...]) -> Unusable | None:
        """Why spellings that the table does not have are of no use; None when they name no unit at all."""
        named = [
            raw
            for raw in raws
            if raw and raw.strip().lower() not in self._no_unit and fold_unit(raw) not in self._bare_volumes
        ]
        if not named:
            return None
        return Unusable(f"its unit {named[-1].strip()[:30]!r} is not known for this test", other_unit=True)

    def sent_scale(self, lab: LabDefinition, raws: tuple[str | None, ...]) -> Scale | None:
        """The scale of the first spelling the table knows; None when it knows none of them."""
        return next(self._known(lab, raws), None)

    def two_told(self, lab: LabDefinition, raws: tuple[str | None, ...]) -> bool:
        """True when the spellings that the table knows are of two units.

        A code of thousands beside words of single cells: a count of 3000 would be a thrombocytosis or 3.
        """
        return len({(each.factor, each.offset) for each in self._known(lab, raws)}) > 1

    def of_other_tests(self, lab: LabDefinition, raws: tuple[str | None, ...]) -> bool:
        """True for a unit that other tests are told in, and this one never."""
        named = [raw for raw in raws if raw and raw.strip()]
        if not named or any(self.find(lab, raw) for raw in named):
            return False
        return any(fold_unit(raw) in table for raw in named for table in self._folded.values())

    def _known(self, lab: LabDefinition, raws: tuple[str | None, ...]) -> Iterator[Scale]:
        return (found for raw in raws if raw and (found := self.find(lab, raw)) is not None)

    def contradicted(self, lab: LabDefinition, found: Scale, low: float | None, high: float | None) -> bool:
        """True when the sender's limits, in the sent unit, only make sense in the canonical one."""
        if found.factor == 1.0 or like_limits(lab, low, high, found.factor, self._alike):
            return False
        return like_limits(lab, low, high, 1.0, self._alike)

    def _doubted(
        self, lab: LabDefinition, found: Scale, value: float, low: float | None, high: float | None
    ) -> Scale | Unusable:
        if found.offset:
            return found
        # A count of less than one in a test given in whole numbers: the number is right and the unit is wrong.
        vanishing = value > 0 and round(found.convert(value), lab.decimals) == 0 and plausible(lab, value)
        if vanishing or self.contradicted(lab, found, low, high):
            return Unusable(f"its unit {found.shown!r} does not fit the number or its reference range")
        return found

    def _inferred(  # noqa: PLR0911 - each return is one reason or one reading
        self, lab: LabDefinition, value: float, low: float | None, high: float | None, *, by_name: bool
    ) -> Scale | Unusable:
        factors = self._factors(lab)
        by_range = [factor for factor in factors if like_limits(lab, low, high, factor, self._alike)]
        if len(by_range) == 1:
            return Scale(by_range[0], lab.unit_shown if by_range[0] == 1.0 else "(no unit)", inferred=True)
        if low is not None or high is not None:
            return Unusable("it has no unit, and its reference range fits no single one")
        if lab.plausible_high is None or by_name:
            return Unusable("it has no unit")
        if value <= lab.plausible_high / 2:
            fractional = lab.decimals == 0 and value != int(value)
            if fractional and any(within_limits(lab, value * factor) for factor in factors if factor > 1):
                return Unusable("it has no unit, and more than one would fit")
            return Scale(1.0, lab.unit_shown, inferred=True)
        smaller = max((factor for factor in factors if factor < 1), default=None)
        if smaller is not None and plausible(lab, value * smaller) and not own_is_nearer(lab, value, smaller):
            return Scale(smaller, "(no unit)", inferred=True)
        if plausible(lab, value):
            return Scale(1.0, lab.unit_shown, inferred=True)
        return Unusable("it has no unit, and the number fits none")

    def _factors(self, lab: LabDefinition) -> tuple[float, ...]:
        table = self._exact.get(lab.dimension, {})
        own = table.get(lab.unit, (lab.unit, 1.0))[1]
        return tuple(sorted({1.0, *(factor / own for ucum, factor in table.values() if ucum != _FAHRENHEIT)}))


def _folded(table: Mapping[str, tuple[str, float]]) -> dict[str, tuple[str, float]]:
    """Spellings folded; one that would mean two factors is left out."""
    folded: dict[str, tuple[str, float]] = {}
    clashing: set[str] = set()
    for raw, unit in table.items():
        key = fold_unit(raw)
        if folded.setdefault(key, unit)[1] != unit[1]:
            clashing.add(key)
    return {key: unit for key, unit in folded.items() if key not in clashing}


@remembered(4096, 100)
def fold_unit(raw: str) -> str:
    """Case, spacing and look-alike signs folded: ``X10³/µL`` and ``x10^3/ul`` are one spelling."""
    text = unicodedata.normalize("NFKC", _RAISED.sub(r"^\g<0>", raw)).lower()
    text = text.replace("μ", "u").replace("µ", "u").replace("×", "x").replace("ˆ", "^").replace("mm^3", "mm3")
    return "".join(text.split())


_TIDY = {
    "10*3/uL": "×10³/µL",
    "10*9/L": "×10⁹/L",
    "10*6/uL": "×10⁶/µL",
    "10*12/L": "×10¹²/L",
    "mm[Hg]": "mmHg",
    "Cel": "°C",
    "[degF]": "°F",
}


def tidy_unit(raw: str) -> str:
    """The unit as people write it: UCUM annotations unwrapped, micro as µ."""
    known = _TIDY.get(raw)
    if known is not None:
        return known
    text = raw.replace("{", " ").replace("}", "").replace("[", "").replace("]", "").strip()
    return text.replace("uL", "µL").replace("ug", "µg").replace("umol", "µmol")[:30]
