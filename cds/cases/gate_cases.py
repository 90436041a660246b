"""Cases of the gates: a chart that meets a gate, and changes of it, each told as data in ``cases/gates/<gate>.yaml``.

A change is merged into the chart as a JSON merge patch (RFC 7386): what it names is replaced, what it sets to nothing
is taken out. ``met`` changes still fire the gate, ``not_met`` just do not, and with ``unknown`` the chart no longer
holds what the gate asks for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, TypeAlias

from marshmallow import Schema, ValidationError, fields, validate

from cds.cases.own_cases import AGE_DAYS, CASES
from rules.assessment import Reasoner
from rules.chart import (
    Assertion,
    Chart,
    DrugExposure,
    DrugState,
    DrugUse,
    Moment,
    Origin,
    Patient,
    Polarity,
    Result,
    Sex,
    Statement,
)
from rules.chart_index import ChartIndex
from rules.compiling import CompiledCriteria
from rules.evaluation import Evaluation
from rules.findings import derive_findings
from rules.identifiers import ConceptId, DrugId, GateId, LabId, ResourceRef
from rules.loading.problems import KnowledgeError, Problem, located
from rules.loading.sources import Source
from rules.loading.strict_yaml import read_yaml
from rules.logic import Truth

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from rules.definitions import Knowledge
    from rules.reasons import Assessment

__all__ = ["GATE_CASES", "Expected", "GateCase", "GateJudge", "read_gate_cases"]

GATE_CASES = CASES / "gates"
"""Folder of the cases of the gates, one file a gate."""

_CLOCK = datetime(2026, 1, 15, 12, tzinfo=UTC)
_AGE = r"^\d+(\.\d+)? (h|d|wk|mo|y)$"
_POLARITIES = frozenset(Polarity)


_Told: TypeAlias = "dict[str, Any] | str | float"


class Expected(StrEnum):
    """What a case asks of its gate; the sections of a file."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


class _ChangeSchema(Schema):
    name = fields.String(required=True, validate=validate.Length(min=5))
    behind = fields.List(fields.String(), validate=validate.Length(min=1))
    age = fields.String(allow_none=True, validate=validate.Regexp(_AGE, error="must be such as 4 y or 6 h"))
    sex = fields.String(allow_none=True, validate=validate.OneOf([Sex.FEMALE, Sex.MALE]))
    said = fields.Dict(keys=fields.String(), allow_none=True)
    denied = fields.Dict(keys=fields.String(), allow_none=True)
    labs = fields.Dict(keys=fields.String(), allow_none=True)
    drugs = fields.Dict(keys=fields.String(), allow_none=True)


class _FileSchema(Schema):
    gate = fields.String(required=True)
    chart = fields.Nested(_ChangeSchema(exclude=("name", "behind")), required=True)
    met = fields.List(fields.Nested(_ChangeSchema), required=True, validate=validate.Length(min=1))
    not_met = fields.List(fields.Nested(_ChangeSchema), required=True, validate=validate.Length(min=1))
    unknown = fields.List(  # type: ignore[assignment]  # the section of that name, not marshmallow's option
        fields.Nested(_ChangeSchema), required=True, validate=validate.Length(min=1)
    )


@dataclass(frozen=True, slots=True)
class GateCase:
    """One case: ``chart`` as told, already merged. ``behind``: gates that fire and make this one redundant."""

    file: str
    name: str
    gate: GateId
    expected: Expected
    behind: tuple[GateId, ...]
    chart: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.gate}: {self.name}"


def read_gate_cases(folder: Path = GATE_CASES) -> tuple[GateCase, ...]:
    """Every case of the folder in order of file. Raises KnowledgeError naming each file that is not as it must be."""
    cases: list[GateCase] = []
    problems: list[Problem] = []
    for file in sorted(folder.glob("*.yaml")):
        document, wrong = read_yaml(Source(PurePosixPath(file.name), file.read_bytes()))
        problems += wrong
        if document is None:
            continue
        try:
            loaded = _FileSchema().load(document)
        except ValidationError as error:
            problems += [Problem(file.name, path, reason) for path, reason in located(error.messages)]
            continue
        if loaded["gate"] != file.stem:
            problems.append(Problem(file.name, "gate", f"must be {file.stem}, as the file"))
        cases += _cases(file.name, loaded)
    if problems:
        raise KnowledgeError(tuple(problems))
    return tuple(cases)


