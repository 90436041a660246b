"""The count over time in words: short for a summary, with units and dates for the detail."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cds.cards.markdown import escape, plain
from cds.cards.wording import ago, aside, listed, lower_first, number, on_day, when
from rules.chart import DrugUse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cds.cards.context import Consultation
    from rules.platelet_picture import Count, Exposure
    from rules.reasons import Datum

__all__ = ["as_sent", "canonical", "count_detail", "count_summary", "doubted_count", "not_counted", "only_words"]

_FIGURES = re.compile(r"[<>]?=?\s*([\d.,]+)")
_PREPOSITION = re.compile(r"^(on|at|in) ")
_COMPARATOR = re.compile(r"^\s*([<>]=?)")
_CLAUSE_END = re.compile(r"[;,.] ")
_WORDS_LIMIT = 40
_CLAUSE_LIMIT = 56
_DRUGS_LIMIT = 90
_TODAY = "today"


def count_summary(consultation: Consultation) -> str:
    """Says "platelets 9 (212 on 2 Oct)"; without a trend or not of today with its day; "" without a usable count."""
    picture, name = consultation.assessment.platelets, consultation.context.count.short
    latest = picture.latest
    if latest is None:
        return _in_words(picture.words, name)
    trend = picture.baseline is not None and picture.fall is not None
    text = f"{name} {_on_its_day(latest, consultation)}"
    if trend:
        text = text.removesuffix(f" {_TODAY}")
    return f"{text} ({_dated(picture.baseline, consultation)})" if trend and picture.baseline is not None else text


def doubted_count(consultation: Consultation) -> str:
    """The newest count whatever its worth, as the card that doubts it names it; "" when none was sent."""
    picture, name = consultation.assessment.platelets, consultation.context.count.short
    if picture.words:
        return _in_words(picture.words, name)
    return f"{name} {_on_its_day(picture.counts[-1], consultation)}" if picture.counts else ""


def only_words(data: Sequence[Datum], consultation: Consultation) -> bool:
    """True where nothing but the newest result in words stands behind something: the line about the count has it."""
    words = consultation.assessment.platelets.words
    return bool(words) and bool(data) and all(datum.shown == words for datum in data)


def _in_words(words: str, name: str) -> str:
    """The count told in words, for a summary: all of a short result, of a long one the clause that names the count."""
    if len(words) <= _WORDS_LIMIT:
        return f"{name} {plain(words)}" if words else ""
    clauses = [clause.strip() for clause in _CLAUSE_END.split(words) if clause.strip()]
    naming = next((clause for clause in clauses if name.removesuffix("s") in clause.casefold()), "")
    told = plain(naming or clauses[0], _CLAUSE_LIMIT).replace(": ", " ")
    return told if naming else f"{name} {told}"


def not_counted(consultation: Consultation) -> str:
    """What a summary says where a usable count is missing: no platelet count, last platelet count 5 months ago."""
    label = lower_first(plain(consultation.context.count.label))
    counts = consultation.assessment.platelets.counts
    if not counts:
        return f"no {label}"
    last = counts[-1]
    if not last.reliable:
        return f"no reliable {label}"
    return f"last {label} {_value(last, consultation)}, {ago(last.when, consultation.as_of, consultation.tz)}"


def count_detail(consultation: Consultation) -> list[str]:
    """The count with unit, date and the way there; a newer result in words or one not relied on has its own line."""
    picture, name = consultation.assessment.platelets, lower_first(consultation.context.count.label)
    lines = []
    if picture.latest is not None:
        latest = picture.latest
        asides = [aside(latest.when, consultation.as_of, consultation.tz)]
        if sent := as_sent(latest, consultation):
            asides.insert(0, sent)
        reliable = [count for count in picture.counts if count.reliable and count.when < latest.when]
        earlier = [reliable[-1]] if reliable else []
        if picture.baseline is not None and picture.baseline not in earlier:
            earlier.append(picture.baseline)
        asides += [_dated(count, consultation) for count in earlier]
        lines.append(escape(f"{name} {canonical(latest, consultation)} ({'; '.join(asides)})", 160))
        if fell := _fall(consultation):
            lines.append(escape(fell, 200))
    newest = picture.counts[-1] if picture.counts else None
    if newest is not None and not newest.reliable:
        stamp = aside(newest.when, consultation.as_of, consultation.tz)
        sent = f"{text}; " if (text := as_sent(newest, consultation)) else ""
        lines.append(escape(f"{name} {canonical(newest, consultation)} ({sent}{stamp}): not relied on", 160))
    if picture.words:
        lines.append(escape(f"{name}, newest result in words: {plain(picture.words)}", 160))
    return lines


def _fall(consultation: Consultation) -> str:
    """Says "down 69 % over 7 days; heparin since 13 Nov": how far and fast, what came back, drugs; "" when small."""
    picture = consultation.assessment.platelets
    if not picture.fallen or picture.nadir is None or picture.lost is None or picture.over_days is None:
        return ""
    days = round(picture.over_days)
    lost = f"{100 * picture.lost:.0f} % {f'over {days} days' if days > 1 else 'within a day'}"
    text = f"down {lost}"
    if picture.regained is not None:
        text = f"lowest {_dated(picture.nadir, consultation)} (down {lost}), {100 * picture.regained:.0f} % regained"
    drugs = [_course(exposure, consultation) for exposure in picture.exposures]
    return "; ".join([text, *([listed(drugs, _DRUGS_LIMIT)] if drugs else [])])


def _course(exposure: Exposure, consultation: Consultation) -> str:
    name = lower_first(plain(exposure.label, _WORDS_LIMIT))
    if exposure.use is DrugUse.LINE_CARE:
        name = f"{name} (line care)"
    start, end = (
        _PREPOSITION.sub("", on_day(moment, consultation.as_of, consultation.tz)) if moment is not None else ""
        for moment in (exposure.started, exposure.stopped)
    )
    if start and end:
        return f"{name} {start}" if start == end else f"{name} {start} to {end}"
    return f"{name} until {end}" if end else f"{name} since {start}"


def _value(count: Count, consultation: Consultation) -> str:
    comparator = _COMPARATOR.match(count.shown)
    return (comparator.group(1) if comparator else "") + number(count.value, consultation.context.count.decimals)


def canonical(count: Count, consultation: Consultation) -> str:
    """Value and canonical unit: 22 ×10⁹/L."""
    return f"{_value(count, consultation)} {consultation.context.count.unit_shown}"


def as_sent(count: Count, consultation: Consultation) -> str:
    """The chart's own figure and unit; "" where they say the same as ours."""
    shown = plain(count.shown, _WORDS_LIMIT)
    figures = _FIGURES.match(shown)
    if not shown or figures is None or shown == figures.group(0):
        return ""
    sent = figures.group(1).rstrip("0").rstrip(".") if "." in figures.group(1) else figures.group(1)
    same = sent.replace(",", "") == number(count.value, consultation.context.count.decimals).replace(",", "")
    return "" if same else shown


def _on_its_day(count: Count, consultation: Consultation) -> str:
    """For a summary: the clock time of today's count is left out."""
    if when(count.when, consultation.as_of, consultation.tz).endswith(_TODAY):
        return f"{_value(count, consultation)} {_TODAY}"
    return _dated(count, consultation)


def _dated(count: Count, consultation: Consultation) -> str:
    return f"{_value(count, consultation)} {on_day(count.when, consultation.as_of, consultation.tz)}"
