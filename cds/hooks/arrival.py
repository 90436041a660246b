"""A body that never ends must not hold a thread: when its time is up, the rest of it is not waited for."""

from __future__ import annotations

import socket
import time
from contextlib import contextmanager, suppress
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

from flask import request

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["arriving_within"]

_LOOK_EVERY = 0.1
"""Seconds; so much later than its time a body may end."""


@contextmanager
def arriving_within(seconds: float) -> Iterator[None]:
    """Inside the block, reading the current request's body ends soon after this many seconds at the latest.

    A time-out on the socket would start anew with every byte, so the reading half is shut from outside. The answer can
    still be written. Servers that do not show their socket are left as they are.
    """
    connection = request.environ.get("gunicorn.socket")
    if not isinstance(connection, socket.socket):
        yield
        return
    _WATCH.begin(connection, time.monotonic() + seconds)
    try:
        yield
    finally:
        _WATCH.end(connection)


class _Watch:
    """One thread for the bodies of all calls: one for each would cost more than most bodies take to arrive."""

    def __init__(self) -> None:
        self._ends: dict[socket.socket, float] = {}
        self._busy = Event()
        self._starting = Lock()
        self._thread: Thread | None = None

    def begin(self, connection: socket.socket, end: float) -> None:
        """Shut the reading half of the connection at this instant of the monotonic clock."""
        self._ends[connection] = end
        if not self._busy.is_set():
            self._busy.set()
        if self._thread is None:
            self._start()

    def end(self, connection: socket.socket) -> bool:
        """Leave the connection alone from now on; False when its time was up before."""
        return self._ends.pop(connection, None) is not None

    def _start(self) -> None:
        with self._starting:
            if self._thread is None:
                self._thread = Thread(target=self._look, name="arrival", daemon=True)
                self._thread.start()

    def _look(self) -> None:
        while self._busy.wait():
            time.sleep(_LOOK_EVERY)
            now = time.monotonic()
            for connection, end in list(self._ends.items()):
                # Who takes it out decides: a body that is here is not shut afterwards.
                if end <= now and self.end(connection):
                    with suppress(OSError):
                        connection.shutdown(socket.SHUT_RD)
            self._busy.clear()
            if self._ends:
                self._busy.set()


_WATCH = _Watch()
"""One for the process. Its thread begins with the first call, which is after the workers are forked."""