class GateJudge:
    """Assesses the charts of cases with one knowledge. Compiled once."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._reasoner = Reasoner(knowledge)
        self._criteria = CompiledCriteria(knowledge)

    def missed(self, case: GateCase) -> str:
        """What is other than expected, in words; empty when the case holds. Raises KnowledgeError for unknown names."""
        chart = self.chart(case)
        assessment = self.assessment(case)
        fired = {fired.gate.id for fired in assessment.gates}
        absent = [gate for gate in case.behind if gate not in fired]
        if absent:
            return f"{', '.join(absent)} did not fire"
        due = case.expected is Expected.MET and not case.behind
        if (case.gate in fired) is due:
            known = case.expected is Expected.UNKNOWN and self._truth(case.gate, chart) is not Truth.UNKNOWN
            return "the chart says no, which is not unknown" if known else ""
        return f"fired: {', '.join(sorted(fired)) or 'none'}" + ("" if assessment.triggers else ", without a trigger")

    def assessment(self, case: GateCase) -> Assessment:
        """What is said of the chart of a case. Raises KnowledgeError for unknown names."""
        return self._reasoner.assess(self.chart(case))

    def _truth(self, gate: GateId, chart: Chart) -> Truth:
        evaluation = Evaluation(ChartIndex(chart, self._knowledge), self._criteria)
        derive_findings(evaluation)
        return evaluation.answer(self._knowledge.gates[gate].when).truth

    def chart(self, case: GateCase) -> Chart:
        """The chart of a case."""
        told, refuse = case.chart, _Names(case.file, case.name)
        knowledge = self._knowledge
        age = told.get("age")
        results: dict[LabId, tuple[Result, ...]] = {}
        for lab, values in (told.get("labs") or {}).items():
            refuse.unless_in(lab, knowledge.labs, "laboratory test")
            results[LabId(lab)] = tuple(_results(LabId(lab), values, refuse))
        statements = [
            _statement(concept, detail, assertion, knowledge, refuse)
            for key, assertion in (("said", Assertion.PRESENT), ("denied", Assertion.ABSENT))
            for concept, detail in (told.get(key) or {}).items()
        ]
        drugs = [_drug(name, detail, knowledge, refuse) for name, detail in (told.get("drugs") or {}).items()]
        if refuse.problems:
            raise KnowledgeError(tuple(refuse.problems))
        return Chart(
            as_of=_CLOCK,
            patient=Patient(
                sex=Sex(told.get("sex") or Sex.UNKNOWN),
                birth=None if age is None else _ago(float(age.split()[0]) * AGE_DAYS[age.split()[1]]),
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


def _cases(file: str, loaded: Mapping[str, Any]) -> Iterator[GateCase]:
    for expected in Expected:
        for change in loaded[expected]:
            changed = {key: value for key, value in change.items() if key not in ("name", "behind")}
            yield GateCase(
                file=file,
                name=change["name"],
                gate=GateId(loaded["gate"]),
                expected=expected,
                behind=tuple(map(GateId, change.get("behind", ()))),
                chart=_merged(loaded["chart"], changed),
            )


def _merged(base: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in change.items():
        if value is None:
            merged.pop(key, None)
        elif isinstance(value, dict):
            before = merged.get(key)
            merged[key] = _merged(before if isinstance(before, dict) else {}, value)
        else:
            merged[key] = value
    return merged


def _results(lab: LabId, told: _Told, refuse: _Names) -> Iterator[Result]:
    """A value of today, or values by the number of days ago."""
    by_day = told if isinstance(told, dict) and all(key[0].isdecimal() for key in told) else {"0": told}
    for day, value in sorted(by_day.items(), key=lambda item: -float(item[0])):
        known = value if isinstance(value, dict) else {"value": value}
        if not refuse.other_keys(known, {"value", "low", "high"}, lab) or "value" not in known:
            continue
        words = known["value"] if isinstance(known["value"], str) else None
        yield Result(
            lab=lab,
            when=_ago(float(day)),
            source=ResourceRef(f"Observation/{lab}-{day}"),
            value=None if words is not None else float(known["value"]),
            words=None if words in _POLARITIES else words,
            polarity=Polarity(words) if words in _POLARITIES else None,
            low=known.get("low"),
            high=known.get("high"),
            shown=str(known["value"]),
        )


def _statement(concept: str, told: _Told, assertion: Assertion, knowledge: Knowledge, refuse: _Names) -> Statement:
    """Days since onset, or a mapping of ``days`` and ``with``, other concepts of the same statement."""
    detail: dict[str, Any] = told if isinstance(told, dict) else {"days": told}
    refuse.other_keys(detail, {"days", "with"}, concept)
    known = [
        name for name in (concept, *detail.get("with", ())) if refuse.unless_in(name, knowledge.concepts, "concept")
    ]
    broader = _closure(known, lambda name: knowledge.concepts[ConceptId(name)].implies)
    return Statement(
        concepts=frozenset(map(ConceptId, broader)),
        text=concept.replace("_", " "),
        origin=Origin.ENCOUNTER,
        source=ResourceRef(f"Condition/{concept}"),
        assertion=assertion,
        onset=_ago(float(detail["days"])) if "days" in detail else None,
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
        classes=frozenset(_closure(classes, lambda group: knowledge.drug_classes[group].implies)),
        state=DrugState.RUNNING if stopped is None else DrugState.STOPPED,
        source=ResourceRef(f"MedicationRequest/{name}"),
        use=DrugUse(told.get("use", DrugUse.TREATMENT)),
        start=_ago(float(told["started"])) if "started" in told else None,
        stop=None if stopped is None else _ago(float(stopped)),
    )


def _closure(names: Iterable[Any], implied: Callable[[Any], Iterable[Any]]) -> set[Any]:
    found: set[Any] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += implied(name)
    return found


def _ago(days: float) -> Moment:
    return Moment(_CLOCK - timedelta(days=days))
