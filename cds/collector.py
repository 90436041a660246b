"""The garbage collector of a process that loads much once and then serves."""

from __future__ import annotations

import gc

__all__ = ["hold_collector", "settle_collector"]

_THRESHOLDS = (100_000, 50, 100)
"""With Python's own thresholds, reading 5 MB costs two to three times as much: each small object counts."""


def hold_collector() -> None:
    """Collect nothing while all is loaded: nearly all of it stays, and to search it took a third of the loading."""
    gc.disable()


def settle_collector() -> None:
    """Leave what was loaded so far out of every later collection, and collect seldom. Call when all is loaded.

    Nothing is collected before: under one in a hundred of the objects would go, and their gaps in pages that workers
    share would be filled by each worker for itself.
    """
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)
    gc.enable()
