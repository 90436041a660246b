"""How far the first entry of a ranking can be believed: its word, its share of belief, and how often it is right."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from benchmarks.shares import Share

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from benchmarks.published_cases import ScoredCase
    from benchmarks.tallies import Row

__all__ = ["Forecast", "band_error", "brier", "by_band", "by_score", "forecasts", "step_error"]

_STEPS = (0.0, 0.2, 0.4, 0.6, 0.8, 0.95, 1.01)


@dataclass(frozen=True, slots=True)
class Forecast:
    """What was said of a first entry, and whether it was right. ``held``: the answer abstains from its ranking."""

    band: str
    score: float
    right: bool
    held: bool = False


def forecasts(cases: Sequence[ScoredCase]) -> list[Forecast]:
    """One for each case with a ranking; right is the lenient first place."""
    return [
        Forecast(first.band.value, first.score, case.lenient == 1, bool(case.answer.assessment.abstains))
        for case in cases
        for first in case.answer.assessment.causes[:1]
    ]


def brier(told: Sequence[Forecast]) -> float | None:
    """Mean squared distance of the share of belief from what was so (1 right, 0 wrong): 0 is perfect, 0.25 is a coin.

    None of nothing.
    """
    return sum((one.score - one.right) ** 2 for one in told) / len(told) if told else None


def band_error(told: Sequence[Forecast]) -> float | None:
    """Expected calibration error with the bands as bins: 0 is perfect. None of nothing."""
    return _error(told, (_of_band(told, band) for band in _bands(told)))


def step_error(told: Sequence[Forecast]) -> float | None:
    """Expected calibration error with steps of the share of belief as bins. None of nothing."""
    return _error(told, (_of_step(told, low, high) for low, high in pairwise(_STEPS)))


def by_band(told: Sequence[Forecast]) -> list[Row]:
    """Rows (band, mean share of belief, right, right where not held back, mean minus right), strongest band first."""
    rows: list[Row] = []
    for band in _bands(told):
        chosen = _of_band(told, band)
        relied = [one for one in chosen if not one.held]
        rows.append((band, f"{_mean(chosen):.2f}", str(_right(chosen)), str(_right(relied)), f"{_gap(chosen):+.2f}"))
    return rows


def by_score(told: Sequence[Forecast]) -> list[Row]:
    """Rows (step of the share of belief, its mean, right, mean minus right); empty steps are left out."""
    steps = ((low, high, _of_step(told, low, high)) for low, high in pairwise(_STEPS))
    return [
        (f"{low:.2f} to {min(high, 1):.2f}", f"{_mean(chosen):.2f}", str(_right(chosen)), f"{_gap(chosen):+.2f}")
        for low, high, chosen in steps
        if chosen
    ]


def _bands(told: Sequence[Forecast]) -> list[str]:
    return list(dict.fromkeys(one.band for one in sorted(told, key=lambda f: -f.score)))


def _of_band(told: Iterable[Forecast], band: str) -> list[Forecast]:
    return [one for one in told if one.band == band]


def _of_step(told: Iterable[Forecast], low: float, high: float) -> list[Forecast]:
    return [one for one in told if low <= one.score < high]


def _error(told: Sequence[Forecast], bins: Iterable[Sequence[Forecast]]) -> float | None:
    return sum(abs(sum(one.score - one.right for one in chosen)) for chosen in bins) / len(told) if told else None


def _mean(chosen: Sequence[Forecast]) -> float:
    return sum(one.score for one in chosen) / len(chosen)


def _gap(chosen: Sequence[Forecast]) -> float:
    return _mean(chosen) - sum(one.right for one in chosen) / len(chosen)


def _right(chosen: Sequence[Forecast]) -> Share:
    return Share(sum(one.right for one in chosen), len(chosen))
