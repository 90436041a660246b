"""Times side by side: every round measures all contenders once, so that a busy machine hits all of them alike."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["Timing", "race"]


@dataclass(frozen=True, slots=True)
class Timing:
    """Median milliseconds, and the median of the ratios to the yardstick taken round by round."""

    milliseconds: float
    ratio: float


def race(contenders: Mapping[str, Callable[[], object]], yardstick: str, rounds: int) -> dict[str, Timing]:
    """Runs all once unmeasured, then ``rounds`` times measured. ``yardstick`` names one of the contenders."""
    for run in contenders.values():
        run()
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, run in contenders.items():
            start = perf_counter()
            run()
            taken[name].append(1000 * (perf_counter() - start))
    measure = taken[yardstick]
    return {
        name: Timing(median(times), median(time / unit for time, unit in zip(times, measure, strict=True)))
        for name, times in taken.items()
    }
