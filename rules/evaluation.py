"""Answers criteria: a truth value and the data of the chart that made it so."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from rules.chart import Sex
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
    Said,
    SexIs,
    TrendIs,
    Unless,
)
from rules.drug_exposure import drug_given
from rules.intervals import compare
from rules.lexicon import Lexicon
from rules.limits import lower_limit, upper_limit
from rules.logic import Truth, all_of, any_of, at_least, first_known, negate
from rules.reasons import Datum
from rules.relevance import facts_of
from rules.statements import stated
from rules.trend import fall_from_baseline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rules.chart import Result
    from rules.chart_index import ChartIndex
    from rules.criteria import Bound, Criterion
    from rules.definitions import LabDefinition
    from rules.identifiers import FindingId
    from rules.reasons import Finding
    from rules.relevance import Relevances

__all__ = ["Answer", "Evaluation"]


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a criterion holds and the data behind it; no data when unknown."""

    truth: Truth
    data: tuple[Datum, ...] = ()


_UNKNOWN = Answer(Truth.UNKNOWN)
_QUIET = {truth: Answer(truth) for truth in Truth}


class Evaluation:
    """Answers criteria over one chart.

    Findings are looked up in ``findings``, which grows through ``learn`` as they are derived.
    """

    __slots__ = ("_by_node", "_known", "_relevances", "findings", "index")

    def __init__(self, index: ChartIndex, relevances: Relevances) -> None:
        self.index = index
        self.findings: dict[FindingId, Finding] = {}
        self._relevances = relevances
        self._by_node = relevances.by_node
        self._known = facts_of(index)

    def learn(self, finding: Finding) -> None:
        """Add a derived finding."""
        self.findings[finding.id] = finding
        if finding.states:
            self._known.add(f"finding:{finding.id}")

    def unmentioned(self, finding: FindingId) -> bool:
        """True when the chart holds nothing the finding could rest on."""
        return self._relevances.unmentioned(finding, self._known)

    def answer(self, criterion: Criterion) -> Answer:
        """Truth and data of a criterion."""
        found = self._by_node.get(id(criterion))
        if found is not None and found.quiet is not None and found.facts.isdisjoint(self._known):
            return _QUIET[found.quiet]
        return self._asked(criterion)

    def _asked(self, criterion: Criterion) -> Answer:  # noqa: PLR0911 - a table, one return a kind
        match criterion:
            case AllOf():
                return self._all(criterion.parts)
            case AnyOf():
                return self._any(criterion.parts, otherwise=any_of)
            case FirstKnown():
                return self._any(criterion.parts, otherwise=first_known)
            case AtLeast():
                answers = [self.answer(part) for part in criterion.parts]
                return _with_data(at_least(criterion.count, (a.truth for a in answers)), answers)
            case Not():
                inner = self.answer(criterion.part)
                return Answer(negate(inner.truth), inner.data)
            case Unless():
                inner = self.answer(criterion.part)
                return Answer(Truth.ABSENT if inner.truth is Truth.PRESENT else Truth.PRESENT, inner.data)
            case _:
                return self._of_chart(criterion)

    def _of_chart(  # noqa: PLR0911
        self, criterion: LabIs | Said | DrugIs | FindingIs | TrendIs | AgeIs | SexIs
    ) -> Answer:
        """A question that asks the chart itself."""
        match criterion:
            case LabIs():
                return self._lab(criterion)
            case Said():
                return Answer(*stated(self.index, criterion))
            case DrugIs():
                return Answer(*drug_given(self.index, criterion))
            case FindingIs():
                return self._finding(criterion)
            case TrendIs():
                return self._trend(criterion)
            case AgeIs():
                return self._age(criterion)
            case SexIs():
                return self._sex(criterion)

    def _all(self, parts: tuple[Criterion, ...]) -> Answer:
        """The first part that does not hold decides; the rest is not asked."""
        answers = []
        for part in parts:
            answer = self.answer(part)
            if answer.truth is Truth.ABSENT:
                return answer
            answers.append(answer)
        return _with_data(all_of(answer.truth for answer in answers), answers)

    def _any(self, parts: tuple[Criterion, ...], otherwise: Callable[[Iterable[Truth]], Truth]) -> Answer:
        """The first part that holds decides; the rest is not asked."""
        answers = []
        for part in parts:
            answer = self.answer(part)
            if answer.truth is Truth.PRESENT:
                return answer
            answers.append(answer)
        return _with_data(otherwise(answer.truth for answer in answers), answers)

    def _finding(self, criterion: FindingIs) -> Answer:
        finding = self.findings.get(criterion.finding)
        if finding is None or not finding.states:
            return _UNKNOWN
        wanted = criterion.states or _PRESENT
        if finding.states <= wanted:
            return Answer(Truth.PRESENT, finding.data)
        if finding.states & wanted:
            return _UNKNOWN
        return Answer(Truth.ABSENT, finding.data)

    def _age(self, criterion: AgeIs) -> Answer:
        age = self.index.chart.age_days
        # A birth up to a day ahead is one of today in another time zone; one further ahead is an error.
        if age is None or age < -1:
            return _UNKNOWN
        inside = (criterion.at_least_days is None or max(age, 0.0) >= criterion.at_least_days) and (
            criterion.below_days is None or age < criterion.below_days
        )
        return Answer(Truth.PRESENT if inside else Truth.ABSENT)

    def _sex(self, criterion: SexIs) -> Answer:
        sex = self.index.chart.patient.sex
        if sex not in (Sex.FEMALE, Sex.MALE):
            return _UNKNOWN
        return Answer(Truth.PRESENT if sex is criterion.sex else Truth.ABSENT)

    def _trend(self, criterion: TrendIs) -> Answer:
        fall = fall_from_baseline(self.index, criterion.lab, criterion.within_days)
        if fall is None:
            return _UNKNOWN
        inside = fall.fraction >= criterion.fall and (
            criterion.below_fall is None or fall.fraction < criterion.below_fall
        )
        data = tuple(self._datum(result) for result in (fall.baseline, fall.latest))
        return Answer(Truth.PRESENT if inside else Truth.ABSENT, data)

    def _lab(self, criterion: LabIs) -> Answer:
        index = self.index
        if criterion.any_result:
            answers = [
                (result, self._result_meets(result, criterion))
                for lab in criterion.labs
                for result in index.results(lab)
                if index.within(result.when, criterion.within_days)
            ]
            truth = first_known(truth for _, truth in answers)
            data = tuple(self._datum(result) for result, own in answers if own is truth and truth is not Truth.UNKNOWN)
            return Answer(truth, data)
        for result in index.newest_first(criterion.labs):
            if criterion.bounds and result.value is None:
                continue
            if not index.within(result.when, criterion.within_days):
                continue
            truth = self._result_meets(result, criterion)
            if truth is Truth.UNKNOWN and result.value is None:
                continue
            return Answer(truth, (self._datum(result),)) if truth is not Truth.UNKNOWN else _UNKNOWN
        return _UNKNOWN

    def _result_meets(self, result: Result, criterion: LabIs) -> Truth:
        parts: list[Truth] = []
        lab = self.index.knowledge.labs[result.lab]
        parts.extend(self._bound(result, lab, bound) for bound in criterion.bounds)
        if criterion.polarity is not None:
            if result.polarity is None:
                parts.append(Truth.UNKNOWN)
            else:
                parts.append(Truth.PRESENT if result.polarity is criterion.polarity else Truth.ABSENT)
        if criterion.words:
            parts.append(_words_say(criterion.words, result.words))
        if criterion.flag is not None:
            if result.flag is None:
                parts.append(Truth.UNKNOWN)
            else:
                parts.append(Truth.PRESENT if result.flag is criterion.flag else Truth.ABSENT)
        return all_of(parts)

    def _bound(self, result: Result, lab: LabDefinition, bound: Bound) -> Truth:
        if result.value is None:
            return Truth.UNKNOWN
        limit = bound.limit
        if limit is None:
            times = bound.times_upper if bound.times_upper is not None else bound.times_lower
            find = upper_limit if bound.times_upper is not None else lower_limit
            reference = find(result, lab, self.index.chart)
            if reference is None or times is None:
                return Truth.UNKNOWN
            limit = times * reference
        return compare(result.value, result.comparator, bound.side, limit)

    def _datum(self, result: Result) -> Datum:
        lab = self.index.knowledge.labs[result.lab]
        return Datum(lab.short, result.shown, result.when, result.source, result.caveats)


_PRESENT = frozenset({"present"})


def _with_data(truth: Truth, answers: list[Answer]) -> Answer:
    """The data of the parts that agree with the whole; none when unknown."""
    if truth is Truth.UNKNOWN:
        return _UNKNOWN
    return Answer(truth, tuple(dict.fromkeys(d for answer in answers if answer.truth is truth for d in answer.data)))


@lru_cache(maxsize=1024)
def _phrases(words: tuple[str, ...]) -> Lexicon:
    return Lexicon.compile({"words": words})


def _words_say(words: tuple[str, ...], text: str | None) -> Truth:
    """Present when the phrase is asserted, absent when it is negated, unknown when the words are about other things."""
    if not text:
        return Truth.UNKNOWN
    return first_known(
        Truth.ABSENT if match.negated else Truth.PRESENT for match in _phrases(words).match(text) if not match.uncertain
    )
