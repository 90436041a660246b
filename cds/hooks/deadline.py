"""How long a call may still take."""

from __future__ import annotations

import time
from dataclasses import dataclass

from cds.errors import Issue, Rejected

__all__ = ["Deadline"]


@dataclass(frozen=True, slots=True)
class Deadline:
    """An instant on the monotonic clock; ``Deadline()`` never comes."""

    at: float = float("inf")

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        """The deadline this many seconds from now."""
        return cls(time.monotonic() + seconds)

    @property
    def remaining(self) -> float:
        """Seconds left; 0 when it has passed."""
        return max(0.0, self.at - time.monotonic())

    def check(self) -> None:
        """Raises Rejected with 503 when it has passed: a late answer is thrown away by the client anyway."""
        if time.monotonic() >= self.at:
            text = "The answer took longer than this service allows. Nothing can be concluded about the patient."
            raise Rejected(503, [Issue("timeout", text)], {"Retry-After": "1"})
