"""``labs/``: a laboratory test or vital sign."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from marshmallow import ValidationError, validates_schema

from rules.chart import Sex
from rules.identifiers import ConceptId, LabId
from rules.lab_definitions import LabDefinition, ReferenceLimit
from rules.loading.basis import BasisPart, basis, basis_mentions
from rules.loading.codes import CodeSchema, codes
from rules.loading.fields import Choice, Id, ListOf, Number, Part, StrictSchema, Text, Texts, Whole, YesNo
from rules.loading.kinds import Kind, Mention

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.loading.kinds import Plain

__all__ = ["LabSchema", "lab", "lab_mentions"]


class _RangeSchema(StrictSchema):
    low = Number()
    high = Number()

    @validates_schema
    def _is_a_range(self, data: dict[str, Any], **_: Any) -> None:
        if "low" not in data and "high" not in data:
            raise ValidationError("needs low or high")
        if "low" in data and "high" in data and data["low"] >= data["high"]:
            raise ValidationError(f"must be above low (is {data['high']:g}, low is {data['low']:g})", "high")


class _LimitSchema(_RangeSchema):
    from_days = Number(low=0)
    to_days = Number(above=0)
    sex = Choice((Sex.FEMALE, Sex.MALE))


class LabSchema(StrictSchema):
    """A laboratory test; all numbers in ``unit``, which is the canonical unit of ``dimension``.

    A test that is only reported in words has no unit, and one whose unit is never converted has no dimension.
    """

    id = Id(required=True)
    label = Text(required=True)
    short = Text(required=True)
    unit = Text()
    unit_shown = Text(blank=True)
    dimension = Id()
    plausible = Part(_RangeSchema)
    decimals = Whole(low=0, high=6, required=True)
    vital = YesNo(required=True)
    codes = ListOf(Part(CodeSchema))
    names = Texts()
    not_names = Texts()
    limits = ListOf(Part(_LimitSchema))
    clumps = Id()
    in_other_units = Id()
    basis = BasisPart()

    @validates_schema
    def _numbers_have_a_unit(self, data: dict[str, Any], **_: Any) -> None:
        if "unit" not in data:
            for key in ("unit_shown", "dimension", "plausible", "limits"):
                if data.get(key):
                    raise ValidationError(f"is missing, but {key} is given", "unit")


def lab(data: Plain) -> LabDefinition:
    """The laboratory test of validated plain data; a limit that is not given is open."""
    plausible = data.get("plausible", {})
    return LabDefinition(
        id=LabId(data["id"]),
        label=data["label"],
        short=data["short"],
        unit=data.get("unit", ""),
        unit_shown=data.get("unit_shown", ""),
        dimension=data.get("dimension", ""),
        plausible_low=plausible.get("low"),
        plausible_high=plausible.get("high"),
        codes=codes(data),
        names=tuple(data.get("names", ())),
        not_names=tuple(data.get("not_names", ())),
        limits=tuple(map(_limit, data.get("limits", ()))),
        decimals=data["decimals"],
        vital=data["vital"],
        basis=basis(data["basis"]),
        clumps=ConceptId(data["clumps"]) if "clumps" in data else None,
        in_other_units=LabId(data["in_other_units"]) if "in_other_units" in data else None,
    )


def lab_mentions(data: Plain) -> Iterator[Mention]:
    """Its dimension, what tells of its clumps, its like in other units, and its sources."""
    if "dimension" in data:
        yield Mention(Kind.UNITS, data["dimension"], "dimension")
    if "clumps" in data:
        yield Mention(Kind.CONCEPTS, data["clumps"], "clumps")
    if "in_other_units" in data:
        yield Mention(Kind.LABS, data["in_other_units"], "in_other_units")
    yield from basis_mentions(data["basis"])


def _limit(data: Plain) -> ReferenceLimit:
    return ReferenceLimit(
        low=data.get("low"),
        high=data.get("high"),
        from_days=data.get("from_days", 0.0),
        to_days=data.get("to_days"),
        sex=Sex(data["sex"]) if "sex" in data else None,
    )
