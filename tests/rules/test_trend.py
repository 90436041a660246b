"""The platelet picture: newest, baseline, fall, doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from rules.chart_index import ChartIndex
from rules.criteria import TrendIs
from rules.exposures import Exposures
from rules.logic import Truth
from rules.trend import PLATELETS, deepest_fall, fall_from_baseline, fell, platelet_picture
from tests.rules.builders import Caveat, Comparator, Flag, chart, knowledge, result

if TYPE_CHECKING:
    from rules.platelet_picture import PlateletPicture


def index(*results: Any) -> ChartIndex:
    """An index over a chart with these platelet results."""
    return ChartIndex(chart(results=results), knowledge())


def pictured(counts: ChartIndex) -> PlateletPicture:
    """The picture of the counts of a chart."""
    return platelet_picture(counts, Exposures(counts.knowledge))


def plt(value: float | None, days: float | None, **more: Any) -> Any:
    """A platelet count this many days ago."""
    return result("platelet_count", value, days=days, **more)


def test_nothing_known() -> None:
    picture = pictured(index())
    assert (picture.counts, picture.latest, picture.baseline, picture.fall, picture.doubtful) == (
        (),
        None,
        None,
        None,
        False,
    )


def test_fall_from_the_highest_earlier_count_in_the_window() -> None:
    picture = pictured(index(plt(400, 200), plt(188, 6), plt(96, 3), plt(61, 0)))
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
    picture = pictured(index(plt(210, 5), plt(12, 0, caveats=frozenset({Caveat.CLUMPED}))))
    assert picture.doubtful
    assert picture.latest is not None
    assert picture.latest.value == 210
    assert [count.reliable for count in picture.counts] == [True, False]


def test_a_result_in_words_is_kept_as_words() -> None:
    picture = pictured(index(plt(None, 0, words="decreased", flag=Flag.LOW)))
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


def soft(caveat: Caveat) -> dict[str, Any]:
    return {"caveats": frozenset({caveat})}


def test_the_deepest_point_tells_loss_and_time_and_what_came_back() -> None:
    picture = pictured(index(plt(200, 10), plt(50, 4), plt(125, 0)))
    assert picture.nadir is not None
    assert (picture.nadir.value, picture.over_days, picture.fallen) == (50, 6, True)
    assert (picture.lost, picture.regained, picture.fall) == (0.75, 0.5, 0.375)


def test_the_newest_count_as_nadir_has_regained_nothing() -> None:
    picture = pictured(index(plt(200, 10), plt(50, 0)))
    assert picture.nadir == picture.latest
    assert picture.regained is None


@pytest.mark.parametrize(("newest", "fallen"), [(140, True), (141, False)])
def test_a_loss_is_worth_a_word_from_the_limit_on(newest: float, fallen: bool) -> None:
    assert pictured(index(plt(200, 5), plt(newest, 0))).fallen is fallen


@pytest.mark.parametrize("results", [[plt(100, 5), plt(200, 0)], [plt(100, 5), plt(100, 0)], [plt(100, 0)]])
def test_without_a_fall_there_is_no_nadir(results: list[Any]) -> None:
    picture = pictured(index(*results))
    assert (picture.nadir, picture.lost, picture.over_days, picture.regained) == (None, None, None, None)
    assert (picture.fallen, picture.exposures) == (False, ())


@pytest.mark.parametrize("caveat", [Caveat.ESTIMATED, Caveat.CAPILLARY])
def test_a_soft_count_is_no_baseline_and_no_nadir_but_the_newest_still_warns(caveat: Caveat) -> None:
    assert pictured(index(plt(400, 5, **soft(caveat)), plt(200, 4), plt(100, 0))).lost == 0.5
    assert pictured(index(plt(200, 5), plt(20, 2, **soft(caveat)), plt(100, 0))).lost == 0.5
    picture = pictured(index(plt(200, 5), plt(50, 0, **soft(caveat))))
    assert picture.lost == 0.75
    assert [count.firm for count in picture.counts] == [True, False]


def test_a_clumped_count_is_a_point_and_never_the_nadir() -> None:
    picture = pictured(index(plt(200, 5), plt(9, 2, **soft(Caveat.CLUMPED)), plt(100, 0)))
    assert [count.value for count in picture.counts] == [200, 9, 100]
    assert picture.lost == 0.5


def test_a_count_of_a_plasma_sample_joins_the_trend_but_is_no_baseline() -> None:
    picture = pictured(index(plt(200, 5), plt(40, 0, **soft(Caveat.PLASMA_SAMPLE))))
    assert picture.latest is not None
    assert (picture.latest.value, picture.latest.firm, picture.lost) == (40, False, 0.8)
    assert pictured(index(plt(200, 5, **soft(Caveat.PLASMA_SAMPLE)), plt(40, 0))).lost is None


def test_an_implausible_count_is_no_point() -> None:
    assert pictured(index(plt(None, 1, shown="99999"), plt(100, 0))).counts[0].value == 100
