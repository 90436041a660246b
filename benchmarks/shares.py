"""Shares with their uncertainty: how many of how many, and between what it may lie."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

__all__ = ["Share"]

_Z = 1.96


@dataclass(frozen=True, slots=True)
class Share:
    """``hits`` of ``total``."""

    hits: int
    total: int

    @property
    def interval(self) -> tuple[float, float] | None:
        """95 % interval after Wilson, as fractions; None of nothing."""
        if not self.total:
            return None
        p, n, z = self.hits / self.total, self.total, _Z
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        return max(0.0, middle - half), min(1.0, middle + half)

    def __str__(self) -> str:
        """Hits, all, per cent and interval."""
        interval = self.interval
        if interval is None:
            return "none"
        low, high = interval
        return f"{self.hits}/{self.total} = {self.hits / self.total:.0%} ({100 * low:.0f} to {100 * high:.0f})"
