"""What the chart did not tell: parts not sent, entries that could not be read, orders still awaited."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cds.cards.detail import Line
from cds.cards.markdown import escape, plain
from cds.cards.wording import aside, joined, lower_first, upper_first

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cds.cards.context import Consultation

__all__ = ["awaited", "missing", "some", "unread"]

_SHOWN = 3
_NAME_LIMIT = 60


def unread(consultation: Consultation, worth: int) -> list[Line]:
    """A line for each kind of entry that could not be used, with the reason; after three kinds the rest are counted."""
    kinds = Counter((plain(u.what, _NAME_LIMIT), plain(u.why, _NAME_LIMIT)) for u in consultation.assessment.unread)
    lines = []
    for (what, why), count in list(kinds.items())[:_SHOWN]:
        times = f" ({count} times)" if count > 1 else ""
        lines.append(Line(escape(f"{lower_first(what)} could not be read{times}: {why}", 200), worth))
    rest = sum(list(kinds.values())[_SHOWN:])
    if rest:
        lines.append(Line(f"{rest} more {'entry' if rest == 1 else 'entries'} could not be read", worth))
    return lines


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


def some(names: Sequence[str], shown: int = _SHOWN) -> str:
    """The first names and how many more: a, b and 4 more."""
    rest = len(names) - shown
    return joined([*names[:shown], f"{rest} more"]) if rest > 0 else joined(names)
