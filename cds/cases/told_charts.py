"""Charts told as data: age, sex, what is said and denied, results and medicines by their names in the knowledge."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from cds.cases.ages import age_days
from rules.chart import (
    Assertion,
    Caveat,
    Chart,
    Comparator,
    DrugExposure,
    DrugState,
    DrugUse,
    Flag,
    Moment,
    Origin,
    Patient,
    Polarity,
    Result,
    Sex,
    Statement,
)
from rules.closure import closure
from rules.concept_definitions import ConceptKind
from rules.identifiers import ConceptId, DrugId, LabId, ResourceRef
from rules.loading.laboratory_words import SAMPLES
from rules.loading.problems import KnowledgeError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from rules.definitions import Knowledge

__all__ = ["told_chart"]

_CLOCK = datetime(2026, 1, 15, 12, tzinfo=UTC)
_POLARITIES = frozenset(Polarity)
_SURE: frozenset[Caveat] = frozenset()
_OF_A_RESULT = {"value", "comparator", "flag", "low", "high", "sample"}

_Told: TypeAlias = "dict[str, Any] | str | float"
_Word = TypeVar("_Word", Comparator, Flag)


def told_chart(
    told: Mapping[str, Any], knowledge: Knowledge, file: str, case: str, *, day: float | None = None
) -> Chart:
    """The chart at a clock of its own. Raises KnowledgeError naming ``file`` and ``case`` for unknown names.

    What is told without days is of ``day``: of a medicine then the word ``started`` or ``stopped`` is enough. None:
    results are of today, statements without a date.
    """
    refuse = _Names(file, case)
    age = told.get("age")
    results: dict[LabId, tuple[Result, ...]] = {}
    for lab, values in (told.get("labs") or {}).items():
        refuse.unless_in(lab, knowledge.labs, "laboratory test")
        results[LabId(lab)] = tuple(_results(LabId(lab), values, refuse, day or 0))
    statements = [
        _statement(concept, _dated(detail, day), assertion, knowledge, refuse)
        for key, assertion in (("said", Assertion.PRESENT), ("denied", Assertion.ABSENT))
        for concept, detail in (told.get(key) or {}).items()
    ]
    drugs = [
        _drug(name, detail if isinstance(detail, dict) else {str(detail): day or 0}, knowledge, refuse)
        for name, detail in (told.get("drugs") or {}).items()
    ]
    if refuse.problems:
        raise KnowledgeError(tuple(refuse.problems))
    return Chart(
        as_of=_CLOCK,
        patient=Patient(
            sex=Sex(told.get("sex") or Sex.UNKNOWN),
            birth=None if age is None else _ago(age_days(age)),
        ),
        results=results,
        statements=tuple(statements),
        drugs=tuple(drugs),
    )


class _Names:
    """Collects the names a case uses that the knowledge does not have."""

    def __init__(self, file: str, case: str) -> None:
        self.problems: list[Problem] = []
        self._file, self._case = file, case

    def unless_in(self, name: str, known: Iterable[str], what: str) -> bool:
        """True when known, else the problem is kept."""
        if name in known:
            return True
        self.problems.append(Problem(self._file, self._case, f"there is no {what} {name}"))
        return False

    def other_keys(self, told: Mapping[str, Any], known: set[str], where: str) -> bool:
        """True when only known keys are told, else the problem is kept."""
        other = sorted(told.keys() - known)
        if other:
            self.problems.append(Problem(self._file, f"{self._case}: {where}", f"does not know {', '.join(other)}"))
        return not other


def _results(lab: LabId, told: _Told, refuse: _Names, day: float) -> Iterator[Result]:
    """One value, or values by the number of days ago; ``flag`` may stand without a value."""
    by_day = told if isinstance(told, dict) and all(key[0].isdecimal() for key in told) else {str(day): told}
    for days, value in sorted(by_day.items(), key=lambda item: -float(item[0])):
        known = value if isinstance(value, dict) else {"value": value}
        if not refuse.other_keys(known, _OF_A_RESULT, lab):
            continue
        number, sample = known.get("value"), known.get("sample")
        words = number if isinstance(number, str) else None
        yield Result(
            lab=lab,
            when=_ago(float(days)),
            source=ResourceRef(f"Observation/{lab}-{days}"),
            value=None if words is not None or number is None else float(number),
            comparator=_word(Comparator, known.get("comparator"), refuse),
            words=None if words in _POLARITIES else words,
            polarity=Polarity(words) if words in _POLARITIES else None,
            flag=_word(Flag, known.get("flag"), refuse),
            low=known.get("low"),
            high=known.get("high"),
            shown=str(known.get("value", "")),
            caveats=frozenset({SAMPLES[sample]}) if sample and refuse.unless_in(sample, SAMPLES, "sample") else _SURE,
        )


def _word(kind: type[_Word], told: str | None, refuse: _Names) -> _Word | None:
    """The word of a closed set; None where none is told."""
    if told is None or not refuse.unless_in(told, list(kind), kind.__name__.lower()):
        return None
    return kind(told)


def _dated(told: _Told, day: float | None) -> dict[str, Any]:
    """Days since onset, or a mapping of what is told, as a mapping; of ``day`` when it has no days of its own."""
    detail: dict[str, Any] = told if isinstance(told, dict) else {"days": told}
    return detail if day is None or detail.keys() & {"days", "recorded"} else {**detail, "days": day}


def _statement(
    concept: str, detail: Mapping[str, Any], assertion: Assertion, knowledge: Knowledge, refuse: _Names
) -> Statement:
    """``days`` since onset, or since it was ``recorded``; ``with`` other concepts, and sites, of the same statement.

    What is denied is denied alone, as in a chart: no leg clot leaves a clot elsewhere open.
    """
    refuse.other_keys(detail, {"days", "recorded", "with"}, concept)
    named = (concept, *detail.get("with", ()))
    meant = frozenset(ConceptId(name) for name in named if refuse.unless_in(name, knowledge.concepts, "concept"))
    if assertion is Assertion.PRESENT:
        meant = closure(meant, lambda name: knowledge.concepts[name].implies)
    sites = frozenset(name for name in meant if knowledge.concepts[name].kind is ConceptKind.BODY_SITE)
    return Statement(
        concepts=meant - sites,
        text=concept.replace("_", " "),
        origin=Origin.ENCOUNTER,
        source=ResourceRef(f"Condition/{concept}"),
        assertion=assertion,
        sites=sites,
        onset=_ago(float(detail["days"])) if "days" in detail else None,
        recorded=_ago(float(detail["recorded"])) if "recorded" in detail else None,
    )


def _drug(name: str, told: Mapping[str, Any], knowledge: Knowledge, refuse: _Names) -> DrugExposure:
    """``started`` and ``stopped`` days ago; without the second it runs. ``use`` such as line care."""
    refuse.other_keys(told, {"started", "stopped", "use"}, name)
    known = refuse.unless_in(name, knowledge.drugs, "drug")
    classes = knowledge.drugs[DrugId(name)].classes if known else ()
    stopped = told.get("stopped")
    return DrugExposure(
        name=name,
        drugs=frozenset({DrugId(name)}),
        classes=closure(classes, lambda group: knowledge.drug_classes[group].implies),
        state=DrugState.RUNNING if stopped is None else DrugState.STOPPED,
        source=ResourceRef(f"MedicationRequest/{name}"),
        use=DrugUse(told.get("use", DrugUse.TREATMENT)),
        start=_ago(float(told["started"])) if "started" in told else None,
        stop=None if stopped is None else _ago(float(stopped)),
    )


def _ago(days: float) -> Moment:
    return Moment(_CLOCK - timedelta(days=days))
