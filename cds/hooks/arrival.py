"""A body that never ends must not hold a thread: when its time is up, the rest of it is not waited for."""

from __future__ import annotations

import socket
from contextlib import contextmanager, suppress
from threading import Timer
from typing import TYPE_CHECKING

from flask import request

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["arriving_within"]


@contextmanager
def arriving_within(seconds: float) -> Iterator[None]:
    """Inside the block, reading the current request's body ends after this many seconds at the latest.

    A time-out on the socket would start anew with every byte, so the reading half is shut from outside. The answer can
    still be written. Servers that do not show their socket are left as they are.
    """
    connection = request.environ.get("gunicorn.socket")
    if not isinstance(connection, socket.socket):
        yield
        return
    timer = Timer(seconds, _shut, [connection])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _shut(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RD)
