"""``parameters/medicine_words.yaml``: what orders say of a medicine besides its name, in the languages of charts."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from marshmallow import ValidationError, validates_schema

from rules.loading.doses import DOSE_UNITS
from rules.loading.fields import MappingOf, Number, Part, StrictSchema, Texts
from rules.loading.word_lists import WordListSchema, word_list
from rules.word_definitions import MedicineWords

if TYPE_CHECKING:
    from rules.loading.kinds import Plain

__all__ = ["MedicineWordsSchema", "medicine_words"]


class MedicineWordsSchema(StrictSchema):
    """Words in small letters, for they are compared so; a unit is spelled once."""

    line_care = Part(WordListSchema, required=True)
    local_use = Part(WordListSchema, required=True)
    local_routes = Texts(required=True)
    none_known = Texts(required=True)
    undoing = Texts(required=True)
    takers = Part(WordListSchema, required=True)
    pieces = Texts(required=True)
    units = MappingOf(MappingOf(Number(above=0)), keys=DOSE_UNITS, complete=True, required=True)
    strength_units = Texts(least=1, required=True)
    times_a_day = MappingOf(Number(above=0), required=True)

    @validates_schema
    def _small_letters(self, data: dict[str, Any], **_: Any) -> None:
        spelled = _spellings(data)
        large = {
            key: [f"must be in small letters (is {word})" for word in words if word != word.lower()]
            for key, words in (
                ("undoing", data["undoing"]),
                ("pieces", data["pieces"]),
                ("units", spelled),
                ("times_a_day", data["times_a_day"]),
            )
        }
        wrong = {key: reasons for key, reasons in large.items() if reasons}
        if wrong:
            raise ValidationError(wrong)

    @validates_schema
    def _one_meaning(self, data: dict[str, Any], **_: Any) -> None:
        spelled = _spellings(data)
        twice = sorted({spelling for spelling in spelled if spelled.count(spelling) > 1})
        if twice:
            raise ValidationError({"units": [f"gives {spelling} in two units" for spelling in twice]})
        strange = [unit for unit in data["strength_units"] if unit not in spelled]
        if strange:
            raise ValidationError({"strength_units": [f"{unit} is not among units" for unit in strange]})


def _spellings(data: Plain) -> list[str]:
    """All that units are spelled as; one that stands for two units is in it twice."""
    return [spelling for table in data["units"].values() for spelling in table]


def medicine_words(data: Plain) -> MedicineWords:
    """The words of validated plain data."""
    return MedicineWords(
        line_care=word_list(data["line_care"]),
        local_use=word_list(data["local_use"]),
        local_routes=frozenset(data["local_routes"]),
        none_known=frozenset(data["none_known"]),
        undoing=frozenset(data["undoing"]),
        takers=word_list(data["takers"]),
        pieces=frozenset(data["pieces"]),
        units=MappingProxyType(
            {spelling: (unit, factor) for unit, table in data["units"].items() for spelling, factor in table.items()}
        ),
        strength_units=tuple(data["strength_units"]),
        times_a_day=MappingProxyType(dict(data["times_a_day"])),
    )
