"""Criteria with one limit moved a little, for tests that ask whether anybody would notice."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["shifts"]

DAYS_PER_YEAR, DAYS_OF_A_MONTH = 366, 32
_LARGE = 10
_SHARE = 0.11


def shifts(criterion: Any) -> Iterator[tuple[str, Any]]:
    """Every limit at any depth, shifted up and down: what was done, and the criterion with it."""
    for field in fields(criterion):
        value = getattr(criterion, field.name)
        if isinstance(value, (int, float)) and not isinstance(value, bool) and value:
            for direction, sign in (("up", 1), ("down", -1)):
                moved = value + sign * step(value)
                yield f"{field.name} {value:g} {direction}", replace(criterion, **{field.name: moved})
        elif isinstance(value, tuple):
            for place, part in enumerate(value):
                if is_dataclass(part):
                    for done, shifted in shifts(part):
                        yield done, replace(criterion, **{field.name: (*value[:place], shifted, *value[place + 1 :])})
        elif is_dataclass(value):
            for done, shifted in shifts(value):
                yield done, replace(criterion, **{field.name: shifted})


def step(value: float) -> float:
    """One where a limit is counted, days among it; a share of a small measure; a month of an age in years."""
    if value > DAYS_PER_YEAR:
        return DAYS_OF_A_MONTH
    return 1 if isinstance(value, int) or value >= _LARGE or value.is_integer() else _SHARE * value
