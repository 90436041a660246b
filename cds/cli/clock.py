"""The clock of an assessment in the terminal, and whether the file was written for another time."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from datetime import tzinfo

__all__ = ["Instant", "out_of_date"]

_OLD = timedelta(days=30)
_AHEAD = timedelta(days=1)
_STAMP = re.compile(
    rb'"(?:effectiveDateTime|effectiveInstant|authoredOn|recordedDate|onsetDateTime|performedDateTime'
    rb'|occurrenceDateTime|start)"\s*:\s*"(\d{4}-\d\d-\d\d[^"]{0,25})"'
)


class Instant(click.ParamType[datetime]):
    """An instant: ``2026-03-14T06:30Z``; without a zone UTC is meant, a day alone means its end."""

    name = "ISO"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Parses; a wrong text ends the command with exit code 2."""
        if isinstance(value, datetime):
            return value
        text = str(value)
        try:
            instant = datetime.fromisoformat(text)
        except ValueError:
            self.fail(f"{text!r} is no instant such as 2026-03-14T06:30Z or 2026-03-14.", param, ctx)
        if len(text) <= len("2026-03-14"):
            instant = datetime.combine(instant, time(23, 59, 59))
        return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


def out_of_date(raw: bytes, as_of: datetime, tz: tzinfo) -> str:
    """Says that the newest entry is long past or in the future at this clock, and how to set the clock; else ""."""
    newest = max((stamp for text in set(_STAMP.findall(raw)) if (stamp := _instant(text))), default=None)
    if newest is None:
        return ""
    hint = f"use --as-of {newest.astimezone(tz).isoformat(timespec='minutes')} to assess the chart as it stood then"
    if newest < as_of - _OLD:
        return f"The newest entry is of {newest.astimezone(tz):%Y-%m-%d}, {(as_of - newest).days} days before; {hint}."
    if newest > as_of + _AHEAD:
        return f"There are entries from the future, up to {newest.astimezone(tz):%Y-%m-%d}; {hint}."
    return ""


def _instant(text: bytes) -> datetime | None:
    try:
        stamp = datetime.fromisoformat(text.decode())
        return stamp.replace(tzinfo=UTC) if stamp.tzinfo is None else stamp.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
