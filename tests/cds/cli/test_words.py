from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cds.cards.markdown import escape
from cds.cards.who import age
from cds.cli.trend_plot import trend_plot
from cds.cli.words import unescaped
from rules.chart import Chart, Moment, Patient
from rules.identifiers import ResourceRef
from rules.platelet_picture import Count

NOW = datetime(2026, 3, 14, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0.5, "12 hours"), (1 / 24, "1 hour"), (1.99, "47 hours"), (2, "2 days"), (27.9, "27 days"), (28, "4 weeks"),
        (91.9, "13 weeks"), (92, "3 months"), (730, "23 months"), (731, "2 years"), (365.25 * 40 + 1, "40 years"),
        (-3, "born after this date"),
    ],
)  # fmt: skip
def test_age_as_it_is_said(days: float, said: str) -> None:
    assert age(Chart(as_of=NOW, patient=Patient(birth=Moment(NOW - timedelta(days=days))))) == said


def test_age_without_a_birth_date_is_not_known() -> None:
    assert age(Chart(as_of=NOW)) == "age not known"


@pytest.mark.parametrize("text", ["<5 *high* _now_ ~ | & $", "-1 below", "1. first", "a#b", "C:\\x"])
def test_what_was_escaped_for_a_card_reads_plainly(text: str) -> None:
    assert unescaped(f"**{escape(text)}**").plain == text


def counts(*points: tuple[float, float]) -> list[Count]:
    return [
        Count(value, Moment(NOW - timedelta(days=days)), ResourceRef(f"Obs/{days}"), f"{value:g}", reliable=True)
        for days, value in points
    ]


def test_one_point_in_time_is_no_trend() -> None:
    assert trend_plot(counts((0, 9)), 0, UTC) == ""
    assert trend_plot(counts((0, 9), (0, 12)), 0, UTC) == ""


def test_two_counts_are_drawn_between_their_dates() -> None:
    drawn = trend_plot(counts((71, 212), (0, 9)), 0, UTC).splitlines()
    assert drawn[-1].split() == ["2", "Jan", "6", "Feb", "14", "Mar"]
    assert sum(row.count("●") for row in drawn) == 2
    assert max(map(len, drawn)) <= 72


def test_dates_carry_the_year_or_the_hour_when_needed() -> None:
    assert "2024" in trend_plot(counts((600, 212), (0, 9)), 0, UTC)
    assert "06:30" in trend_plot(counts((1, 212), (0, 9)), 0, UTC)


def test_counts_of_nought_are_drawn() -> None:
    assert "●" in trend_plot(counts((3, 0), (0, 0)), 0, UTC)


def test_years_are_left_out_while_the_last_one_tells_a_trend() -> None:
    assert sum(row.count("●") for row in trend_plot(counts((366, 212), (60, 99), (0, 9)), 0, UTC).splitlines()) == 2
    assert sum(row.count("●") for row in trend_plot(counts((365, 212), (60, 99), (0, 9)), 0, UTC).splitlines()) == 3


def test_a_doubted_count_stands_beside_the_line() -> None:
    first, last = counts((3, 212), (0, 190))
    clumped = replace(counts((1, 9))[0], reliable=False)
    drawn = trend_plot((first, clumped, last), 0, UTC)
    assert (drawn.count("●"), drawn.count("x")) == (2, 1)
    assert trend_plot((clumped, replace(clumped, when=first.when)), 0, UTC).count("x") == 2
