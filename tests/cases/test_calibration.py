"""Brier score and calibration errors against sums done by hand, and both sides of every step."""

from __future__ import annotations

import pytest

from benchmarks.calibration import Forecast, band_error, brier, by_band, by_score, step_error


def told(band: str, score: float, *, right: bool, held: bool = False) -> Forecast:
    return Forecast(band, score, right, held)


@pytest.mark.parametrize(
    ("score", "right", "expected"),
    [(1.0, True, 0.0), (0.0, False, 0.0), (0.0, True, 1.0), (1.0, False, 1.0), (0.5, True, 0.25), (0.9, False, 0.81)],
)
def test_brier_of_one_is_the_square_of_its_distance(score: float, expected: float, *, right: bool) -> None:
    assert brier([told("likely", score, right=right)]) == pytest.approx(expected)


def test_brier_is_the_mean() -> None:
    assert brier([told("a", 1.0, right=True), told("a", 0.5, right=False)]) == pytest.approx(0.125)


def test_nothing_told_is_unknown_not_perfect() -> None:
    assert (brier([]), band_error([]), step_error([])) == (None, None, None)
    assert (by_band([]), by_score([])) == ([], [])


def test_errors_in_opposite_directions_cancel_inside_a_band_only() -> None:
    high, low = told("likely", 0.9, right=False), told("likely", 0.1, right=True)
    assert band_error([high, low]) == pytest.approx(0.0)
    assert band_error([high, told("possible", 0.1, right=True)]) == pytest.approx(0.9)
    assert step_error([high, low]) == pytest.approx(0.9)


def test_a_row_a_band_strongest_first_and_held_ones_apart() -> None:
    rows = by_band(
        [
            told("plausible", 0.5, right=False),
            told("likely", 0.9, right=True),
            told("likely", 0.9, right=False, held=True),
        ]
    )
    assert [row[0] for row in rows] == ["likely", "plausible"]
    assert rows[0][1] == "0.90"
    assert rows[0][2].startswith("1/2 = 50%")
    assert rows[0][3].startswith("1/1 = 100%")
    assert [row[4] for row in rows] == ["+0.40", "+0.50"]


@pytest.mark.parametrize(
    ("score", "step"),
    [
        (0.1999, "0.00 to 0.20"),
        (0.2, "0.20 to 0.40"),
        (0.9499, "0.80 to 0.95"),
        (0.95, "0.95 to 1.00"),
        (1.0, "0.95 to 1.00"),
    ],
)
def test_a_step_holds_its_lower_limit_not_its_upper(score: float, step: str) -> None:
    assert [row[0] for row in by_score([told("likely", score, right=True)])] == [step]
