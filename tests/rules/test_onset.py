"""The day of a drug on which a count began to fall: every limit from both sides, and what cannot be told."""

from __future__ import annotations

from typing import Any

import pytest

from rules.chart_index import ChartIndex
from rules.criteria import OnsetIs
from rules.identifiers import DrugClass, LabId
from rules.logic import Truth
from rules.onset import counted_before, onset_of
from tests.rules.builders import DrugState, ago, chart, drug, knowledge, result

HEPARIN = frozenset({DrugClass("heparin")})
PLATELETS = LabId("platelet_count")
PRESENT, ABSENT, UNKNOWN = Truth.PRESENT, Truth.ABSENT, Truth.UNKNOWN


def heparin(start: float | None, stop: float | None = None) -> Any:
    """Heparin from so many days ago, still running unless stopped."""
    if stop is None:
        return drug("heparin", "heparin", start=start)
    return drug("heparin", "heparin", start=start, stop=ago(stop), state=DrugState.STOPPED)


def counts(*pairs: tuple[float, float]) -> list[Any]:
    """Counts as (days ago, value)."""
    return [result("platelet_count", value, days=days, number=n) for n, (days, value) in enumerate(pairs)]


def onset(results: list[Any], *drugs: Any, **asked: Any) -> Truth:
    index = ChartIndex(chart(results=results, drugs=drugs), knowledge())
    return onset_of(index, OnsetIs(PLATELETS, 0.3, HEPARIN, **({"within_days": 60} | asked)))[0]


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        # heparin since day 0, ten days ago: the last high count and the first low one, by day of heparin
        (counts((6, 200), (5, 100)), PRESENT),  # high on day 4, low on day 5
        (counts((7, 200), (5, 100)), UNKNOWN),  # high on day 3, low on day 5: may have begun on day 4
        (counts((7, 200), (6, 100)), ABSENT),  # low on day 4
        (counts((1, 200), (0, 100)), PRESENT),  # low on day 10
        (counts((6, 200), (5, 141)), UNKNOWN),  # down by 29.5 %: no fall
        (counts((6, 200), (5, 140)), PRESENT),  # down by 30 %
        (counts((6, 200)), UNKNOWN),
        ([], UNKNOWN),
    ],
)
def test_the_day_lies_between_the_last_high_and_the_first_low_count(results: list[Any], expected: Truth) -> None:
    assert onset(results, heparin(10), at_least_day=5, at_most_day=10) is expected


@pytest.mark.parametrize(("start", "expected"), [(10.0, PRESENT), (11.0, ABSENT)])
def test_the_last_day_asked_for_is_included(start: float, expected: Truth) -> None:
    assert onset(counts((1, 200), (0, 100)), heparin(start), at_least_day=5, at_most_day=10) is expected


@pytest.mark.parametrize(
    ("results", "expected"), [(counts((9, 200), (6, 100)), PRESENT), (counts((9, 200), (7, 100)), ABSENT)]
)
def test_possible_is_enough_where_asked(results: list[Any], expected: Truth) -> None:
    assert onset(results, heparin(10), at_least_day=4, possible=True) is expected


@pytest.mark.parametrize("drugs", [(), (heparin(None),), (heparin(None), heparin(30))])
def test_without_a_dated_first_dose_nothing_is_absent(drugs: tuple[Any, ...]) -> None:
    assert onset(counts((2, 200), (1, 100)), *drugs, at_least_day=5, at_most_day=10) is UNKNOWN


def test_a_fall_before_the_drug_is_no_fall_on_it() -> None:
    assert onset(counts((9, 200), (8, 100)), heparin(3), at_most_day=10) is ABSENT


def test_an_order_that_goes_on_from_another_is_no_first_dose() -> None:
    falls = counts((1, 200), (0, 100))
    assert onset(falls, heparin(20, 8), heparin(7), at_least_day=5, at_most_day=10) is ABSENT
    assert onset(falls, heparin(20, 9), heparin(7), at_least_day=5, at_most_day=10) is PRESENT


@pytest.mark.parametrize(("stopped", "expected"), [(31.0, PRESENT), (32.0, UNKNOWN)])
def test_given_again_counts_from_the_end_of_the_earlier_exposure(stopped: float, expected: Truth) -> None:
    falls = counts((1.2, 200), (0.5, 100))
    asked = {"at_most_day": 1, "again_within_days": 30}
    assert onset(falls, heparin(40, stopped), heparin(1), **asked) is expected


def test_a_second_fall_is_seen_after_a_recovery_and_a_long_one_counts_once() -> None:
    after_surgery = counts((11, 250), (9, 120), (5, 240), (2, 230), (1, 90))
    assert onset(after_surgery, heparin(8), at_least_day=5, at_most_day=10) is PRESENT
    steady = counts((9, 250), (7, 150), (5, 100), (2, 60), (1, 30))
    assert onset(steady, heparin(9), at_least_day=5, at_most_day=10) is ABSENT


@pytest.mark.parametrize(
    ("drugs", "days", "expected"),
    [
        ((heparin(7),), 6.0, True),
        ((heparin(7),), 5.9, False),
        ((heparin(7),), 20.0, True),
        ((heparin(7), heparin(None)), 20.0, False),
        ((heparin(None),), 20.0, False),
        ((), 20.0, False),
    ],
)
def test_a_baseline_is_from_before_the_drug_or_its_first_day(
    drugs: tuple[Any, ...], days: float, expected: bool
) -> None:
    index = ChartIndex(chart(results=counts((days, 200)), drugs=drugs), knowledge())
    assert counted_before(index, PLATELETS, HEPARIN) is expected
