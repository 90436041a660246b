"""Gates told line by line: what was found, what is not known, what to do, and on whose word."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from cds.cards.chart_gaps import listing
from cds.cards.counts import only_words
from cds.cards.detail import Line
from cds.cards.evidence import criterion_line
from cds.cards.markdown import escape, plain
from cds.cards.references import source_name
from cds.cards.wording import joined, lower_first, upper_first
from rules.logic import Truth

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cds.cards.context import Consultation
    from cds.cards.evidence import AlreadyShown
    from rules.definitions import Basis
    from rules.reasons import CriterionStatus, Datum, FiredGate

__all__ = ["NEGATED", "basis", "because", "imperatives", "others", "told_basis", "unanswered"]

NEGATED = "not: "

_UNKNOWN_SHOWN = 6
_SOURCES_SHOWN = 2
_NOTHING = re.compile(r"^nothing\b")
"""A criterion that only says that nothing else was found: met, it is no reason."""
_EXCEPTION = re.compile(r"^(not|no|nothing)\b| not ")
_TEXT_LIMIT = 260


class Judged(Protocol):
    """A gate that fired, or a concern about an order."""

    @property
    def criteria(self) -> tuple[CriterionStatus, ...]:
        """How each criterion stands."""


def because(gates: Sequence[Judged], consultation: Consultation, told: AlreadyShown, worth: int) -> list[Line]:
    """The criteria met, with the data that are news; the counts are left to the line about the count.

    What an earlier gate was met by is no news where a later one rests on it, nor where it only rules out an exception.
    """
    counted = {count.source for count in consultation.assessment.platelets.counts}
    seen: dict[str, int] = {}
    told_so_far: set[Datum] = set()
    for fired in gates:
        earlier = frozenset(told_so_far)
        for status in fired.criteria:
            if status.truth is not Truth.PRESENT or status.label.startswith(NEGATED) or _NOTHING.match(status.label):
                continue
            old = told_so_far if _EXCEPTION.search(status.label) else earlier
            news = [datum for datum in status.data if datum.source not in counted and datum not in old]
            if (status.data and not news) or only_words(status.data, consultation):
                continue
            told_so_far.update(status.data)
            line = criterion_line(replace(status, data=tuple(news)), consultation, told)
            seen.setdefault(line, worth - 4 * len(seen))
    return [Line(text, value) for text, value in seen.items() if text]


def others(gates: Iterable[FiredGate], worth: int) -> tuple[Line, ...]:
    """Gates that do not head a card: name and action, the most pressing worth most."""
    return tuple(
        Line(
            f"**{escape(fired.gate.label)}**: {escape(lower_first(fired.gate.headline), _TEXT_LIMIT)}", worth - position
        )
        for position, fired in enumerate(gates)
    )


def unanswered(gates: Iterable[Judged], worth: int) -> list[Line]:
    """The criteria the chart does not settle, in one line; exceptions ("not", "nothing else") are no open question."""
    labels = [
        lower_first(plain(status.label))
        for fired in gates
        for status in fired.criteria
        if status.truth is Truth.UNKNOWN and not _EXCEPTION.search(status.label)
    ]
    named = [label for label in dict.fromkeys(labels) if label]
    return [Line(escape(f"not recorded: {listing(named, _UNKNOWN_SHOWN)}", 500), worth)] if named else []


def imperatives(groups: Iterable[Iterable[str]], worth: int) -> tuple[Line, ...]:
    """Short orders of several gates without repeats; the first of each gate are worth most, so none is silenced."""
    worths: dict[str, int] = {}
    for number, group in enumerate(groups):
        for position, text in enumerate(group):
            worths.setdefault(escape(upper_first(text), _TEXT_LIMIT), worth - 7 * position - number)
    return tuple(Line(text, value) for text, value in worths.items() if text)


def basis(gates: Sequence[FiredGate], consultation: Consultation) -> str:
    """Where the criteria come from, as honest as the knowledge: cited, recalled or expert estimate."""
    return told_basis([fired.gate.basis for fired in gates], consultation)


def told_basis(bases: Sequence[Basis], consultation: Consultation) -> str:
    """The kinds of basis, at most two sources by name, and the version of the knowledge."""
    kinds = dict.fromkeys(basis.kind for basis in bases)
    sources = dict.fromkeys(reference for basis in bases for reference in basis.references)
    text = f"criteria: {joined(list(kinds))}"
    if sources:
        known = consultation.context.references
        names = [source_name(known[source]) if source in known else source for source in sources]
        text += f" ({'; '.join(names[:_SOURCES_SHOWN])}{' and others' if len(names) > _SOURCES_SHOWN else ''})"
    return escape(f"{text}; knowledge {plain(consultation.assessment.knowledge_version)}", 300)
