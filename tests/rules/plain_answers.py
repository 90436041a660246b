"""Criteria answered the plain way: read from the definition each time, nothing skipped, nothing remembered.

Slow and short, to hold the compiled questions against. Statements, drugs and trends have tests of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.answers import Answer
from rules.chart import Caveat, Sex
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
    TrendIs,
    Unless,
)
from rules.drug_exposure import drug_question
from rules.identifiers import FindingId, State
from rules.intervals import compare
from rules.limits import lower_limit, upper_limit
from rules.logic import Truth, all_of, first_known
from rules.reasons import Datum
from rules.statements import statement_question
from rules.trend import fall_from_baseline
from tests.rules.plain_logic import any_of, at_least, negate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rules.chart import Result
    from rules.chart_index import ChartIndex
    from rules.criteria import Bound, Criterion
    from rules.reasons import Finding

__all__ = ["plain_answer"]

UNKNOWN = Answer(Truth.UNKNOWN)


def plain_answer(  # noqa: C901, PLR0911, PLR0912 - a table, one case a kind
    criterion: Criterion, index: ChartIndex, findings: Mapping[FindingId, Finding]
) -> Answer:
    """Truth and data of a criterion over a chart whose findings are derived."""
    match criterion:
        case Not():
            inner = plain_answer(criterion.part, index, findings)
            return Answer(negate(inner.truth), inner.data)
        case Unless():
            inner = plain_answer(criterion.part, index, findings)
            return Answer(Truth.ABSENT if inner.truth is Truth.PRESENT else Truth.PRESENT, inner.data)
        case AllOf() | AnyOf() | FirstKnown() | AtLeast():
            return _combined(criterion, [plain_answer(part, index, findings) for part in criterion.parts])
        case LabIs():
            return _lab(criterion, index)
        case Said():
            return statement_question(criterion)(index)
        case DrugIs():
            return drug_question(criterion)(index)
        case FindingIs():
            states, wanted = findings[criterion.finding].states, criterion.states or frozenset({State("present")})
            if not states or (states & wanted and not states <= wanted):
                return UNKNOWN
            return Answer(Truth.PRESENT if states <= wanted else Truth.ABSENT, findings[criterion.finding].data)
        case TrendIs():
            fall = fall_from_baseline(index, criterion.lab, criterion.within_days)
            if fall is None:
                return UNKNOWN
            assert criterion.fall is not None, "asked by above_fall: no plain answer"
            data = (_datum(fall.baseline, index), _datum(fall.latest, index))
            return Answer(_truth(criterion.fall <= fall.fraction < (criterion.below_fall or 2.0)), data)
        case AgeIs():
            age = index.chart.age_days
            if age is None or age < -1:
                return UNKNOWN
            low, high = criterion.at_least_days or 0.0, criterion.below_days
            return Answer(_truth(max(age, 0.0) >= low and (high is None or age < high)))
        case SexIs():
            sex = index.chart.patient.sex
            return Answer(_truth(sex is criterion.sex)) if sex in (Sex.FEMALE, Sex.MALE) else UNKNOWN
        case OnsetIs() | ScoreIs():
            raise AssertionError("no plain answer")


def _combined(criterion: AllOf | AnyOf | FirstKnown | AtLeast, answers: list[Answer]) -> Answer:
    truths = [answer.truth for answer in answers]
    match criterion:
        case AllOf():
            truth, decides = all_of(truths), Truth.ABSENT
        case AnyOf():
            truth, decides = any_of(truths), Truth.PRESENT
        case FirstKnown():
            truth, decides = first_known(truths), Truth.PRESENT
        case AtLeast():
            truth, decides = at_least(criterion.count, truths), Truth.UNKNOWN
    if truth is Truth.UNKNOWN:
        return UNKNOWN
    agreeing = [answer for answer in answers if answer.truth is truth]
    if truth is decides:
        return agreeing[0]
    return Answer(truth, tuple(dict.fromkeys(datum for answer in agreeing for datum in answer.data)))


def _lab(criterion: LabIs, index: ChartIndex) -> Answer:
    doubtful = {Caveat.CLUMPED, Caveat.FLAG_DISAGREES}
    usable = [
        result
        for lab in criterion.labs
        for result in index.chart.results.get(lab, ())
        if not result.caveats & doubtful
        and index.within(result.when, criterion.within_days)
        and (
            criterion.older_than_days is None
            or (result.when is not None and index.days_ago(result.when) > criterion.older_than_days)
        )
    ]
    met = [(result, _meets(result, criterion, index)) for result in usable]
    if criterion.any_result:
        truth = first_known(truth for _, truth in met)
        newest = {result.lab: result for result, own in met if own is truth}
        data = tuple(_datum(result, index) for result in newest.values())
        return Answer(truth, data) if truth is not Truth.UNKNOWN else UNKNOWN
    # Of one time, as of none, the last that a chart lists is the newest.
    met = [pair for lab in criterion.labs for pair in reversed(met) if pair[0].lab == lab]
    met.sort(key=lambda pair: pair[0].when.at.timestamp() if pair[0].when else float("-inf"), reverse=True)
    for result, truth in met:
        if result.value is None and (criterion.bounds or truth is Truth.UNKNOWN):
            continue
        return UNKNOWN if truth is Truth.UNKNOWN else Answer(truth, (_datum(result, index),))
    return UNKNOWN


def _meets(result: Result, criterion: LabIs, index: ChartIndex) -> Truth:
    parts = [_within_bound(result, bound, index) for bound in criterion.bounds]
    for wanted, found in ((criterion.polarity, result.polarity), (criterion.flag, result.flag)):
        if wanted is not None:
            parts.append(Truth.UNKNOWN if found is None else _truth(found is wanted))
    if criterion.sample is not None:
        parts.append(Truth.PRESENT if criterion.sample in result.caveats else Truth.UNKNOWN)
    return all_of(parts)


def _within_bound(result: Result, bound: Bound, index: ChartIndex) -> Truth:
    lab = index.knowledge.labs[result.lab]
    limit = bound.limit
    if bound.times_upper is not None and (high := upper_limit(result, lab, index.chart)) is not None:
        limit = bound.times_upper * high
    if bound.times_lower is not None and (low := lower_limit(result, lab, index.chart)) is not None:
        limit = bound.times_lower * low
    if result.value is None or limit is None:
        return Truth.UNKNOWN
    return compare(result.value, result.comparator, bound.side, limit)


def _datum(result: Result, index: ChartIndex) -> Datum:
    lab = index.knowledge.labs[result.lab]
    return Datum(lab.short, result.shown, result.when, result.source, result.caveats)


def _truth(holds: bool) -> Truth:
    return Truth.PRESENT if holds else Truth.ABSENT
