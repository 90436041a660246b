"""``units/``: the spellings of a dimension's units and their factors to its canonical unit."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from marshmallow import ValidationError, validates_schema

from rules.loading.fields import Id, MappingOf, Number, Part, StrictSchema, Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rules.loading.kinds import Plain

__all__ = ["DimensionSchema", "spellings"]


class _UnitSchema(StrictSchema):
    ucum = Text(required=True)
    factor = Number(above=0, required=True)


class DimensionSchema(StrictSchema):
    """Value in the canonical unit = value as sent times ``factor``."""

    dimension = Id(required=True)
    canonical = Text(required=True)
    units = MappingOf(Part(_UnitSchema), required=True)

    @validates_schema
    def _canonical_is_one(self, data: dict[str, Any], **_: Any) -> None:
        wrong = {
            spelling: {"factor": ["must be 1 for the canonical unit"]}
            for spelling, unit in data["units"].items()
            if unit["ucum"] == data["canonical"] and unit["factor"] != 1
        }
        if wrong:
            raise ValidationError({"units": wrong})


def spellings(data: Plain) -> Mapping[str, tuple[str, float]]:
    """Raw spelling to UCUM and factor."""
    return MappingProxyType({raw: (unit["ucum"], unit["factor"]) for raw, unit in data["units"].items()})
