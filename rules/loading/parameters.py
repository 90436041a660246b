"""``parameters/``: the constants of the reasoning, the age bands, the release, and words beside names."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from marshmallow import Schema, ValidationError, fields, validates_schema

from rules.cause_definitions import AgeBand
from rules.definitions import Parameters
from rules.identifiers import FindingId
from rules.loading.basis import BasisPart, basis_mentions
from rules.loading.fields import MappingOf, Number, Part, StrictSchema, Text, Whole
from rules.loading.kinds import Kind, Mention
from rules.loading.laboratory_words import LaboratoryWordsSchema
from rules.loading.medicine_words import MedicineWordsSchema
from rules.loading.text_words import TextWordsSchema

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rules.loading.kinds import Plain

__all__ = ["PARAMETER_SCHEMAS", "parameter_mentions", "parameters"]


def _fraction() -> Number:
    return Number(low=0, high=1, required=True)


def _share() -> Number:
    return Number(above=0, high=1, required=True)  # its logarithm is taken


def _ratio() -> Number:
    return Number(low=1, required=True)  # meant in both directions


def _positive() -> Number:
    return Number(above=0, required=True)


_CONSTANTS: dict[str, Number] = {
    "group_discount": _fraction(),
    "clip": _ratio(),
    "platelet_clip": _ratio(),
    "impossible": _share(),
    "prior_power": Number(low=0, required=True),
    "missing_exposure_factor": _share(),
    "documentation_scale": _fraction(),
    "temperature": _positive(),
    "band_likely": _fraction(),
    "band_plausible": _fraction(),
    "band_possible": _fraction(),
    "not_excluded_at": _fraction(),
    "warning_at": _fraction(),
    "abstain_below": _fraction(),
    "max_causes_shown": Whole(low=1, required=True),
    "max_causes_kept": Whole(low=1, required=True),
    "max_questions": Whole(low=0, required=True),
    "max_tests": Whole(low=0, required=True),
    "max_bedside": Whole(low=0, required=True),
    "danger_floor": _fraction(),
    "least_need": _fraction(),
    "repeat_discount": _fraction(),
    "cost_weight": Number(low=0, required=True),
    "causes_weighed": Whole(low=1, required=True),
    "mark_strong": _ratio(),
    "mark_medium": _ratio(),
    "mark_weak": _fraction(),
    "result_window_days": _positive(),
    "stable_window_days": _positive(),
    "exposure_lookback_days": _positive(),
    "fall_told_at": _share(),
    "limits_alike_within": _ratio(),
    "text_weight": _fraction(),
}

_DESCENDING = (
    ("band_likely", "band_plausible"),
    ("band_plausible", "band_possible"),
    ("mark_strong", "mark_medium"),
    ("mark_medium", "mark_weak"),
)


def _valued(value: Number, name: str) -> Part:
    shape: dict[str, fields.Field[Any]] = {"value": value, "basis": BasisPart()}
    return Part(StrictSchema.from_dict(shape, name=f"Constant_{name}"), required=True)


class _ReasoningSchema(
    StrictSchema.from_dict({name: _valued(value, name) for name, value in _CONSTANTS.items()}, name="Constants")  # type: ignore[misc]
):
    softening = MappingOf(_valued(_fraction(), "softening"), required=True)

    @validates_schema
    def _steps_descend(self, data: dict[str, Any], **_: Any) -> None:
        for upper, lower in _DESCENDING:
            if data[upper]["value"] <= data[lower]["value"]:
                raise ValidationError({upper: {"value": [f"must be above {lower} (is {data[upper]['value']:g})"]}})


class _BandSchema(StrictSchema):
    from_days = Number(low=0, required=True)
    below_days = Number(above=0)


class _AgeBandsSchema(StrictSchema):
    bands = MappingOf(Part(_BandSchema), keys=AgeBand, complete=True, required=True)
    basis = BasisPart(required=False)

    @validates_schema
    def _no_gap(self, data: dict[str, Any], **_: Any) -> None:
        end: float | None = 0.0
        for band in AgeBand:
            limits = data["bands"][band]
            if limits["from_days"] != end:
                reason = f"must be where the band before ends, {_day(end)} (is {limits['from_days']:g})"
                raise ValidationError({"bands": {str(band): {"from_days": [reason]}}})
            end = limits.get("below_days")
        if end is not None:
            raise ValidationError({"bands": {str(band): {"below_days": ["must be left out of the last band"]}}})


def _day(end: float | None) -> str:
    return "which is never" if end is None else f"{end:g}"


class _ReleaseSchema(StrictSchema):
    release = Text(required=True)


PARAMETER_SCHEMAS: Mapping[str, Schema] = MappingProxyType(
    {
        "reasoning": _ReasoningSchema(),
        "age_bands": _AgeBandsSchema(),
        "laboratory_words": LaboratoryWordsSchema(),
        "medicine_words": MedicineWordsSchema(),
        "text_words": TextWordsSchema(),
        "release": _ReleaseSchema(),
    }
)
"""File name to schema; all of these files are needed."""


def parameters(files: Mapping[str, Plain]) -> Parameters:
    """The constants from the validated files by name."""
    reasoning = files["reasoning"]
    bands = files["age_bands"]["bands"]
    return Parameters(
        age_band_limits=MappingProxyType(
            {band: (bands[band]["from_days"], bands[band].get("below_days")) for band in AgeBand}
        ),
        softening=MappingProxyType(
            {FindingId(finding): constant["value"] for finding, constant in reasoning["softening"].items()}
        ),
        **{name: reasoning[name]["value"] for name in _CONSTANTS},
    )


def parameter_mentions(data: Plain) -> Iterator[Mention]:
    """The findings that are softened, and the sources of the constants."""
    for name, constant in data.items():
        if name == "softening":
            for finding, inner in constant.items():
                yield Mention(Kind.FINDINGS, finding, f"softening.{finding}")
                yield from basis_mentions(inner["basis"], f"softening.{finding}.basis")
        elif name == "basis":
            yield from basis_mentions(constant)
        elif name in _CONSTANTS:
            yield from basis_mentions(constant["basis"], f"{name}.basis")
