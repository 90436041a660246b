"""What the chart did not tell: parts not sent, entries that could not be read, orders still awaited."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cds.cards.detail import Line
from cds.cards.markdown import escape, plain
from cds.cards.wording import aside, counted, joined, lower_first, upper_first
from rules.chart import Caveat

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cds.cards.context import Consultation
    from rules.chart import Unread

__all__ = ["awaited", "listing", "missing", "some", "unread"]

_SHOWN = 3
_NAME_LIMIT = 60
_COUNT_LINES = 2


def unread(consultation: Consultation, worth: int) -> list[Line]:
    """Unread results that could matter, with the reason: the count itself first. All other entries in one short line.

    The count is worth ``worth``, other known laboratory tests a little less, the rest least.
    """
    found = consultation.assessment.unread
    count = consultation.context.count.id
    kinds = Counter((_what(u), plain(u.why, _NAME_LIMIT)) for u in found if u.lab == count)
    lines = [
        Line(escape(f"{_times(what, number)} could not be read: {why}", 200), worth)
        for (what, why), number in kinds.items()
    ][:_COUNT_LINES]
    others = list(dict.fromkeys(_what(u) for u in found if u.lab is not None and u.lab != count))
    if others:
        lines.append(Line(escape(f"could not be read: {some(others)}", 200), worth - 6))
    rest = sum(u.number for u in found if u.lab is None)
    if rest:
        noun = "entry" if rest == 1 else "entries"
        lines.append(
            Line(f"{rest} {'other ' if lines else ''}{noun} of the chart not recognised or not used", worth - 40)
        )
    return [*lines, *_by_name(consultation, worth - 30)]


def _by_name(consultation: Consultation, worth: int) -> list[Line]:
    """One line when results were told by their name because their code is not a known one."""
    doubted = [result.caveats for found in consultation.chart.results.values() for result in found if result.caveats]
    number = sum(Caveat.FROM_NAME in caveats for caveats in doubted)
    if not number:
        return []
    return [Line(f"{counted(number, 'result')} recognised by name, not by code", worth)]


def missing(consultation: Consultation, worth: int) -> list[Line]:
    """One line naming the parts of the chart that were asked for and not sent."""
    parts = [plain(part, _NAME_LIMIT) for part in consultation.assessment.missing]
    if not parts:
        return []
    return [Line(escape(upper_first(f"{some(parts)} not sent"), 300), worth)]


def awaited(consultation: Consultation, worth: int) -> list[Line]:
    """One line naming the tests already ordered whose results are still to come."""
    orders = [
        f"{lower_first(plain(order.text, _NAME_LIMIT))} ({aside(order.when, consultation.as_of, consultation.tz)})"
        for order in consultation.chart.orders
        if order.tests and plain(order.text)
    ]
    if not orders:
        return []
    return [Line(escape(f"ordered, result awaited: {some(list(dict.fromkeys(orders)))}", 300), worth)]


def _what(unread: Unread) -> str:
    return lower_first(plain(unread.what, _NAME_LIMIT))


def _times(what: str, number: int) -> str:
    return f"{what} ({number} times)" if number > 1 else what


def listing(names: Sequence[str], shown: int = _SHOWN) -> str:
    """The first names between semicolons, for names that hold a comma, an "and" or an "or" of their own."""
    rest = len(names) - shown
    return "; ".join([*names[:shown], f"{rest} more"] if rest > 0 else names)


def some(names: Sequence[str], shown: int = _SHOWN) -> str:
    """The first names and how many more: a, b and 4 more."""
    rest = len(names) - shown
    return joined([*names[:shown], f"{rest} more"]) if rest > 0 else joined(names)
