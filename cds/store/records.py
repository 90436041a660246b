"""What is written down of a call. Nothing here can hold patient data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["CallRecord", "GivenCard"]


@dataclass(frozen=True, slots=True)
class GivenCard:
    """One card: ``uuid``, ``topic`` (a code), ``indicator``; ``suggested``: it carried a suggestion."""

    uuid: str
    topic: str
    indicator: str
    suggested: bool


@dataclass(frozen=True, slots=True)
class CallRecord:
    """One call: who asked what, what was said, what was not known, how long it took.

    ``client`` and ``tenant`` are None without authentication. ``missing`` names parts of the chart in our own words.
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
