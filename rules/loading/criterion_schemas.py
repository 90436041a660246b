"""The shapes a criterion may have in YAML: exactly one main key and what goes with it.

What is validated keeps the keys of the file, so that a later check can name the place. ``rules.loading.criteria``
turns it into the questions of ``rules.criteria``.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from marshmallow import Schema, ValidationError, fields

from rules.chart import Flag, Origin, Polarity, Sex
from rules.criteria import Side
from rules.loading.fields import Choice, Id, ListOf, Number, Part, StateName, StrictSchema, Text, Texts, Whole, YesNo
from rules.loading.laboratory_words import SAMPLES

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["LIMITS", "CriterionPart", "main_key"]

LIMITS = tuple(
    (f"{side}{suffix}", side, attribute)
    for side in Side
    for suffix, attribute in (
        ("", "limit"),
        ("_times_upper", "times_upper"),
        ("_times_lower", "times_lower"),
        ("_past_upper", "past_upper"),
    )
)
"""Key of a limit on a laboratory value, the side it bounds, and the attribute of ``Bound`` it sets."""


class CriterionPart(fields.Field[dict[str, Any]]):
    """A criterion, at any depth."""

    default_error_messages = {"required": "is missing", "null": "is empty; a criterion is needed"}

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise ValidationError("must be a criterion, that is a mapping")
        main = main_key(value)
        validated: dict[str, Any] = _schema(main).load(value)
        _agree(main, validated)
        return validated


def main_key(criterion: Mapping[str, Any]) -> str:
    """The one key that says what is asked. Raises ValidationError when there is none or more than one."""
    found = [key for key in _SHAPES if key in criterion]
    if {"lab", "score"} & set(found) and "at_least" in found:  # there it is a limit on the value
        found.remove("at_least")
    if len(found) != 1:
        has = f"has {', '.join(found)}" if found else "has none of them"
        raise ValidationError(f"needs exactly one of {', '.join(_SHAPES)} ({has})")
    return found[0]


@cache
def _schema(main: str) -> Schema:
    return StrictSchema.from_dict({"label": Text(), **_SHAPES[main]}, name=f"Criterion_{main}")()


def _agree(main: str, data: dict[str, Any]) -> None:
    if main == "at_least" and data["at_least"] > len(data["of"]):
        raise ValidationError({"at_least": [f"asks for {data['at_least']} of only {len(data['of'])} parts"]})
    if main == "lab":
        _something_is_asked(data, (*(key for key, _, _ in LIMITS), "polarity", "words", "flag", "sample"))
        if "sample" in data and not data.get("any_result"):
            raise ValidationError({"sample": ["is looked for among all results; needs any_result: true"]})
    if main == "trend" and "fall" not in data and "above_fall" not in data:
        raise ValidationError({"trend": ["needs fall or above_fall"]})
    if main == "score" and len([key for key in ("at_least", "at_most") if key in data]) != 1:
        raise ValidationError({"score": ["needs either at_least or at_most"]})
    if main == "drug" and not (data["drug"].get("classes") or data["drug"].get("drugs")):
        raise ValidationError({"drug": ["needs classes or drugs"]})
    if main == "age":
        _age_is_a_range(data["age"])


def _something_is_asked(data: dict[str, Any], questions: tuple[str, ...]) -> None:
    if not any(key in data for key in questions):
        raise ValidationError(
            "asks nothing of the result; give below, at_most, above, at_least, polarity, words, flag or sample"
        )


def _age_is_a_range(age: dict[str, Any]) -> None:
    for side in ("at_least", "below"):
        if f"{side}_days" in age and f"{side}_years" in age:
            raise ValidationError({"age": [f"gives both {side}_days and {side}_years"]})
    if not age:
        raise ValidationError({"age": ["needs at_least_days, at_least_years, below_days or below_years"]})


def _criteria() -> ListOf[dict[str, Any]]:
    return ListOf(CriterionPart(), least=1, required=True)


class _OneOrMore(Texts):
    """An id or a list of ids; always given on as a list."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **context: Any) -> list[str | None]:
        return super()._deserialize([value] if isinstance(value, str) else value, attr, data, **context)


class _DrugSchema(StrictSchema):
    classes = Texts(Id())
    drugs = Texts(Id())


class _AgeSchema(StrictSchema):
    at_least_days = Number(low=0)
    at_least_years = Number(low=0)
    below_days = Number(above=0)
    below_years = Number(above=0)


_SHAPES: dict[str, dict[str, fields.Field[Any]]] = {
    "all": {"all": _criteria()},
    "any": {"any": _criteria()},
    "first_known": {"first_known": _criteria()},
    "not": {"not": CriterionPart(required=True)},
    "unless": {"unless": CriterionPart(required=True)},
    "at_least": {"at_least": Whole(low=1, required=True), "of": _criteria()},
    "finding": {"finding": Id(required=True), "is": Texts(StateName(), least=1)},
    "lab": {
        "lab": _OneOrMore(Id(), least=1, required=True),
        **{key: Number() for key, _, attribute in LIMITS if attribute == "limit"},
        **{key: Number(above=0) for key, _, attribute in LIMITS if attribute != "limit"},
        "polarity": Choice((Polarity.POSITIVE, Polarity.NEGATIVE)),
        "words": Texts(least=1),
        "flag": Choice(Flag),
        "sample": Choice(SAMPLES),
        "within_days": Number(above=0),
        "any_result": YesNo(),
        "older_than_days": Number(low=0),
    },
    "said": {
        "said": Texts(Id(), least=1, required=True),
        "together": Texts(Id(), least=1),
        "sites": Texts(Id(), least=1),
        "origins": Texts(Choice(Origin), least=1),
        "within_days": Number(above=0),
        "noted_within_days": Number(above=0),
        "older_than_days": Number(low=0),
        "past": YesNo(),
        "suspected": YesNo(),
        "date_unknown": YesNo(),
    },
    "drug": {
        "drug": Part(_DrugSchema, required=True),
        "running": YesNo(),
        "started_within_days": Number(above=0),
        "started_at_least_days_ago": Number(low=0),
        "stopped_within_days": Number(above=0),
        "line_care": YesNo(),
        "start_unknown": YesNo(),
    },
    "age": {"age": Part(_AgeSchema, required=True)},
    "sex": {"sex": Choice((Sex.FEMALE, Sex.MALE), required=True)},
    "trend": {
        "trend": Id(required=True),
        "fall": Number(above=0, high=1),
        "above_fall": Number(above=0, high=1),
        "below_fall": Number(above=0, high=1),
        "lowest_at_least": Number(low=0),
        "within_days": Number(above=0),
        "deepest": YesNo(),
        "before": Texts(Id(), least=1),
    },
    "onset": {
        "onset": Id(required=True),
        "fall": Number(above=0, high=1, required=True),
        "classes": Texts(Id(), least=1, required=True),
        "at_least_day": Number(low=0),
        "at_most_day": Number(low=0),
        "again_within_days": Number(above=0),
        "within_days": Number(above=0),
        "possible": YesNo(),
    },
    "score": {"score": Id(required=True), "at_least": Whole(low=0), "at_most": Whole(low=0)},
}
