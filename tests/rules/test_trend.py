"""Falls of a test from the patient's own baseline."""

from __future__ import annotations

from typing import Any

import pytest

from rules.criteria import TrendIs
from rules.logic import Truth
from rules.platelet_picture import PLATELETS
from rules.trend import deepest_fall, fall_from_baseline, fell
from tests.rules.builders import Caveat, Comparator, counted, plt


@pytest.mark.parametrize(
    ("results", "fraction"),
    [
        ([plt(100, 1), plt(50, 0)], 0.5),
        ([plt(100, 1), plt(50, 0, comparator=Comparator.BELOW)], 0.5),
        ([plt(100, 1), plt(50, 0, comparator=Comparator.ABOVE)], None),
        ([plt(100, 1, comparator=Comparator.BELOW), plt(50, 0)], None),
        ([plt(100, 1, caveats=frozenset({Caveat.CLUMPED})), plt(50, 0)], None),
        ([plt(100, None), plt(50, 0)], None),
        ([plt(50, 1), plt(100, 0)], -1.0),
        ([plt(0, 1), plt(50, 0)], None),
    ],
)
def test_what_counts_as_a_fall(results: list[Any], fraction: float | None) -> None:
    fall = fall_from_baseline(counted(*results), PLATELETS, 30)
    assert (None if fall is None else fall.fraction) == (None if fraction is None else pytest.approx(fraction))


@pytest.mark.parametrize(("days", "told"), [(29, True), (31, False)])
def test_a_fall_that_ended_before_the_window_is_not_told(days: float, told: bool) -> None:
    fall = fall_from_baseline(counted(plt(300, days + 5), plt(100, days)), PLATELETS, 30)
    assert (fall is not None) is told


def test_the_deepest_fall_is_that_of_the_lowest_point_not_of_today() -> None:
    counts = counted(plt(188, 9), plt(61, 3), plt(150, 0))
    deepest = deepest_fall(counts, PLATELETS, 30)
    assert deepest is not None
    assert (deepest.baseline.value, deepest.latest.value) == (188, 61)
    assert deepest_fall(counted(plt(61, 3)), PLATELETS, 30) is None


@pytest.mark.parametrize(
    ("counts", "asked", "expected"),
    [
        ((plt(200, 3), plt(100, 0)), {"above_fall": 0.5}, Truth.ABSENT),
        ((plt(200, 3), plt(99, 0)), {"above_fall": 0.5}, Truth.PRESENT),
        ((plt(200, 3), plt(20, 0)), {"fall": 0.5, "lowest_at_least": 20.0}, Truth.PRESENT),
        ((plt(200, 3), plt(19, 0)), {"fall": 0.5, "lowest_at_least": 20.0}, Truth.ABSENT),
        ((plt(200, 3), plt(20, 0, comparator=Comparator.BELOW)), {"fall": 0.5, "lowest_at_least": 10.0}, Truth.UNKNOWN),
        ((plt(200, 9), plt(90, 3), plt(180, 0)), {"fall": 0.5}, Truth.ABSENT),
        ((plt(200, 9), plt(90, 3), plt(180, 0)), {"fall": 0.5, "deepest": True}, Truth.PRESENT),
        ((plt(90, 0),), {"fall": 0.5, "deepest": True}, Truth.UNKNOWN),
        ((), {"fall": 0.5}, Truth.UNKNOWN),
    ],
)
def test_limits_of_a_fall(counts: tuple[Any, ...], asked: dict[str, Any], expected: Truth) -> None:
    assert fell(counted(*counts), TrendIs(PLATELETS, within_days=30, **asked))[0] is expected
