"""Counters of calls in memory, tidied on the way: the library starts a thread for that at nearly every call."""

from __future__ import annotations

import time

from limits.storage import MemoryStorage

__all__ = ["Counters"]

_SWEEP_EVERY = 60.0
"""Seconds after which the next call drops all that has expired."""


class Counters(MemoryStorage):
    """``MemoryStorage`` whose counters expire when they are looked at, and all of them once a minute."""

    def __init__(self) -> None:
        super().__init__()
        self._swept = time.time()

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Add ``amount``; the counter expires in ``expiry`` seconds after its first. Gives the new count."""
        now = time.time()
        if now - self._swept >= _SWEEP_EVERY:
            self._swept = now
            for known in list(self.expirations):
                self.get(known)
        self.get(key)
        with self.locks[key]:
            self.storage[key] += amount
            if self.storage[key] == amount:
                self.expirations[key] = now + expiry
            return self.storage[key]
