"""Criteria as sentences with links: what a rule asks of a chart, read aloud."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cds.cards.wording import number
from cds.web.browser.kinds import Key, Kind, Link
from cds.web.browser.spans import ages, days
from rules.criteria import (
    AgeIs,
    AllOf,
    AnyOf,
    AtLeast,
    DrugIs,
    FindingIs,
    FirstKnown,
    LabIs,
    Not,
    OnsetIs,
    Said,
    ScoreIs,
    SexIs,
    Side,
    TrendIs,
    Unless,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rules.criteria import Bound, Criterion
    from rules.definitions import Knowledge
    from rules.identifiers import ConceptId, DrugClass

__all__ = ["EVERY", "Clause", "Sentences"]

EVERY = "all of these:"
"""Before parts that must all hold."""

_SIDES = {Side.BELOW: "under", Side.AT_MOST: "at most", Side.ABOVE: "over", Side.AT_LEAST: "at least"}
_PRESENT = "present"


@dataclass(frozen=True, slots=True)
class Clause:
    """One question in words, or a heading over ``parts``. ``label`` is what the knowledge itself calls it."""

    words: tuple[Link, ...]
    label: str = ""
    parts: tuple[Clause, ...] = ()


class Sentences:
    """Reads criteria of one knowledge."""

    __slots__ = ("_knowledge",)

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def clause(self, criterion: Criterion) -> Clause:  # noqa: PLR0911 - a table, one return a kind
        """The whole criterion."""
        match criterion:
            case AllOf(parts=(part,)):
                return self._named(criterion.label, self.clause(part))
            case AllOf():
                return self._list(EVERY, criterion.parts, criterion.label)
            case AnyOf():
                return self._list("any of these:", criterion.parts, criterion.label)
            case FirstKnown():
                return self._list("told by any of these sources:", criterion.parts, criterion.label)
            case AtLeast():
                return self._list(f"at least {criterion.count} of these:", criterion.parts, criterion.label)
            case Not():
                return self._excepted("not", criterion.part, criterion.label)
            case Unless():
                return self._excepted("unless this is known:", criterion.part, criterion.label)
            case _:
                return Clause(tuple(self._question(criterion)))

    def _named(self, label: str, clause: Clause) -> Clause:
        return Clause(clause.words, label or clause.label, clause.parts)

    def _list(self, joiner: str, parts: Sequence[Criterion], label: str) -> Clause:
        return Clause((Link(joiner),), label, tuple(map(self.clause, parts)))

    def _excepted(self, word: str, part: Criterion, label: str) -> Clause:
        inner = self.clause(part)
        if inner.label and not label:
            return Clause((Link(word), Link(" ")), parts=(inner,))
        return Clause((Link(f"{word} "), *inner.words), label, inner.parts)

    def _question(self, criterion: Criterion) -> Iterator[Link]:
        match criterion:
            case LabIs():
                yield from self._lab(criterion)
            case Said():
                yield from self._said(criterion)
            case DrugIs():
                yield from self._drug(criterion)
            case AgeIs():
                yield Link(f"age {ages(criterion.at_least_days, criterion.below_days)}")
            case SexIs():
                yield Link(f"{criterion.sex.value} sex")
            case TrendIs():
                yield from self._trend(criterion)
            case OnsetIs():
                yield from self._onset(criterion)
            case FindingIs():
                yield from self._finding(criterion)
            case ScoreIs():
                score = self._knowledge.scores[criterion.score]
                yield Link(score.name, Key(Kind.SCORE, criterion.score))
                yield Link(f" {_SIDES[criterion.side]} {number(criterion.points, 1)} points")

    def _lab(self, asked: LabIs) -> Iterator[Link]:
        if asked.any_result:
            yield Link("any result of ")
        yield from _joined((Link(self._knowledge.labs[lab].label, Key(Kind.LAB, lab)) for lab in asked.labs), "or")
        lab = self._knowledge.labs[asked.labs[0]]
        bounds = [_bound(bound, lab.unit_shown, lab.decimals) for bound in asked.bounds]
        if bounds:
            yield Link(f" {' and '.join(bounds)}")
        if asked.polarity is not None:
            yield Link(f" {asked.polarity.value}")
        if asked.words:
            said = ", ".join(f"“{word.replace('*', '…')}”" for word in asked.words)
            yield Link(f" reported with the words {said}")
        if asked.flag is not None:
            yield Link(f" flagged {asked.flag.value} by the laboratory")
        if asked.sample is not None:
            yield Link(f" ({asked.sample.value})")
        yield from _window(asked.within_days)

    def _said(self, asked: Said) -> Iterator[Link]:
        yield Link("the chart states " if not asked.past else "the chart states, now or in the past, ")
        if asked.suspected:
            yield Link("or suspects ")
        yield from self._concepts(asked.concepts, "or")
        if asked.together:
            yield Link(" together with ")
            yield from self._concepts(asked.together, "and")
        if asked.sites:
            yield Link(" at ")
            yield from self._concepts(asked.sites, "or")
        if asked.origins:
            yield Link(f" (from {', '.join(sorted(origin.value for origin in asked.origins))})")
        yield from _window(asked.within_days)
        if asked.noted_within_days is not None:
            yield Link(f", noted in the last {days(asked.noted_within_days)}")
        if asked.older_than_days is not None:
            yield Link(f", for more than {days(asked.older_than_days)}")
        if not asked.date_unknown:
            yield Link(" (the date must be known)")

    def _concepts(self, concepts: Iterable[ConceptId], word: str) -> Iterator[Link]:
        labels = sorted(self._knowledge.concepts[concept].label for concept in concepts)
        yield from _joined(map(Link, labels), word)

    def _drug(self, asked: DrugIs) -> Iterator[Link]:
        yield from self._drugs(asked)
        yield Link(" running now" if asked.running else " given")
        if asked.started_within_days is not None:
            yield Link(f", started in the last {days(asked.started_within_days)}")
        if asked.started_at_least_days_ago is not None:
            yield Link(f", started {days(asked.started_at_least_days_ago)} ago or earlier")
        if asked.stopped_within_days is not None:
            yield Link(f", running or stopped in the last {days(asked.stopped_within_days)}")
        if asked.line_care:
            yield Link(" (flushes and locks count)")
        if not asked.start_unknown:
            yield Link(" (the start must be dated)")

    def _drugs(self, asked: DrugIs) -> Iterator[Link]:
        named = [Link(self._knowledge.drugs[drug].label, Key(Kind.DRUG, drug)) for drug in sorted(asked.drugs)]
        named += self._classes(asked.classes)
        yield from _joined(named, "or")

    def _classes(self, classes: Iterable[DrugClass]) -> list[Link]:
        known = self._knowledge.drug_classes
        return [Link(known[each].label, Key(Kind.DRUG_CLASS, each)) for each in sorted(classes)]

    def _trend(self, asked: TrendIs) -> Iterator[Link]:
        yield Link(self._knowledge.labs[asked.lab].label, Key(Kind.LAB, asked.lab))
        if asked.fall is not None:
            yield Link(f" down by {_percent(asked.fall)} or more")
        if asked.above_fall is not None:
            yield Link(f" down by more than {_percent(asked.above_fall)}")
        if asked.below_fall is not None:
            yield Link(f" down by less than {_percent(asked.below_fall)}")
        yield Link(" at its lowest" if asked.deepest else " now")
        window = "" if asked.within_days is None else f" of the last {days(asked.within_days)}"
        yield Link(f", from the patient's own highest{window}")
        if asked.lowest_at_least is not None:
            yield Link(f", lowest count {number(asked.lowest_at_least, 0)} or more")
        if asked.before:
            yield Link(", with a count from before ")
            yield from _joined(self._classes(asked.before), "or")

    def _onset(self, asked: OnsetIs) -> Iterator[Link]:
        yield Link(f"the fall (by {_percent(asked.fall)} or more) of ")
        yield Link(self._knowledge.labs[asked.lab].label, Key(Kind.LAB, asked.lab))
        yield Link(" may have begun " if asked.possible else " began ")
        first, last = asked.at_least_day, asked.at_most_day
        if first is None:
            yield Link(f"by day {number(last or 0, 0)} of ")
        elif last is None:
            yield Link(f"on day {number(first, 0)} or later of ")
        else:
            yield Link(f"on day {number(first, 0)} to {number(last, 0)} of ")
        yield from _joined(self._classes(asked.classes), "or")
        if asked.again_within_days is not None:
            yield Link(f", given before in the last {days(asked.again_within_days)}")

    def _finding(self, asked: FindingIs) -> Iterator[Link]:
        finding = self._knowledge.findings[asked.finding]
        key = Key(Kind.FINDING, asked.finding)
        wanted = [state for state in finding.states if state in asked.states]
        if finding.binary and wanted in ([], [_PRESENT]):
            yield Link(finding.label, key)
            return
        yield Link(finding.label, key)
        yield Link(": " + " or ".join(finding.labels.get(state, state) for state in wanted))


def _bound(bound: Bound, unit: str, decimals: int) -> str:
    side = _SIDES[bound.side]
    if bound.times_upper is not None:
        return f"{side} {_times(bound.times_upper)}the upper limit of normal"
    if bound.times_lower is not None:
        return f"{side} {_times(bound.times_lower)}the lower limit of normal"
    if bound.past_upper is not None:
        return f"{side} {number(bound.past_upper, 2)} {unit} past the upper limit of normal".replace("  ", " ")
    return f"{side} {number(bound.limit or 0.0, max(decimals, 2))} {unit}".rstrip()


def _times(factor: float) -> str:
    return "" if factor == 1 else f"{number(factor, 2)} times "


def _window(within: float | None) -> Iterator[Link]:
    if within is not None:
        yield Link(f", in the last {days(within)}")


def _percent(fraction: float) -> str:
    return f"{number(100 * fraction, 1)} %"


def _joined(links: Iterable[Link], word: str) -> Iterator[Link]:
    """Says "a, b or c"."""
    listed = list(links)
    for place, link in enumerate(listed):
        if place:
            yield Link(f" {word} " if place == len(listed) - 1 else ", ")
        yield link
