"""The garbage collector of a process that loads much once and then serves."""

from __future__ import annotations

import gc

__all__ = ["settle_collector"]

_THRESHOLDS = (100_000, 50, 100)
"""With Python's own thresholds, reading 5 MB costs two to three times as much: each small object counts."""


def settle_collector() -> None:
    """Leave what was loaded so far out of every later collection, and collect seldom. Call when all is loaded."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)
