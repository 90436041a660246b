"""Numbers, dates and lists, in pairs around each change of wording."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from cds.cards.wording import (
    ago,
    aside,
    counted,
    iso,
    joined,
    listed,
    lower_first,
    number,
    on_day,
    since,
    upper_first,
    when,
)
from rules.chart import Moment
from tests.cds.cards.builders import NOW, at, day


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "0 days"), (1, "1 day"), (1.04, "1 day"), (1.06, "1.1 days"), (2, "2 days"), (1200, "1,200 days")],
)
def test_counted(count: float, said: str) -> None:
    assert counted(count, "day") == said


@pytest.mark.parametrize(
    ("value", "decimals", "said"),
    [
        (9.0, 0, "9"),
        (1900.0, 0, "1,900"),
        (3.10, 2, "3.1"),
        (3.0, 1, "3"),
        (100.0, 0, "100"),
        (0.4, 0, "0.4"),
        (0.0, 1, "0"),
        (0.04, 1, "0.04"),
    ],
)
def test_number(value: float, decimals: int, said: str) -> None:
    assert number(value, decimals) == said


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (at(), "06:30 today"),
        (at(hours=7), "23:30 yesterday"),
        (day(0), "today"),
        (day(1), "yesterday"),
        (day(2), "2 days ago (18 Nov)"),
        (at(6), "6 days ago (14 Nov)"),
        (day(13), "13 days ago (7 Nov)"),
        (day(14), "6 Nov"),
        (day(300), "24 Jan"),
        (day(301), "23 Jan 2026"),
        (at(-1), "21 Nov (in the future)"),
        (None, "undated"),
        (Moment(datetime(2025, 3, 1, tzinfo=UTC), timedelta(days=31)), "Mar 2025"),
        (Moment(datetime(2022, 1, 1, tzinfo=UTC), timedelta(days=365)), "2022"),
    ],
)
def test_when(moment: Moment | None, said: str) -> None:
    assert when(moment, NOW, UTC) == said


def test_aside_has_no_brackets_of_its_own() -> None:
    assert aside(at(6), NOW, UTC) == "6 days ago, 14 Nov"
    assert aside(day(1), NOW, UTC) == "yesterday"


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (at(), "since 06:30 today"),
        (day(1), "since yesterday"),
        (day(2), "since 18 Nov, 2 days ago"),
        (day(13), "since 7 Nov, 13 days ago"),
        (day(14), "since 6 Nov"),
        (at(-1), "since 21 Nov, in the future"),
        (Moment(datetime(2025, 3, 1, tzinfo=UTC), timedelta(days=31)), "since Mar 2025"),
    ],
)
def test_since_puts_the_date_first(moment: Moment, said: str) -> None:
    assert since(moment, NOW, UTC) == said


@pytest.mark.parametrize(
    ("moment", "said"), [(at(), "at 06:30 today"), (day(0), "today"), (day(1), "yesterday"), (day(49), "on 2 Oct")]
)
def test_on_day(moment: Moment, said: str) -> None:
    assert on_day(moment, NOW, UTC) == said


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "today"),
        (1, "yesterday"),
        (20, "20 days ago"),
        (21, "3 weeks ago"),
        (153, "5 months ago"),
        (800, "2 years ago"),
    ],
)
def test_ago(days: int, said: str) -> None:
    assert ago(day(days), NOW, UTC) == said


@pytest.mark.parametrize("hours", [-11, 0, 11])
def test_a_date_stays_on_its_day_in_every_time_zone(hours: int) -> None:
    noon = NOW.replace(hour=12)
    assert when(day(0), noon, timezone(timedelta(hours=hours))) == "today"


def test_the_wall_clock_decides_the_day() -> None:
    late = Moment(NOW.replace(hour=2, minute=0))
    assert when(late, NOW, timezone(timedelta(hours=-5))) == "21:00 yesterday"
    assert when(late, NOW, UTC) == "02:00 today"


def test_the_first_day_of_the_calendar_is_no_error() -> None:
    assert when(Moment(datetime.min.replace(tzinfo=UTC)), NOW, timezone(timedelta(hours=-5))) == "1 Jan 1"


def test_iso_is_as_exact_as_the_record() -> None:
    assert iso(at()) == "2026-11-20T06:30:00+00:00"
    assert iso(day(6)) == "2026-11-14"
    assert iso(Moment(datetime(2025, 3, 1, tzinfo=UTC), timedelta(days=31))) == "2025-03"
    assert iso(Moment(datetime(2022, 1, 1, tzinfo=UTC), timedelta(days=365))) == "2022"


def test_lists() -> None:
    assert joined([]) == ""
    assert joined(["a"]) == "a"
    assert joined(["a", "b", "c"]) == "a, b and c"
    assert joined(["a", "b and c", "d"]) == "a, b and c, and d"
    assert listed(["film", "coagulation", "creatinine"], 40) == "film, coagulation and creatinine"
    assert listed(["film", "coagulation", "creatinine"], 20) == "film and others"
    assert listed(["a very long name"], 3) == "a very long name"


@pytest.mark.parametrize(
    ("label", "inside"),
    [
        ("Blood film", "blood film"),
        ("CBC", "CBC"),
        ("pH", "pH"),
        ("Rumpel-Leede", "Rumpel-Leede"),
        ("", ""),
        ("C-reactive protein", "C-reactive protein"),
        ("D-dimer", "D-dimer"),
        ("X-ray", "X-ray"),
        ("HIV test", "HIV test"),
        ("H. pylori test", "H. pylori test"),
        ("No fever", "no fever"),
        ("Hb 81", "Hb 81"),
    ],
)
def test_labels_inside_a_sentence(label: str, inside: str) -> None:
    assert lower_first(label) == inside


def test_labels_at_the_start_of_a_sentence() -> None:
    assert upper_first("platelets 9") == "Platelets 9"
    assert upper_first("pH 7.1") == "pH 7.1"
