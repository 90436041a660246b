"""Validated criteria as the questions of ``rules.criteria``, and what they mention."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rules.chart import Flag, Origin, Polarity, Sex
from rules.concept_definitions import ConceptKind
from rules.criteria import (
    AgeIs,
    AllOf,
    AnyOf,
    AtLeast,
    Bound,
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
from rules.identifiers import ConceptId, DrugClass, DrugId, FindingId, LabId, ScoreId, State
from rules.loading.ages import age_days
from rules.loading.criterion_schemas import LIMITS, main_key
from rules.loading.kinds import Kind, Mention, mentions_in_list
from rules.loading.laboratory_words import SAMPLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from rules.criteria import Criterion
    from rules.loading.kinds import Plain

__all__ = ["criterion", "criterion_mentions"]

_LISTS = {"all": "all", "any": "any", "first_known": "first_known", "at_least": "of"}

_ONE_ID = {"trend": Kind.LABS, "onset": Kind.LABS, "score": Kind.SCORES}

_LISTED = {
    "lab": ((Kind.LABS, "lab"),),
    "said": ((Kind.CONCEPTS, "said"), (Kind.CONCEPTS, "together")),
    "trend": ((Kind.DRUG_CLASSES, "before"),),
    "onset": ((Kind.DRUG_CLASSES, "classes"),),
}

_EXCEPTIONS: Mapping[str, type[Not | Unless]] = {"not": Not, "unless": Unless}


def criterion(data: Plain) -> Criterion:
    """The criterion of validated plain data. A label on a single question is kept by an ``AllOf`` around it."""
    main = main_key(data)
    label = data.get("label", "")
    if main in _LISTS:
        return _combined(main, data, tuple(criterion(part) for part in data[_LISTS[main]]), label)
    if main in _EXCEPTIONS:
        return _EXCEPTIONS[main](criterion(data[main]), label)
    question = _QUESTIONS[main](data)
    return AllOf((question,), label) if label else question


def criterion_mentions(data: Plain, path: str) -> Iterator[Mention]:
    """All that a criterion asks about, at any depth; ``path`` is where it stands in the file."""
    main = main_key(data)
    if main in _LISTS:
        key = _LISTS[main]
        for index, part in enumerate(data[key]):
            yield from criterion_mentions(part, f"{path}.{key}[{index}]")
    elif main in _EXCEPTIONS:
        yield from criterion_mentions(data[main], f"{path}.{main}")
    elif main == "finding":
        yield Mention(Kind.FINDINGS, data["finding"], f"{path}.finding", tuple(data.get("is", ("present",))))
    elif main in _ONE_ID:
        yield Mention(_ONE_ID[main], data[main], f"{path}.{main}")
    elif main == "said":
        for mention in mentions_in_list(Kind.CONCEPTS, data, "sites", path):
            yield replace(mention, concept_kind=ConceptKind.BODY_SITE)
    elif main == "drug":
        yield from mentions_in_list(Kind.DRUG_CLASSES, data["drug"], "classes", f"{path}.drug")
        yield from mentions_in_list(Kind.INGREDIENTS, data["drug"], "drugs", f"{path}.drug")
    for kind, key in _LISTED.get(main, ()):
        yield from mentions_in_list(kind, data, key, path)


def _combined(main: str, data: Plain, parts: tuple[Criterion, ...], label: str) -> Criterion:
    if main == "at_least":
        return AtLeast(data["at_least"], parts, label)
    if main == "first_known":
        return FirstKnown(parts, label)
    return AllOf(parts, label) if main == "all" else AnyOf(parts, label)


def _lab(data: Plain) -> LabIs:
    bounds: tuple[Bound, ...] = tuple(
        Bound(side, **{attribute: data[key]}) for key, side, attribute in LIMITS if key in data
    )
    return LabIs(
        labs=tuple(map(LabId, data["lab"])),
        bounds=bounds,
        polarity=Polarity(data["polarity"]) if "polarity" in data else None,
        words=tuple(data.get("words", ())),
        flag=Flag(data["flag"]) if "flag" in data else None,
        sample=SAMPLES[data["sample"]] if "sample" in data else None,
        within_days=data.get("within_days"),
        any_result=data.get("any_result", False),
        older_than_days=data.get("older_than_days"),
    )


def _said(data: Plain) -> Said:
    return Said(
        concepts=frozenset(map(ConceptId, data["said"])),
        together=frozenset(map(ConceptId, data.get("together", ()))),
        sites=frozenset(map(ConceptId, data.get("sites", ()))),
        origins=frozenset(map(Origin, data.get("origins", ()))),
        within_days=data.get("within_days"),
        noted_within_days=data.get("noted_within_days"),
        older_than_days=data.get("older_than_days"),
        past=data.get("past", False),
        suspected=data.get("suspected", False),
        date_unknown=data.get("date_unknown", True),
    )


def _drug(data: Plain) -> DrugIs:
    return DrugIs(
        drugs=frozenset(map(DrugId, data["drug"].get("drugs", ()))),
        classes=frozenset(map(DrugClass, data["drug"].get("classes", ()))),
        running=data.get("running", False),
        started_within_days=data.get("started_within_days"),
        started_at_least_days_ago=data.get("started_at_least_days_ago"),
        stopped_within_days=data.get("stopped_within_days"),
        line_care=data.get("line_care", False),
        start_unknown=data.get("start_unknown", True),
    )


def _age(data: Plain) -> AgeIs:
    return AgeIs(at_least_days=age_days(data["age"], "at_least"), below_days=age_days(data["age"], "below"))


def _trend(data: Plain) -> TrendIs:
    return TrendIs(
        lab=LabId(data["trend"]),
        fall=data.get("fall"),
        below_fall=data.get("below_fall"),
        within_days=data.get("within_days"),
        above_fall=data.get("above_fall"),
        lowest_at_least=data.get("lowest_at_least"),
        deepest=data.get("deepest", False),
        before=frozenset(map(DrugClass, data.get("before", ()))),
    )


def _onset(data: Plain) -> OnsetIs:
    return OnsetIs(
        lab=LabId(data["onset"]),
        fall=data["fall"],
        classes=frozenset(map(DrugClass, data["classes"])),
        at_least_day=data.get("at_least_day"),
        at_most_day=data.get("at_most_day"),
        again_within_days=data.get("again_within_days"),
        within_days=data.get("within_days"),
        possible=data.get("possible", False),
    )


def _score(data: Plain) -> ScoreIs:
    side = Side.AT_LEAST if "at_least" in data else Side.AT_MOST
    return ScoreIs(ScoreId(data["score"]), side, data[side])


def _finding(data: Plain) -> FindingIs:
    return FindingIs(FindingId(data["finding"]), frozenset(map(State, data.get("is", ()))))


_QUESTIONS: dict[str, Callable[[Any], Criterion]] = {
    "lab": _lab,
    "said": _said,
    "drug": _drug,
    "age": _age,
    "sex": lambda data: SexIs(Sex(data["sex"])),
    "trend": _trend,
    "onset": _onset,
    "score": _score,
    "finding": _finding,
}
