"""The platelet picture: newest, baseline, fall, doubt."""

from __future__ import annotations

from typing import Any

import pytest

from rules.chart_index import ChartIndex
from rules.criteria import TrendIs
from rules.logic import Truth
from rules.trend import PLATELETS, deepest_fall, fall_from_baseline, fell, platelet_picture
from tests.rules.builders import Caveat, Comparator, Flag, chart, knowledge, result


def index(*results: Any) -> ChartIndex:
    """An index over a chart with these platelet results."""
    return ChartIndex(chart(results=results), knowledge())


def plt(value: float | None, days: float | None, **more: Any) -> Any:
    """A platelet count this many days ago."""
    return result("platelet_count", value, days=days, **more)


def test_nothing_known() -> None:
    picture = platelet_picture(index())
    assert (picture.counts, picture.latest, picture.baseline, picture.fall, picture.doubtful) == (
        (),
        None,
        None,
        None,
        False,
    )


def test_fall_from_the_highest_earlier_count_in_the_window() -> None:
    picture = platelet_picture(index(plt(400, 200), plt(188, 6), plt(96, 3), plt(61, 0)))
    assert picture.latest is not None
    assert picture.baseline is not None
    assert (picture.latest.value, picture.baseline.value) == (61, 188)
    assert picture.fall == pytest.approx(1 - 61 / 188)
    assert len(picture.counts) == 4


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
    fall = fall_from_baseline(index(*results), PLATELETS, 30)
    assert (None if fall is None else fall.fraction) == (None if fraction is None else pytest.approx(fraction))


def test_a_clumped_newest_count_makes_the_picture_doubtful_and_keeps_the_reliable_one() -> None:
    picture = platelet_picture(index(plt(210, 5), plt(12, 0, caveats=frozenset({Caveat.CLUMPED}))))
    assert picture.doubtful
    assert picture.latest is not None
    assert picture.latest.value == 210
    assert [count.reliable for count in picture.counts] == [True, False]


def test_a_result_in_words_is_kept_as_words() -> None:
    picture = platelet_picture(index(plt(None, 0, words="decreased", flag=Flag.LOW)))
    assert (picture.words, picture.low, picture.latest) == ("decreased", True, None)


@pytest.mark.parametrize(("days", "told"), [(29, True), (31, False)])
def test_a_fall_that_ended_before_the_window_is_not_told(days: float, told: bool) -> None:
    fall = fall_from_baseline(index(plt(300, days + 5), plt(100, days)), PLATELETS, 30)
    assert (fall is not None) is told


def test_the_deepest_fall_is_that_of_the_lowest_point_not_of_today() -> None:
    counts = index(plt(188, 9), plt(61, 3), plt(150, 0))
    deepest = deepest_fall(counts, PLATELETS, 30)
    assert deepest is not None
    assert (deepest.baseline.value, deepest.latest.value) == (188, 61)
    assert deepest_fall(index(plt(61, 3)), PLATELETS, 30) is None


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
    assert fell(index(*counts), TrendIs(PLATELETS, within_days=30, **asked))[0] is expected
