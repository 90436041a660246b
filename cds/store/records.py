"""What is written down of a call. Nothing here can hold patient data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["CallRecord", "GivenCard"]


@dataclass(frozen=True, slots=True)
class GivenCard:
    """One card: ``uuid``, ``topic`` (a code), ``indicator``; ``suggested``: it carried a suggestion.

    ``uuid`` None: nobody can say what became of it. ``content`` is the keyed digest by which it is known again.
    """

    uuid: str | None
    topic: str
    indicator: str
    suggested: bool
    content: str | None = None


@dataclass(frozen=True, slots=True)
class CallRecord:
    """One call: who asked what, what was said, what was not known, how long it took.

    ``client`` and ``tenant`` are None without authentication. ``missing`` names parts of the chart in our own words.
    ``silent`` is the number of cards held back because they were overridden before.
    """

    at: datetime
    client: str | None
    tenant: str | None
    service: str
    hook: str
    knowledge_version: str
    status: int
    duration_ms: int
    cards: tuple[GivenCard, ...] = ()
    missing: tuple[str, ...] = ()
    unread: int = 0
    silent: int = 0
