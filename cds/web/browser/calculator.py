"""A score by hand: each item met, not met or not known, as the address says it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cds.cards.score_lines import meaning, points
from cds.cards.wording import upper_first
from rules.logic import Truth
from rules.reasons import ScoredItem
from rules.scores import totalled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rules.reasons import ScoreResult
    from rules.score_definitions import ScoreDefinition, ScoreItem

__all__ = ["PREFIX", "Calculator", "Choice", "Question", "calculator"]

PREFIX = "item."
"""Before an item's id in the address; the value is the place of the choice, from 0, in the order shown."""

_UNKNOWN = ""


class Choice(NamedTuple):
    """One answer; ``value`` stands for it in the address, empty for not known (``points`` None)."""

    value: str
    label: str
    points: int | None
    chosen: bool


class Question(NamedTuple):
    """One item with its choices, not known last."""

    name: str
    label: str
    choices: tuple[Choice, ...]


class Calculator(NamedTuple):
    """The form and what it comes to: ``points`` as a range ("" for criteria that are met or not) and ``meaning``."""

    questions: tuple[Question, ...]
    points: str
    meaning: str
    open: int


def calculator(score: ScoreDefinition, chosen: Mapping[str, str]) -> Calculator:
    """``chosen`` is the query of the address; what it does not name, or names wrongly, is not known."""
    questions = tuple(_question(item, chosen.get(f"{PREFIX}{item.id}", _UNKNOWN)) for item in score.items)
    items = tuple(_scored(item, question) for item, question in zip(score.items, questions, strict=True))
    result: ScoreResult = totalled(score, items)
    unknown = sum(item.truth is Truth.UNKNOWN for item in items)
    return Calculator(questions, points(result), upper_first(meaning(result)), unknown)


def _question(item: ScoreItem, value: str) -> Question:
    answers = [*((option.points, option.label) for option in item.options), (item.otherwise, item.otherwise_label)]
    known = tuple(
        Choice(str(place), upper_first(label) or "No", worth, value == str(place))
        for place, (worth, label) in enumerate(answers)
    )
    unknown = Choice(_UNKNOWN, "Not known", None, not any(choice.chosen for choice in known))
    return Question(f"{PREFIX}{item.id}", upper_first(item.label), (*known, unknown))


def _scored(item: ScoreItem, question: Question) -> ScoredItem:
    choice = next(choice for choice in question.choices if choice.chosen)
    if choice.points is None:
        every = sorted({item.otherwise, *(option.points for option in item.options)})
        return ScoredItem(item, Truth.UNKNOWN, tuple(every), item.label)
    truth = Truth.PRESENT if choice.points else Truth.ABSENT
    return ScoredItem(item, truth, (choice.points,), choice.label)
