"""Counters that expire without a thread of their own."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from limits import RateLimitItemPerMinute
from limits.strategies import SlidingWindowCounterRateLimiter

from cds.security import counters
from cds.security.counters import Counters

if TYPE_CHECKING:
    from collections.abc import Callable


class Clock:
    """Stands in for the module ``time``."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def time(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that only the test moves, for the counters and for the library."""
    found = Clock()
    monkeypatch.setattr(counters, "time", found)
    monkeypatch.setattr("limits.storage.memory.time", found)
    return found


@pytest.fixture
def no_new_thread(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """To be called when the counters are made: from then on a thread is a failure."""

    def forbid() -> None:
        def start(_thread: threading.Thread) -> None:
            pytest.fail("a thread was started")

        monkeypatch.setattr(threading.Thread, "start", start)

    return forbid


def test_a_count_grows_until_it_expires_and_starts_again(clock: Clock) -> None:
    made = Counters()
    assert [made.incr("a", 10), made.incr("a", 10, 2), made.incr("b", 10)] == [1, 3, 1]
    clock.now += 9
    assert made.get("a") == 3
    clock.now += 1
    assert made.get("a") == 0
    assert made.incr("a", 10) == 1


@pytest.mark.parametrize(("seconds", "left"), [(59, {"old", "new"}), (60, {"new"})])
def test_what_nobody_looks_at_goes_once_a_minute(clock: Clock, seconds: float, left: set[str]) -> None:
    made = Counters()
    made.incr("old", 10)
    clock.now += seconds
    made.incr("new", 10)
    assert set(made.expirations) == set(made.storage) == left


def test_limits_are_kept_without_a_thread(clock: Clock, no_new_thread: Callable[[], None]) -> None:
    limiter = SlidingWindowCounterRateLimiter(Counters())
    no_new_thread()
    item = RateLimitItemPerMinute(2)
    assert [limiter.hit(item, "calls", "x") for _ in range(3)] == [True, True, False]
    assert limiter.hit(item, "calls", "y")
    clock.now += 120
    assert limiter.hit(item, "calls", "x")
