"""Times side by side: every round measures all contenders in turn, so that a busy machine hits all of them alike.

Each measures a batch of calls long enough to be timed warm, as a server that has just served others would run it.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["Timing", "race"]

_BATCH = 20.0
"""Milliseconds a batch should take."""


@dataclass(frozen=True, slots=True)
class Timing:
    """Median milliseconds, those of the fastest round, and the median of the round's ratios to the yardstick."""

    milliseconds: float
    fastest: float
    ratio: float


def race(contenders: Mapping[str, Callable[[], object]], yardstick: str, rounds: int) -> dict[str, Timing]:
    """Runs all unmeasured to size the batches, then ``rounds`` times measured. ``yardstick`` is one of them."""
    calls = {name: _calls(run) for name, run in contenders.items()}
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, run in contenders.items():
            taken[name].append(_milliseconds(run, calls[name]))
    measure = taken[yardstick]
    return {
        name: Timing(median(times), min(times), median(time / unit for time, unit in zip(times, measure, strict=True)))
        for name, times in taken.items()
    }


def _calls(run: Callable[[], object]) -> int:
    """How many calls make a batch of the wanted length; one for what is longer by itself."""
    _milliseconds(run, 1)
    return max(1, round(_BATCH / max(_milliseconds(run, 1), 1e-3)))


def _milliseconds(run: Callable[[], object], calls: int) -> float:
    """Mean milliseconds of a call over a batch."""
    start = perf_counter()
    for _ in range(calls):
        run()
    return 1000 * (perf_counter() - start) / calls
