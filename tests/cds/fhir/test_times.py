"""Dates and times: what a record allows, never more and never less."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cds.fhir.times import moment

ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
TIMES = st.datetimes(datetime(1900, 1, 2), datetime(2200, 1, 1), timezones=ZONES)  # noqa: DTZ001 - bounds are naive
DATES = st.dates(datetime(1900, 1, 1, tzinfo=UTC).date(), datetime(2200, 1, 1, tzinfo=UTC).date())


@given(TIMES)
def test_a_time_is_the_same_instant_in_utc(when: datetime) -> None:
    found = moment(when.isoformat())
    assert found is not None
    assert found.at == when
    assert found.at.tzinfo is UTC
    assert found.span == timedelta(0)


@given(TIMES)
def test_the_day_of_a_time_holds_the_time(when: datetime) -> None:
    day = moment(when.astimezone(UTC).date().isoformat())
    assert day is not None
    assert day.at <= when < day.latest


@given(DATES)
def test_a_month_holds_its_days_and_a_year_its_months(day: datetime) -> None:
    year, month, date = (moment(day.isoformat()[:length]) for length in (4, 7, 10))
    assert year is not None
    assert month is not None
    assert date is not None
    assert year.at <= month.at <= date.at
    assert date.latest <= month.latest <= year.latest
    assert date.span == timedelta(days=1)


@given(st.text(max_size=40))
def test_no_text_raises_and_what_is_read_is_aware(text: str) -> None:
    found = moment(text)
    assert found is None or found.at.tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "today",
        "2026-13",
        "2026-02-30",
        "26-01-01",
        "2026-1-1",
        "0000",
        "2026-05-10X25:00:00Z",
        "2026-02-30T25:00:00Z",
    ],
)
def test_what_is_no_date_is_no_moment(text: str | None) -> None:
    assert moment(text) is None


@pytest.mark.parametrize(
    ("text", "at", "days"),
    [
        ("2026", "2026-01-01T00:00:00+00:00", 365),
        ("2024", "2024-01-01T00:00:00+00:00", 366),
        ("2024-02", "2024-02-01T00:00:00+00:00", 29),
        ("2026-05-10", "2026-05-10T00:00:00+00:00", 1),
        (" 2026-05-10T06:10:00Z ", "2026-05-10T06:10:00+00:00", 0),
        ("2026-05-10T06:10:00+05:30", "2026-05-10T00:40:00+00:00", 0),
        ("2026-05-10T06:10:00", "2026-05-10T06:10:00+00:00", 0),
        ("2026-05-10T23:59:59Z", "2026-05-10T23:59:59+00:00", 0),
        ("2026-05-10T23:59:60Z", "2026-05-10T00:00:00+00:00", 1),
        ("2026-05-10T24:00:00Z", "2026-05-10T00:00:00+00:00", 1),
        ("2026-05-10t06:10:00z", "2026-05-10T00:00:00+00:00", 1),
        ("2026-05-10 06:10:00 UTC", "2026-05-10T00:00:00+00:00", 1),
    ],
)
def test_whole_and_partial(text: str, at: str, days: int) -> None:
    found = moment(text)
    assert found is not None
    assert found.at.isoformat() == at
    assert found.span == timedelta(days=days)


@pytest.mark.parametrize("text", ["9999", "9999-12", "9999-12-31", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-14:00"])
def test_the_end_of_time_is_a_moment_that_can_be_reckoned_with(text: str) -> None:
    found = moment(text)
    assert found is not None
    assert found.latest.year == 9999


@pytest.mark.parametrize("text", ["0001", "0001-01-01", "0001-01-01T00:00:00+14:00", "1753-01-01", "1849-12-31"])
def test_a_date_centuries_ago_stands_for_no_date(text: str) -> None:
    assert moment(text) is None


def test_the_first_year_is_a_date() -> None:
    found = moment("1850-01-01")
    assert found is not None
    assert found.at == datetime(1850, 1, 1, tzinfo=UTC)
