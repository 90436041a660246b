"""Examples as they would read today: a chart of last year gives no reason to speak about today."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

__all__ = ["WRITTEN_AT", "redated"]

WRITTEN_AT = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)
"""The moment the examples are written for."""

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def redated(value: Any, now: datetime) -> Any:  # noqa: ANN401 - decoded JSON
    """The same JSON with every date and every instant (UTC) as far from ``now`` as it was from WRITTEN_AT."""
    if isinstance(value, dict):
        return {key: redated(inner, now) for key, inner in value.items()}
    if isinstance(value, list):
        return [redated(inner, now) for inner in value]
    if isinstance(value, str):
        return _moved(value, now)
    return value


def _moved(text: str, now: datetime) -> str:
    if _INSTANT.fullmatch(text):
        moved = datetime.fromisoformat(text) + (now - WRITTEN_AT)
        return moved.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if _DAY.fullmatch(text):
        return (date.fromisoformat(text) + (now.date() - WRITTEN_AT.date())).isoformat()
    return text
