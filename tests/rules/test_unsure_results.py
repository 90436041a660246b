"""The latest result at its worst: as late as its date allows, and in words when those are the news."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from rules.chart import Moment
from rules.identifiers import LabId
from rules.unsure_results import at_worst
from tests.rules.builders import NOW, ago, chart, result

if TYPE_CHECKING:
    from rules.chart import Result

COUNT = LabId("platelet_count")


def worst(*counts: Result) -> Any:
    found = at_worst(chart(results=counts), COUNT)
    return (
        None
        if found is None
        else [(each.shown or each.words, each.when and each.when.at) for each in found.results[COUNT]]
    )


def dated(value: float, when: Moment) -> Result:
    return replace(result("platelet_count", value), when=when)


def test_without_results_or_with_exact_ones_nothing_is_unsure() -> None:
    assert worst() is None
    assert worst(result("platelet_count", 220, days=3), result("platelet_count", 9)) is None


def test_an_undated_result_may_be_of_now() -> None:
    undated, sure = result("platelet_count", 9, days=None), result("platelet_count", 220, days=3)
    assert worst(undated, sure) == [("220", ago(3).at), ("9", NOW)]


@pytest.mark.parametrize(
    ("when", "latest"),
    [
        (Moment(NOW - timedelta(days=10), timedelta(days=1)), NOW - timedelta(days=9)),
        (Moment(NOW - timedelta(days=10), timedelta(days=30)), NOW),
        (ago(day_only=True), NOW),
        (Moment(NOW + timedelta(hours=2), timedelta(days=1)), NOW + timedelta(hours=2)),
    ],
)
def test_an_inexact_date_is_taken_at_its_end_but_not_in_the_future(when: Moment, latest: Any) -> None:
    sure = result("platelet_count", 220, days=20)
    assert (worst(sure, dated(9, when)) or [("220", ago(20).at), ("9", when.at)])[-1] == ("9", latest)


def test_words_that_are_the_latest_are_no_longer_answered_for_by_older_numbers() -> None:
    low, number = result("platelet_count", words="low"), result("platelet_count", 220, days=3)
    assert worst(number, low) == [("low", NOW)]
    same_draw = result("platelet_count", 220)
    assert worst(number, low, same_draw) is None
    assert worst(result("platelet_count", words="low", days=4), number) is None


@pytest.mark.parametrize(
    ("lost", "latest"),
    [
        (ago(5), ago(5).at),
        (None, NOW),
        (ago(day_only=True), NOW),
        (Moment(NOW + timedelta(hours=2)), NOW + timedelta(hours=2)),
    ],
)
def test_a_lost_result_may_have_been_of_nothing_at_all(lost: Moment | None, latest: Any) -> None:
    sure = result("platelet_count", 220, days=9)
    found = at_worst(chart(results=[sure]), COUNT, [lost])
    assert found is not None
    assert [(each.value, each.when.at) for each in found.results[COUNT] if each.when] == [(220, ago(9).at), (0, latest)]
    alone = at_worst(chart(), COUNT, [lost])
    assert alone is not None
    assert [each.value for each in alone.results[COUNT]] == [0]


def test_results_of_other_tests_stay() -> None:
    whole = chart(results=[result("platelet_count", 9, days=None), result("inr", 1.0, days=None)])
    found = at_worst(whole, COUNT)
    assert found is not None
    assert found.results[LabId("inr")] == whole.results[LabId("inr")]
