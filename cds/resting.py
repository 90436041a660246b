"""A server that keeps failing is left alone for a while: each call would wait in vain, and hold its thread."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["RestingServers"]

_FAILURES = 5
"""So many calls in a row of which nothing came."""
_PAUSE_SECONDS = 15.0
"""Then the server is left alone this long, and tried by one call at a time until one succeeds."""
_MOST = 100
"""Servers remembered; beyond that the one remembered longest is forgotten."""


@dataclass(slots=True)
class _Record:
    failures: int = 0
    until: float = float("-inf")


@dataclass(slots=True)
class RestingServers:
    """What happened to each server lately, in this process. Safe for threads."""

    clock: Callable[[], float] = time.monotonic
    _records: dict[str, _Record] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def may_be_asked(self, server: str) -> bool:
        """False while it rests. When its rest is over one caller gets True, the others wait for how that one fares."""
        with self._lock:
            record = self._records.get(server)
            if record is None or record.failures < _FAILURES:
                return True
            if self.clock() < record.until:
                return False
            record.until = self.clock() + _PAUSE_SECONDS
            return True

    def failed(self, server: str) -> bool:
        """Nothing came of a call. True when the server's rest begins with this."""
        with self._lock:
            record = self._records.setdefault(server, _Record())
            record.failures += 1
            if len(self._records) > _MOST:
                del self._records[next(iter(self._records))]
            if record.failures < _FAILURES:
                return False
            record.until = self.clock() + _PAUSE_SECONDS
            return True

    def answered(self, server: str) -> None:
        """Something came: whatever was before is forgotten."""
        with self._lock:
            self._records.pop(server, None)
