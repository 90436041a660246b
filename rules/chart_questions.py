"""The questions that ask the chart itself, one kind of criterion each; what each means is told at its criterion."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from rules.answers import ABSENT, PRESENT, UNANSWERED, UNKNOWN, Answer
from rules.chart import Sex
from rules.criteria import AgeIs, DrugIs, LabIs, OnsetIs, Said, SexIs, TrendIs
from rules.drug_exposure import drug_question
from rules.lab_results import lab_question
from rules.onset import counted_before, onset_of
from rules.statements import statement_question
from rules.trend import fell

if TYPE_CHECKING:
    from collections.abc import Callable

    from rules.chart_index import ChartIndex
    from rules.lab_results import Phrases

    Ask: TypeAlias = Callable[[ChartIndex], Answer]
    ChartCriterion: TypeAlias = AgeIs | DrugIs | LabIs | OnsetIs | Said | SexIs | TrendIs

__all__ = ["Ask", "ChartCriterion", "chart_question"]


def chart_question(criterion: ChartCriterion, phrases: Phrases) -> Ask:  # noqa: PLR0911 - a table, one return a kind
    """A function of the chart that answers ``criterion``; ``phrases`` makes the words of a result readable."""
    match criterion:
        case LabIs():
            return lab_question(criterion, phrases)
        case Said():
            return statement_question(criterion)
        case DrugIs():
            return drug_question(criterion)
        case TrendIs():
            return lambda index: _trend(index, criterion)
        case OnsetIs():
            return lambda index: _onset(index, criterion)
        case AgeIs():
            return lambda index: _age(index, criterion)
        case SexIs():
            return lambda index: _sex(index, criterion)


def _age(index: ChartIndex, criterion: AgeIs) -> Answer:
    age = index.age_days
    # A birth up to a day ahead is one of today in another time zone; one further ahead is an error.
    if age is None or age < -1:
        return UNANSWERED
    inside = (criterion.at_least_days is None or max(age, 0.0) >= criterion.at_least_days) and (
        criterion.below_days is None or age < criterion.below_days
    )
    return Answer(PRESENT if inside else ABSENT)


def _sex(index: ChartIndex, criterion: SexIs) -> Answer:
    sex = index.chart.patient.sex
    if sex not in (Sex.FEMALE, Sex.MALE):
        return UNANSWERED
    return Answer(PRESENT if sex is criterion.sex else ABSENT)


def _trend(index: ChartIndex, criterion: TrendIs) -> Answer:
    truth, results = fell(index, criterion)
    if truth is ABSENT and criterion.before and not counted_before(index, criterion.lab, criterion.before):
        return UNANSWERED
    return Answer(truth, tuple(map(index.datum, results))) if truth is not UNKNOWN else UNANSWERED


def _onset(index: ChartIndex, criterion: OnsetIs) -> Answer:
    truth, results = onset_of(index, criterion)
    return Answer(truth, tuple(map(index.datum, results)))
