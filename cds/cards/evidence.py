"""A reason with its datum in words: what, value, date, and what makes the value less sure than it looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds.cards.markdown import escape, plain
from cds.cards.wording import aside, lower_first
from rules.chart import DrugState

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cds.cards.context import Consultation
    from rules.chart import Moment
    from rules.identifiers import ResourceRef
    from rules.reasons import Contribution, Count, CriterionStatus, Datum

__all__ = ["Told", "criterion_line", "datum_words", "marked", "reason"]

_DATA_SHOWN = 2
_VALUE_LIMIT = 70


class Told:
    """What a card has dated already: the date of an entry of the chart is said once a card, the value each time."""

    __slots__ = ("_seen",)

    def __init__(self, counts: Iterable[Count] = ()) -> None:
        self._seen: set[tuple[ResourceRef, Moment | None]] = {(count.source, count.when) for count in counts}

    def dated(self, datum: Datum) -> bool:
        """True from the second time on."""
        key = (datum.source, datum.when)
        known = key in self._seen
        self._seen.add(key)
        return known


def datum_words(datum: Datum, label: str, consultation: Consultation, told: Told) -> str:
    """``label`` and the datum as one phrase that repeats nothing, escaped. A date ``told`` already is left out."""
    head = lower_first(plain(label))
    name, shown = plain(datum.label, _VALUE_LIMIT), plain(datum.shown, _VALUE_LIMIT)
    if _within(shown, head):
        phrase = head
    elif _within(head, shown):
        phrase = shown
    elif name.casefold() == head.casefold():
        phrase = f"{head} {shown}"
    elif not name or _within(name, head) or _within(name, shown):
        phrase = f"{head}: {shown}"
    elif _within(head, name):
        phrase = f"{lower_first(name)} {shown}"
    else:
        phrase = f"{head}: {lower_first(name)} {shown}"
    if not _within(name, phrase):
        phrase = f"{phrase}, {lower_first(name)}"
    asides = [] if told.dated(datum) else [_date(datum, consultation)]
    asides += sorted(datum.caveats)
    return escape(f"{phrase} ({', '.join(asides)})" if asides else phrase, 2 * _VALUE_LIMIT + len(head))


def criterion_line(status: CriterionStatus, consultation: Consultation, told: Told) -> str:
    """A criterion with the data that met it, at most two; without data its label alone."""
    return _with_data(status.label, status.data, consultation, told)


def reason(contribution: Contribution, consultation: Consultation, told: Told) -> str:
    """A row of a ledger with its datum, without its mark. A row without a finding is its label alone."""
    finding = contribution.finding
    data = finding.data[:1] if finding is not None else ()
    return _with_data(contribution.label, data, consultation, told)


def marked(contribution: Contribution, consultation: Consultation, told: Told) -> str:
    """The reason behind its three-step mark."""
    return f"`{contribution.mark}` {reason(contribution, consultation, told)}"


def _with_data(label: str, data: Sequence[Datum], consultation: Consultation, told: Told) -> str:
    if not data:
        return escape(lower_first(plain(label)))
    first, *others = data[:_DATA_SHOWN]
    words = [datum_words(first, label, consultation, told)]
    words += [datum_words(other, other.label, consultation, told) for other in others]
    return "; ".join(words)


def _date(datum: Datum, consultation: Consultation) -> str:
    stamp = aside(datum.when, consultation.as_of, consultation.tz)
    return f"since {stamp}" if datum.shown == DrugState.RUNNING and datum.when is not None else stamp


def _within(part: str, whole: str) -> bool:
    return part.casefold() in whole.casefold()
