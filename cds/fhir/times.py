"""FHIR dates and times, whole or partial, to moments in UTC."""

from __future__ import annotations

from calendar import isleap, monthrange
from datetime import UTC, datetime, timedelta

from rules.chart import Moment

__all__ = ["known_moments", "moment"]

_DAY = timedelta(days=1)
_END_OF_TIME = datetime.max.replace(tzinfo=UTC)
"""Often sent for "until further notice" (9999-12-31); the calendar has no day after it."""
_FIRST_YEAR = 1850
"""Earlier years are what a system writes for "no date" (0001, 1753); no chart reaches back so far."""
_BEFORE_TIME = frozenset("Tt ")
"""What stands between a date and its time."""
_REMEMBERED, _REMEMBERED_LENGTH = 16384, 40
"""Results of one sample share their time, and a chart is opened more than once: times are remembered, up to a bound."""
known_moments: dict[str | None, Moment | None] = {}


def moment(text: str | None) -> Moment | None:
    """The moment a FHIR date, dateTime or instant names; None when missing, not a date or centuries ago.

    A date spans its day, a month its month, a year its year. A time without a zone is read as UTC: the sender left
    the zone out, and the day is right to within hours. A date beside a time that is none (24:00, a leap second) is
    that day.
    """
    known = known_moments.get(text)
    if known is not None or not text:
        return known
    found = _read(text.strip())
    if len(text) <= _REMEMBERED_LENGTH:
        if len(known_moments) >= _REMEMBERED:
            known_moments.clear()
        known_moments[text] = found
    return found


def _read(text: str) -> Moment | None:
    try:
        if len(text) > 10:
            at = datetime.fromisoformat(text)
            zone = at.tzinfo
            found: Moment | None = Moment(
                at if zone is UTC else at.replace(tzinfo=UTC) if zone is None else at.astimezone(UTC)
            )
        else:
            found = _partial(text)
    except OverflowError:  # its time zone leads out of the calendar
        return Moment(_END_OF_TIME) if at.year == _END_OF_TIME.year else None
    except ValueError:
        return _read(text[:10]) if text[10:11] in _BEFORE_TIME else None
    return found if found is not None and found.at.year >= _FIRST_YEAR else None


def _partial(text: str) -> Moment | None:
    parts = text.split("-")
    if len(parts[0]) != 4 or any(len(part) != 2 for part in parts[1:]) or not all(map(str.isdecimal, parts)):
        return None
    numbers = [int(part) for part in parts]
    if len(numbers) == 3:
        return _spanning(datetime(numbers[0], numbers[1], numbers[2], tzinfo=UTC), _DAY)
    if len(numbers) == 2:
        days = monthrange(numbers[0], numbers[1])[1]
        return _spanning(datetime(numbers[0], numbers[1], 1, tzinfo=UTC), timedelta(days=days))
    if len(numbers) == 1:
        return _spanning(datetime(numbers[0], 1, 1, tzinfo=UTC), timedelta(days=366 if isleap(numbers[0]) else 365))
    return None


def _spanning(at: datetime, span: timedelta) -> Moment:
    """A span that ends with the calendar at the latest."""
    return Moment(at, span if at.year < _END_OF_TIME.year else min(span, _END_OF_TIME - at))
