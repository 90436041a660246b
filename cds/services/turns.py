"""Calls take turns at the work that is all Python: one at a time in a process, the rest wait in line."""

from __future__ import annotations

from contextlib import contextmanager
from threading import TIMEOUT_MAX, Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cds.hooks.deadline import Deadline

__all__ = ["turn"]

_WORK = Lock()
"""One for the process, as the interpreter is. Threads that work at the same time make none of them faster; each then
hands the interpreter on every few milliseconds, and a refusal or a health check waits behind all of them."""


@contextmanager
def turn(deadline: Deadline) -> Iterator[None]:
    """Waits for the turn of a call and holds it. Raises Rejected with 503 when the deadline passes in the line."""
    while not _WORK.acquire(timeout=min(deadline.remaining, TIMEOUT_MAX)):
        deadline.check()
    try:
        yield
    finally:
        _WORK.release()
