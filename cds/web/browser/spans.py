"""Spans of time and age in words: 28 days, 6 months, 18 years."""

from __future__ import annotations

from cds.cards.wording import counted

__all__ = ["ages", "days"]

_YEAR = 365.25
_MONTH = _YEAR / 12
_HOURS = 24
_WHOLE = 0.02
"""As near to a whole number of years or months as the limits in the knowledge are rounded."""


def days(span: float) -> str:
    """The span in the largest unit that keeps it whole: 12 hours, 1 day, 6 months, 2 years."""
    if span < 1:
        return counted(span * _HOURS, "hour")
    for size, unit in ((_YEAR, "year"), (_MONTH, "month")):
        count = span / size
        if round(count) >= 1 and abs(count - round(count)) < _WHOLE and not (size == _MONTH and span < 3 * _MONTH - 1):
            return counted(round(count), unit)
    return counted(span, "day")


def ages(at_least: float | None, below: float | None) -> str:
    """Ages in days as people say them: under 28 days, 1 to under 18 years, 65 years and over, any age."""
    if below is None:
        return f"{days(at_least)} and over" if at_least else "any age"
    if not at_least:
        return f"under {days(below)}"
    low, high = days(at_least), days(below)
    if low.split()[-1].rstrip("s") == high.split()[-1].rstrip("s"):
        low = low.split()[0]
    return f"{low} to under {high}"
