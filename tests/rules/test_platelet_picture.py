"""The platelet picture: newest, baseline, fall, doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from rules.exposures import Exposures
from rules.platelet_picture import platelet_picture
from tests.rules.builders import Caveat, Flag, counted, plt

if TYPE_CHECKING:
    from rules.chart_index import ChartIndex
    from rules.platelet_picture import PlateletPicture


def pictured(counts: ChartIndex) -> PlateletPicture:
    """The picture of the counts of a chart."""
    return platelet_picture(counts, Exposures(counts.knowledge))


def test_nothing_known() -> None:
    picture = pictured(counted())
    assert (picture.counts, picture.latest, picture.baseline, picture.fall, picture.doubtful) == (
        (),
        None,
        None,
        None,
        False,
    )


def test_fall_from_the_highest_earlier_count_in_the_window() -> None:
    picture = pictured(counted(plt(400, 200), plt(188, 6), plt(96, 3), plt(61, 0)))
    assert picture.latest is not None
    assert picture.baseline is not None
    assert (picture.latest.value, picture.baseline.value) == (61, 188)
    assert picture.fall == pytest.approx(1 - 61 / 188)
    assert len(picture.counts) == 4


def test_a_clumped_newest_count_makes_the_picture_doubtful_and_keeps_the_reliable_one() -> None:
    picture = pictured(counted(plt(210, 5), plt(12, 0, caveats=frozenset({Caveat.CLUMPED}))))
    assert picture.doubtful
    assert picture.latest is not None
    assert picture.latest.value == 210
    assert [count.reliable for count in picture.counts] == [True, False]


def test_a_result_in_words_is_kept_as_words() -> None:
    picture = pictured(counted(plt(None, 0, words="decreased", flag=Flag.LOW)))
    assert (picture.words, picture.low, picture.latest) == ("decreased", True, None)


def soft(caveat: Caveat) -> dict[str, Any]:
    return {"caveats": frozenset({caveat})}


def test_the_deepest_point_tells_loss_and_time_and_what_came_back() -> None:
    picture = pictured(counted(plt(200, 10), plt(50, 4), plt(125, 0)))
    assert picture.nadir is not None
    assert (picture.nadir.value, picture.over_days, picture.fallen) == (50, 6, True)
    assert (picture.lost, picture.regained, picture.fall) == (0.75, 0.5, 0.375)


def test_two_counts_of_one_time_as_nadir_have_regained_nothing() -> None:
    picture = pictured(counted(plt(200, 5), plt(50, 0, number=1), plt(50, 0, number=2)))
    assert picture.nadir is picture.latest
    assert (picture.lost, picture.regained) == (0.75, None)


def test_the_newest_count_as_nadir_has_regained_nothing() -> None:
    picture = pictured(counted(plt(200, 10), plt(50, 0)))
    assert picture.nadir == picture.latest
    assert picture.regained is None


@pytest.mark.parametrize(("newest", "fallen"), [(140, True), (141, False)])
def test_a_loss_is_worth_a_word_from_the_limit_on(newest: float, fallen: bool) -> None:
    assert pictured(counted(plt(200, 5), plt(newest, 0))).fallen is fallen


@pytest.mark.parametrize("results", [[plt(100, 5), plt(200, 0)], [plt(100, 5), plt(100, 0)], [plt(100, 0)]])
def test_without_a_fall_there_is_no_nadir(results: list[Any]) -> None:
    picture = pictured(counted(*results))
    assert (picture.nadir, picture.lost, picture.over_days, picture.regained) == (None, None, None, None)
    assert (picture.fallen, picture.exposures) == (False, ())


@pytest.mark.parametrize("caveat", [Caveat.ESTIMATED, Caveat.CAPILLARY])
def test_a_soft_count_is_no_baseline_and_no_nadir_but_the_newest_still_warns(caveat: Caveat) -> None:
    assert pictured(counted(plt(400, 5, **soft(caveat)), plt(200, 4), plt(100, 0))).lost == 0.5
    assert pictured(counted(plt(200, 5), plt(20, 2, **soft(caveat)), plt(100, 0))).lost == 0.5
    picture = pictured(counted(plt(200, 5), plt(50, 0, **soft(caveat))))
    assert picture.lost == 0.75
    assert [count.firm for count in picture.counts] == [True, False]


def test_a_clumped_count_is_a_point_and_never_the_nadir() -> None:
    picture = pictured(counted(plt(200, 5), plt(9, 2, **soft(Caveat.CLUMPED)), plt(100, 0)))
    assert [count.value for count in picture.counts] == [200, 9, 100]
    assert picture.lost == 0.5


def test_a_count_of_a_plasma_sample_joins_the_trend_but_is_no_baseline() -> None:
    picture = pictured(counted(plt(200, 5), plt(40, 0, **soft(Caveat.PLASMA_SAMPLE))))
    assert picture.latest is not None
    assert (picture.latest.value, picture.latest.firm, picture.lost) == (40, False, 0.8)
    assert pictured(counted(plt(200, 5, **soft(Caveat.PLASMA_SAMPLE)), plt(40, 0))).lost is None


def test_an_implausible_count_is_no_point() -> None:
    assert pictured(counted(plt(None, 1, shown="99999"), plt(100, 0))).counts[0].value == 100
