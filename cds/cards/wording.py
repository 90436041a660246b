"""Numbers, dates and lists as a clinician says them. Same chart, same words."""

from __future__ import annotations

from datetime import UTC, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime, tzinfo

    from rules.chart import Moment

__all__ = [
    "ago",
    "aside",
    "counted",
    "day_and_month",
    "iso",
    "joined",
    "listed",
    "lower_first",
    "number",
    "on_day",
    "since",
    "upper_first",
    "when",
]

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_HOUR = timedelta(hours=1)
_DAY = timedelta(hours=36)
_MONTH = timedelta(days=45)
_DAYS_COUNTED = 14
_YEAR_NEEDED = 300
_NO = "No"
_REMEMBERED = 4096


def number(value: float, decimals: int) -> str:
    """Rounded to ``decimals`` without trailing zeros, thousands apart: 9, 1,900, 3.1. A trace is never nought."""
    text = f"{value:,.{decimals}f}"
    if value and not text.strip("-0.,"):
        return f"{value:.2g}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def counted(count: float, noun: str) -> str:
    """1 problem, 2 problems, 1.5 days."""
    text = number(count, 1)
    return f"{text} {noun}" if text == "1" else f"{text} {noun}s"


def when(moment: Moment | None, as_of: datetime, tz: tzinfo) -> str:
    """As exact as the chart: 06:10 today, yesterday, 6 days ago (14 Nov), 2 Oct, Mar 2024, 2022, undated."""
    if moment is None:
        return "undated"
    local = _local(moment, tz)
    if moment.span > _DAY:
        return _vague(moment, local)
    days = _days_before(local, as_of, tz)
    clock = "" if moment.is_day else f"{local:%H:%M} "
    if days in (0, 1):
        return clock + ("today", "yesterday")[days]
    calendar = _calendar(local, days)
    if days < 0:
        return f"{calendar} (in the future)"
    return f"{days} days ago ({calendar})" if days < _DAYS_COUNTED else calendar


def aside(moment: Moment | None, as_of: datetime, tz: tzinfo) -> str:
    """``when`` for use inside brackets: 6 days ago, 14 Nov."""
    return when(moment, as_of, tz).replace(" (", ", ").removesuffix(")")


def since(moment: Moment, as_of: datetime, tz: tzinfo) -> str:
    """The start of what goes on, for use inside brackets: since 14 Nov, 6 days ago; since yesterday; since Mar 2024."""
    told = aside(moment, as_of, tz)
    days, counted, calendar = told.partition(" days ago, ")
    return f"since {calendar}, {days} days ago" if counted else f"since {told}"


def on_day(moment: Moment, as_of: datetime, tz: tzinfo) -> str:
    """The day after a number of a trend: on 2 Oct, yesterday, at 02:10 today, in Mar 2024."""
    local = _local(moment, tz)
    if moment.span > _DAY:
        return f"in {_vague(moment, local)}"
    days = _days_before(local, as_of, tz)
    if days == 0:
        return "today" if moment.is_day else f"at {local:%H:%M} today"
    return "yesterday" if days == 1 else f"on {_calendar(local, days)}"


def ago(moment: Moment, as_of: datetime, tz: tzinfo) -> str:
    """How long ago, roughly: today, 12 days ago, 3 weeks ago, 5 months ago, 2 years ago."""
    days = _days_before(_local(moment, tz), as_of, tz)
    if days <= 1:
        return "yesterday" if days == 1 else "today"
    for size, unit, limit in ((1, "days", 21), (7, "weeks", 61), (30.44, "months", 731)):
        if days < limit:
            return f"{round(days / size)} {unit} ago"
    return f"{round(days / 365.25)} years ago"


def iso(moment: Moment) -> str:
    """The FHIR date or dateTime of the moment, as exact as the record: 2026-11-14, 2026-11, 2026."""
    if moment.span <= _HOUR:
        return moment.at.isoformat()
    day = _local(moment, UTC).date().isoformat()
    return day if moment.span <= _DAY else day[:7] if moment.span <= _MONTH else day[:4]


def joined(items: Sequence[str]) -> str:
    """Says "a, b and c"; with a comma before the last "and" when an item has one of its own."""
    if len(items) < 2:
        return "".join(items)
    last = ", and " if any(" and " in item for item in items) else " and "
    return f"{', '.join(items[:-1])}{last}{items[-1]}"


def listed(items: Sequence[str], limit: int) -> str:
    """``joined`` while it fits ``limit`` characters, else as many of the first as fit "and others"; at least one."""
    for shown in range(len(items), 0, -1):
        text = joined(items) if shown == len(items) else f"{', '.join(items[:shown])} and others"
        if len(text) <= limit or shown == 1:
            return text
    return ""


@lru_cache(maxsize=_REMEMBERED)
def lower_first(text: str) -> str:
    """The label inside a sentence; abbreviations and lettered names (CBC, pH, D-dimer, X-ray) keep their capitals."""
    word = text.split(" ", 1)[0]
    common = word[1:].islower() and word[1].isalpha() and (len(word) > 2 or word == _NO)
    return text[0].lower() + text[1:] if common else text


def upper_first(text: str) -> str:
    """The text at the start of a sentence; a word with capitals inside (pH, mRNA) stays as it is."""
    word = text.split(" ", 1)[0]
    return text[:1].upper() + text[1:] if word[1:] == word[1:].lower() else text


def day_and_month(local: datetime) -> str:
    """14 Nov."""
    return f"{local.day} {_MONTHS[local.month - 1]}"


def _local(moment: Moment, tz: tzinfo) -> datetime:
    """The wall-clock time; a record without clock time by its middle, so that no time zone moves it to another day."""
    try:
        return (moment.at + moment.span / 2 if moment.span else moment.at).astimezone(tz)
    except OverflowError:
        return moment.at


def _days_before(local: datetime, as_of: datetime, tz: tzinfo) -> int:
    today: date = as_of.astimezone(tz).date()
    return (today - local.date()).days


def _calendar(local: datetime, days: int) -> str:
    day = day_and_month(local)
    return f"{day} {local.year}" if abs(days) > _YEAR_NEEDED else day


def _vague(moment: Moment, local: datetime) -> str:
    return f"{_MONTHS[local.month - 1]} {local.year}" if moment.span <= _MONTH else str(local.year)
