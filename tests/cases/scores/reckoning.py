"""A chart of few facts and what a score makes of it, for the tests of the shipped scores.

Where a source gives a patient and a total, the test names it; the other vectors are made from the published tables.
docs/scores.md tells for which scores no published patient was found.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from rules.chart import Assertion
from rules.reasons import ScoreResult
from tests.rules.builders import result, statement

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["YEAR", "Reckon", "labs", "no", "span", "worth", "yes"]

YEAR = 365.25

Reckon = Callable[..., ScoreResult]
"""The name of a score and the facts of a chart: what the shipped score makes of them."""


def labs(values: Mapping[str, float], days: float = 0.1) -> list[Any]:
    return [result(name, value, days) for name, value in values.items()]


def no(*concepts: str) -> list[Any]:
    return [statement(concept, assertion=Assertion.ABSENT) for concept in concepts]


def yes(*concepts: str, days: float = 0.5) -> list[Any]:
    return [statement(concept, days=days) for concept in concepts]


def span(found: ScoreResult) -> tuple[int, int]:
    return found.low, found.high


def worth(found: ScoreResult, item: str) -> tuple[int, ...]:
    """The points that an item of the score can still give."""
    return next(each.points for each in found.items if each.item.id == item)
