"""A reason with its datum in words: what, value, date, and what makes the value less sure than it looks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cds.cards.counts import as_sent, canonical
from cds.cards.markdown import escape, plain
from cds.cards.wording import aside, lower_first, since
from rules.chart import Caveat, DrugState
from rules.logic import Truth

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cds.cards.context import Consultation
    from rules.chart import Moment
    from rules.identifiers import ResourceRef
    from rules.platelet_picture import Count
    from rules.reasons import Contribution, CriterionStatus, Datum

__all__ = ["AlreadyShown", "criterion_line", "datum_words", "marked", "reason", "told_by_chart"]

_TOLD_ONCE = frozenset({Caveat.FROM_NAME})
"""A site without standard codes would have this behind every value; ``chart_gaps`` says it once."""

_DATA_SHOWN = 2
_VALUE_LIMIT = 70
_WRAPPING = 16
_CHOICE = re.compile(r"\bor (?!more\b|less\b|under\b|over\b|above\b|below\b)")
"""A reason that names several tests of which one is meant; "10 or less" names one."""
_NO_START = "running, start not recorded"


class AlreadyShown:
    """What a card has dated already: the date of an entry of the chart is said once a card, the value each time.

    ``undated`` are the words for what is said again: by the reason's label and all of the datum that is in them.
    """

    __slots__ = ("_seen", "undated")

    def __init__(self, counts: Iterable[Count] = ()) -> None:
        self._seen: set[tuple[ResourceRef, Moment | None]] = {(count.source, count.when) for count in counts}
        self.undated: dict[tuple[object, ...], str] = {}

    def dated(self, datum: Datum) -> bool:
        """True from the second time on."""
        key = (datum.source, datum.when)
        known = key in self._seen
        self._seen.add(key)
        return known


def datum_words(datum: Datum, label: str, consultation: Consultation, told: AlreadyShown) -> str:
    """``label`` and the datum as one phrase that repeats nothing, escaped. A date ``told`` already is left out.

    An empty label leaves the word to the chart, as does a longer one that only wraps the chart's words.
    """
    if Caveat.SUPPOSED not in datum.caveats and not told.dated(datum):
        return _worded(datum, label, consultation, dated=True)
    key = (label, datum.label, datum.shown, datum.source, datum.caveats)
    if (words := told.undated.get(key)) is None:
        words = told.undated[key] = _worded(datum, label, consultation, dated=False)
    return words


def _worded(datum: Datum, label: str, consultation: Consultation, *, dated: bool) -> str:
    count = _count(datum, consultation)
    head, name = lower_first(plain(label)), plain(datum.label, _VALUE_LIMIT)
    shown = plain(datum.shown, _VALUE_LIMIT) if count is None else canonical(count, consultation)
    if not head:
        head = lower_first(name)
    phrase = _phrase(head, name, shown, running=datum.shown == DrugState.RUNNING)
    asides: list[str] = []
    if dated:
        if count is not None and (sent := as_sent(count, consultation)):
            asides.append(sent)
        asides.append(_date(datum, consultation))
    return escape(_with_asides(phrase, [*asides, *_doubts(datum)]), 2 * _VALUE_LIMIT + len(head))


def _phrase(head: str, name: str, shown: str, *, running: bool) -> str:
    """The words for a datum in front of its date: ``head`` is what a reason calls it, ``name`` what the chart does."""
    by_head, by_name, by_value = head.casefold(), name.casefold(), shown.casefold()
    if running:
        phrase = lower_first(name) if by_head in by_name else f"{head}: {lower_first(name)}"
    elif by_value in by_head:
        phrase = head if name or len(head) <= len(shown) + _WRAPPING else shown
    elif by_head in by_value:
        phrase = shown
    elif by_name == by_head:
        phrase = f"{head} {shown}"
    elif not name or by_name in by_value or (by_name in by_head and not _CHOICE.search(by_head)):
        phrase = f"{head}: {shown}"
    elif by_head in by_name:
        phrase = f"{lower_first(name)} {shown}"
    else:
        phrase = f"{head}: {lower_first(name)} {shown}"
    if by_value not in by_head and by_name not in phrase.casefold():
        phrase = f"{phrase}, {lower_first(name)}"
    return phrase


def told_by_chart(data: Iterable[Datum], consultation: Consultation, told: AlreadyShown) -> list[str]:
    """Each datum once in the chart's own words."""
    return list(dict.fromkeys(datum_words(datum, "", consultation, told) for datum in data))


def criterion_line(status: CriterionStatus, consultation: Consultation, told: AlreadyShown) -> str:
    """A criterion with the data that met it, at most two; without data its label alone."""
    return _with_data(status.label, status.data, consultation, told)


def reason(contribution: Contribution, consultation: Consultation, told: AlreadyShown) -> str:
    """A row of a ledger with its datum, without its mark. A row without a finding is its label alone.

    A band of the count needs no name beside its value; a "no" needs no quotation of what was denied, but when several
    results make it, one alone would not show it.
    """
    finding = contribution.finding
    data = finding.data[: _DATA_SHOWN if finding.truth is Truth.ABSENT else 1] if finding is not None else ()
    if finding is None or not data:
        return _with_data(contribution.label, data, consultation, told)
    if str(finding.id) == consultation.context.count.id:
        return datum_words(data[0], data[0].label, consultation, told)
    if finding.truth is Truth.ABSENT and not data[0].label:
        asides = [] if told.dated(data[0]) else [_date(data[0], consultation)]
        return escape(_with_asides(lower_first(plain(contribution.label)), [*asides, *_doubts(data[0])]))
    return _with_data(contribution.label, data, consultation, told)


def marked(contribution: Contribution, consultation: Consultation, told: AlreadyShown) -> str:
    """The reason behind its three-step mark."""
    return f"`{contribution.mark}` {reason(contribution, consultation, told)}"


def _with_data(label: str, data: Sequence[Datum], consultation: Consultation, told: AlreadyShown) -> str:
    if not data:
        return escape(lower_first(plain(label)))
    first, *others = data[:_DATA_SHOWN]
    words = [datum_words(first, label, consultation, told)]
    words += [datum_words(other, other.label, consultation, told) for other in others]
    return "; ".join(words)


def _count(datum: Datum, consultation: Consultation) -> Count | None:
    """The count of the trend that this datum is; None for any other."""
    if datum.label != consultation.context.count.short:
        return None
    counts = consultation.assessment.platelets.counts
    return next((count for count in counts if count.source == datum.source), None)


def _doubts(datum: Datum) -> list[str]:
    return sorted(datum.caveats - _TOLD_ONCE) if datum.caveats else []


def _with_asides(phrase: str, asides: Sequence[str]) -> str:
    return f"{phrase} ({', '.join(asides)})" if asides else phrase


def _date(datum: Datum, consultation: Consultation) -> str:
    if datum.shown == DrugState.RUNNING:
        return since(datum.when, consultation.as_of, consultation.tz) if datum.when is not None else _NO_START
    return aside(datum.when, consultation.as_of, consultation.tz)
