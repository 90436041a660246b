"""Criteria with one limit moved a little, for tests that ask whether anybody would notice."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any

from rules.criteria import AtLeast, Not, Unless, parts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.criteria import Criterion
    from rules.definitions import StateRule

__all__ = ["shifts", "shifts_of_rules"]

DAYS_PER_YEAR, DAYS_OF_A_MONTH = 366, 32
_LARGE = 10
_SHARE = 0.11


def shifts(criterion: Any) -> Iterator[tuple[str, Any]]:
    """Every limit at any depth, shifted up and down: what was done, and the criterion with it.

    Nought bounds nothing: it asks whether there is any.
    """
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


def shifts_of_rules(rules: tuple[StateRule, ...]) -> Iterator[tuple[str, tuple[StateRule, ...]]]:
    """Every limit of the rules of a finding, shifted wherever the same question is asked.

    ``when`` says once what two rules ask, and a part that a file names stands in several places.
    """
    for question in dict.fromkeys(each for rule in rules for each in _questions(rule.when)):
        alone = replace(question, parts=()) if isinstance(question, AtLeast) else question
        for done, shifted in shifts(alone):
            moved = replace(shifted, parts=question.parts) if isinstance(question, AtLeast) else shifted
            changed = (replace(rule, when=_with(rule.when, question, moved)) for rule in rules)
            yield f"{done} of {_told(question)}", tuple(changed)


def _questions(criterion: Criterion) -> Iterator[Criterion]:
    """What has limits of its own, at any depth."""
    parts = parts_of(criterion)
    if not parts or isinstance(criterion, AtLeast):
        yield criterion
    for part in parts:
        yield from _questions(part)


def _with(criterion: Any, old: Criterion, new: Criterion) -> Any:
    """The criterion with ``new`` wherever ``old`` stands in it."""
    if criterion == old:
        return new
    parts = tuple(_with(part, old, new) for part in parts_of(criterion))
    if isinstance(criterion, (Not, Unless)):
        return replace(criterion, part=parts[0])
    return replace(criterion, parts=parts) if parts else criterion


def _told(question: Any) -> str:
    """What is asked for, in short."""
    words = []
    for field in fields(question):
        value = getattr(question, field.name)
        if isinstance(value, (frozenset, tuple)):
            words += sorted(_told(each) if is_dataclass(each) else str(each) for each in value)
        elif value not in (None, False, ""):
            words.append(str(value))
    return " ".join(words)


def step(value: float) -> float:
    """One where a limit is counted, days among it; a share of a small measure; a month of an age in years."""
    if value > DAYS_PER_YEAR:
        return DAYS_OF_A_MONTH
    return 1 if isinstance(value, int) or value >= _LARGE or value.is_integer() else _SHARE * value
