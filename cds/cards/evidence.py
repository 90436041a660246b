"""A reason with its datum in words: what, value, date, and what makes the value less sure than it looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds.cards.counts import as_sent, canonical
from cds.cards.markdown import escape, plain
from cds.cards.wording import aside, lower_first
from rules.chart import Caveat, DrugState
from rules.logic import Truth

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cds.cards.context import Consultation
    from rules.chart import Moment
    from rules.identifiers import ResourceRef
    from rules.reasons import Contribution, Count, CriterionStatus, Datum

__all__ = ["Told", "criterion_line", "datum_words", "marked", "reason", "told_by_chart"]

_TOLD_ONCE = frozenset({Caveat.FROM_NAME})
"""A site without standard codes would have this behind every value; ``chart_gaps`` says it once."""

_DATA_SHOWN = 2
_VALUE_LIMIT = 70
_WRAPPING = 16
_NO_START = "running, start not recorded"


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
    """``label`` and the datum as one phrase that repeats nothing, escaped. A date ``told`` already is left out.

    An empty label leaves the word to the chart, as does a longer one that only wraps the chart's words.
    """
    head = lower_first(plain(label))
    name, shown = plain(datum.label, _VALUE_LIMIT), _shown(datum, consultation)
    if not head:
        head = lower_first(name)
    if datum.shown == DrugState.RUNNING:
        phrase = lower_first(name) if _within(head, name) else f"{head}: {lower_first(name)}"
    elif _within(shown, head):
        phrase = head if name or len(head) <= len(shown) + _WRAPPING else shown
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
    if not _within(name, phrase) and not _within(shown, head):
        phrase = f"{phrase}, {lower_first(name)}"
    dated = Caveat.SUPPOSED in datum.caveats or told.dated(datum)
    asides = [] if dated else [*_as_sent(datum, consultation), _date(datum, consultation)]
    asides += sorted(datum.caveats - _TOLD_ONCE)
    return escape(_with_asides(phrase, asides), 2 * _VALUE_LIMIT + len(head))


def told_by_chart(data: Iterable[Datum], consultation: Consultation, told: Told) -> list[str]:
    """Each datum once in the chart's own words."""
    return list(dict.fromkeys(datum_words(datum, "", consultation, told) for datum in data))


def criterion_line(status: CriterionStatus, consultation: Consultation, told: Told) -> str:
    """A criterion with the data that met it, at most two; without data its label alone."""
    return _with_data(status.label, status.data, consultation, told)


def reason(contribution: Contribution, consultation: Consultation, told: Told) -> str:
    """A row of a ledger with its datum, without its mark. A row without a finding is its label alone.

    A band of the count needs no name beside its value; a "no" needs no quotation of what was denied.
    """
    finding = contribution.finding
    data = finding.data[:1] if finding is not None else ()
    if finding is None or not data:
        return _with_data(contribution.label, data, consultation, told)
    if str(finding.id) == consultation.context.count.id:
        return datum_words(data[0], data[0].label, consultation, told)
    if finding.truth is Truth.ABSENT and not data[0].label:
        asides = [] if told.dated(data[0]) else [_date(data[0], consultation)]
        asides += sorted(data[0].caveats - _TOLD_ONCE)
        return escape(_with_asides(lower_first(plain(contribution.label)), asides))
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


def _count(datum: Datum, consultation: Consultation) -> Count | None:
    counts = consultation.assessment.platelets.counts if datum.label == consultation.context.count.short else ()
    return next((count for count in counts if count.source == datum.source), None)


def _shown(datum: Datum, consultation: Consultation) -> str:
    count = _count(datum, consultation)
    return plain(datum.shown, _VALUE_LIMIT) if count is None else canonical(count, consultation)


def _as_sent(datum: Datum, consultation: Consultation) -> list[str]:
    count = _count(datum, consultation)
    sent = "" if count is None else as_sent(count, consultation)
    return [sent] if sent else []


def _with_asides(phrase: str, asides: Sequence[str]) -> str:
    return f"{phrase} ({', '.join(asides)})" if asides else phrase


def _date(datum: Datum, consultation: Consultation) -> str:
    stamp = aside(datum.when, consultation.as_of, consultation.tz)
    if datum.shown == DrugState.RUNNING:
        return f"since {stamp}" if datum.when is not None else _NO_START
    return stamp


def _within(part: str, whole: str) -> bool:
    return part.casefold() in whole.casefold()
