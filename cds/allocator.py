"""The C library's allocator in a process that now and then reads a large body."""

from __future__ import annotations

import ctypes

__all__ = ["settle_allocator"]

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
"""Their numbers in ``malloc.h`` of glibc."""
_LARGE = 256 * 1024
"""Bytes from which a block is asked from the system and given back to it by itself."""


def settle_allocator() -> bool:
    """Give what large bodies took back to the system at once. False where the C library is not glibc: nothing is set.

    Left alone, glibc keeps blocks of the size it has once seen freed, so that a worker stays as large as several bodies
    at a time made it. Holds for the process and those forked from it.
    """
    try:
        option = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return False
    return bool(option(_MMAP_THRESHOLD, _LARGE)) and bool(option(_TRIM_THRESHOLD, _LARGE))
