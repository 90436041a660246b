"""gunicorn's threaded worker that lets another take a new connection when it holds many itself."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from gunicorn.workers.gthread import ThreadWorker

if TYPE_CHECKING:
    import socket

__all__ = ["EvenWorker"]

_PATIENCE = 0.0005
"""Seconds a worker holds back for each connection it has."""
_MOST = 10
"""Connections that count for it: nobody waits longer than for these."""


class EvenWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn is shipped without types
    """Holds back from a new connection by how many it has.

    Clients keep their connections for many calls. Taken by whoever wakes first, most end at one worker and the cores
    of the others stand idle: of eight, one worker of two held six on average, and up to all eight.
    """

    def accept(self, listener: socket.socket) -> None:
        """Take a new connection, unless a worker with fewer of them was quicker."""
        if self.cfg.workers > 1:
            time.sleep(_PATIENCE * min(self.nr_conns, _MOST))
        super().accept(listener)
