"""Do the laboratory results meet a criterion? Compiled once a criterion, so that a chart pays for its results only."""

from __future__ import annotations

from operator import attrgetter, ge, gt, le, lt
from typing import TYPE_CHECKING, TypeAlias

from rules.answers import ABSENT, PRESENT, UNANSWERED, UNKNOWN, Answer
from rules.criteria import Side
from rules.intervals import compare
from rules.logic import Truth, first_known

if TYPE_CHECKING:
    from collections.abc import Callable

    from rules.chart import Moment, Result
    from rules.chart_index import ChartIndex
    from rules.criteria import Bound, LabIs
    from rules.lexicon import Lexicon

    Check: TypeAlias = Callable[[ChartIndex, Result], Truth]
    Phrases: TypeAlias = Callable[[tuple[str, ...]], Lexicon]

__all__ = ["Phrases", "lab_question"]

_POLARITY, _WORDS = attrgetter("polarity"), attrgetter("words")
_MEETS = {Side.BELOW: lt, Side.AT_MOST: le, Side.ABOVE: gt, Side.AT_LEAST: ge}


def lab_question(criterion: LabIs, phrases: Phrases) -> Callable[[ChartIndex], Answer]:
    """A function of the chart that answers ``criterion``; what it means is told at ``LabIs``.

    ``phrases`` makes words readable; it is asked with the first result in words.
    """
    check = _together([*map(_bound, criterion.bounds), *_in_words(criterion, phrases)])
    if criterion.any_result:
        return _any_of(criterion, check)
    walked = _newest_of(criterion, check)
    return walked if criterion.older_than_days is not None else _lone_of(criterion, check, walked)


def _lone_of(criterion: LabIs, check: Check, walked: Callable[[ChartIndex], Answer]) -> Callable[[ChartIndex], Answer]:
    """``walked``, spared where one result is newer than all others and decides alone, as it nearly always does."""
    labs, days, needs_number = criterion.labs, criterion.within_days, bool(criterion.bounds)

    def lone(index: ChartIndex) -> Answer:
        found = index.lone(labs)
        if found is None:
            return walked(index)
        result, age = found
        if days is not None and age > days:
            return UNANSWERED if index.none_within(labs, found, days) else walked(index)
        if result.value is None and needs_number:
            return walked(index)
        truth = check(index, result)
        if truth is not UNKNOWN:
            return Answer(truth, (index.datum(result),))
        return walked(index) if result.value is None else UNANSWERED

    return lone


def _newest_of(criterion: LabIs, check: Check) -> Callable[[ChartIndex], Answer]:
    """The question that the newest result which says anything of it answers."""
    labs, days, needs_number = criterion.labs, criterion.within_days, bool(criterion.bounds)
    in_words = bool(criterion.words)
    older = criterion.older_than_days

    def newest(index: ChartIndex) -> Answer:
        bare: Moment | None = None
        for result in index.newest_first(labs, days):
            if result.value is None and needs_number:
                continue
            if older is not None and not _older(index, result, older):
                continue
            if bare is not None and result.when != bare:
                return UNANSWERED
            truth = check(index, result)
            if truth is not UNKNOWN:
                return Answer(truth, (index.datum(result),))
            if result.value is not None:
                if not in_words or result.words is not None:
                    return UNANSWERED
                bare = result.when  # a number says nothing in words; another result of the same draw may
        return UNANSWERED

    return newest


def _any_of(criterion: LabIs, check: Check) -> Callable[[ChartIndex], Answer]:
    """The question that any result of the window may answer; each test tells it with the newest that does."""
    labs, days, older = criterion.labs, criterion.within_days, criterion.older_than_days
    tells = _POLARITY if criterion.polarity is not None else _WORDS if criterion.words else None

    def any_result(index: ChartIndex) -> Answer:
        met: list[Result] = []
        failed: list[Result] = []
        for lab in labs:
            failing = None
            for result in filter(tells, reversed(index.results(lab))):
                truth = check(index, result)
                if truth is UNKNOWN or (truth is ABSENT and failing is not None):
                    continue
                if not index.within(result.when, days) or (older is not None and not _older(index, result, older)):
                    continue
                if truth is PRESENT:
                    met.append(result)
                    break
                failing = result
            if failing is not None:
                failed.append(failing)
        if met:
            return Answer(PRESENT, tuple(map(index.datum, met)))
        return Answer(ABSENT, tuple(map(index.datum, failed))) if failed else UNANSWERED

    return any_result


def _older(index: ChartIndex, result: Result, days: float) -> bool:
    return result.when is not None and index.days_ago(result.when) > days


def _together(checks: list[Check]) -> Check:
    if len(checks) == 1:
        return checks[0]

    def check(index: ChartIndex, result: Result) -> Truth:
        whole = PRESENT
        for each in checks:
            truth = each(index, result)
            if truth is ABSENT:
                return ABSENT
            if truth is UNKNOWN:
                whole = UNKNOWN
        return whole

    return check


def _bound(bound: Bound) -> Check:
    side, fixed, meets = bound.side, bound.limit, _MEETS[bound.side]

    def check(index: ChartIndex, result: Result) -> Truth:
        value = result.value
        if value is None:
            return UNKNOWN
        limit = fixed
        if limit is None:
            limit = index.limit(bound, result)
        if limit is None:
            return UNKNOWN
        if result.comparator is None:
            return PRESENT if meets(value, limit) else ABSENT
        return compare(value, result.comparator, side, limit)

    return check


def _in_words(criterion: LabIs, phrases: Phrases) -> list[Check]:
    checks: list[Check] = []
    if (polarity := criterion.polarity) is not None:
        checks.append(lambda _, result: _is(result.polarity, polarity))
    if criterion.words:
        checks.append(lambda _, result: _words_say(phrases(criterion.words), result.words))
    if (flag := criterion.flag) is not None:
        checks.append(lambda _, result: _is(result.flag, flag))
    if (sample := criterion.sample) is not None:
        checks.append(lambda _, result: PRESENT if sample in result.caveats else UNKNOWN)
    return checks


def _is(found: object, wanted: object) -> Truth:
    if found is None:
        return UNKNOWN
    return PRESENT if found is wanted else ABSENT


def _words_say(words: Lexicon, text: str | None) -> Truth:
    """Present when the phrase is asserted, absent when it is negated, unknown when the words are about other things."""
    if not text:
        return UNKNOWN
    return first_known(ABSENT if m.negated else PRESENT for m in words.match(text) if not m.uncertain)
