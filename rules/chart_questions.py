"""The questions that ask the chart itself, one kind of criterion each; what each means is told at its criterion."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from rules.answers import ABSENT, PRESENT, UNKNOWN, Answer, each_once
from rules.chart import Sex
from rules.criteria import AgeIs, DrugIs, LabIs, OnsetIs, Said, ScoreIs, SexIs, TrendIs
from rules.drug_exposure import drug_given
from rules.intervals import compare
from rules.lab_results import lab_question
from rules.onset import counted_before, onset_of
from rules.statements import stated
from rules.trend import fell

if TYPE_CHECKING:
    from collections.abc import Callable

    from rules.evaluation import Evaluation

    Ask: TypeAlias = Callable[[Evaluation], Answer]
    ChartCriterion: TypeAlias = AgeIs | DrugIs | LabIs | OnsetIs | Said | ScoreIs | SexIs | TrendIs

__all__ = ["Ask", "ChartCriterion", "chart_question"]

_UNKNOWN, _YES, _NO = Answer(UNKNOWN), Answer(PRESENT), Answer(ABSENT)


def chart_question(criterion: ChartCriterion) -> Ask:  # noqa: PLR0911 - a table, one return a kind
    """A function of the evaluation that answers ``criterion``."""
    match criterion:
        case LabIs():
            asked = lab_question(criterion)
            return lambda evaluation: asked(evaluation.index)
        case Said():
            return lambda evaluation: stated(evaluation.index, criterion)
        case DrugIs():
            return lambda evaluation: drug_given(evaluation.index, criterion)
        case TrendIs():
            return lambda evaluation: _trend(evaluation, criterion)
        case OnsetIs():
            return lambda evaluation: _onset(evaluation, criterion)
        case ScoreIs():
            return lambda evaluation: _score(evaluation, criterion)
        case AgeIs():
            return lambda evaluation: _age(evaluation, criterion)
        case SexIs():
            return lambda evaluation: _sex(evaluation, criterion)


def _age(evaluation: Evaluation, criterion: AgeIs) -> Answer:
    age = evaluation.index.age_days
    # A birth up to a day ahead is one of today in another time zone; one further ahead is an error.
    if age is None or age < -1:
        return _UNKNOWN
    inside = (criterion.at_least_days is None or max(age, 0.0) >= criterion.at_least_days) and (
        criterion.below_days is None or age < criterion.below_days
    )
    return _YES if inside else _NO


def _sex(evaluation: Evaluation, criterion: SexIs) -> Answer:
    sex = evaluation.index.chart.patient.sex
    if sex not in (Sex.FEMALE, Sex.MALE):
        return _UNKNOWN
    return _YES if sex is criterion.sex else _NO


def _trend(evaluation: Evaluation, criterion: TrendIs) -> Answer:
    index = evaluation.index
    truth, results = fell(index, criterion)
    if truth is ABSENT and criterion.before and not counted_before(index, criterion.lab, criterion.before):
        return _UNKNOWN
    return Answer(truth, tuple(map(index.datum, results)))


def _onset(evaluation: Evaluation, criterion: OnsetIs) -> Answer:
    truth, results = onset_of(evaluation.index, criterion)
    return Answer(truth, tuple(map(evaluation.index.datum, results)))


def _score(evaluation: Evaluation, criterion: ScoreIs) -> Answer:
    """Told by the ends of the range; the data are those of the items that are known."""
    found = evaluation.score(criterion.score)
    ends = {compare(end, None, criterion.side, criterion.points) for end in (found.low, found.high)}
    if len(ends) > 1:
        return _UNKNOWN
    return Answer(ends.pop(), each_once(datum for item in found.items for datum in item.data))
