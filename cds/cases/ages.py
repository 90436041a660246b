"""The age of a case as it is written: 4 y, 6 h."""

from __future__ import annotations

from marshmallow import fields, validate

__all__ = ["AGE_DAYS", "Age", "age_days"]

AGE_DAYS = {"h": 1 / 24, "d": 1.0, "wk": 7.0, "mo": 30.4375, "y": 365.25}
"""Days in a unit of age."""


class Age(fields.String):
    """A number and its unit."""

    def __init__(self, *, allow_none: bool = False) -> None:
        written = validate.Regexp(rf"^\d+(\.\d+)? ({'|'.join(AGE_DAYS)})$", error="must be such as 4 y or 6 h")
        super().__init__(allow_none=allow_none, validate=written)


def age_days(age: str) -> float:
    """The days of a written age."""
    number, unit = age.split()
    return float(number) * AGE_DAYS[unit]
