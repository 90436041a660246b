"""The project's own cases: findings in, expected causes out. They stand in YAML, one case a file.

A case names findings by id; every finding it does not name is unknown. It is ranked without a chart, so triggers,
tests and gates on raw results are outside what it can show.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marshmallow import Schema, fields, validate

from cds.cases.ages import Age, age_days
from cds.cases.case_files import loaded_files
from rules.chart import Chart, Moment, Patient, Sex
from rules.chart_index import ChartIndex
from rules.compiling import CompiledCriteria
from rules.definitions import Indicator
from rules.differential import Differential
from rules.evaluation import Evaluation
from rules.identifiers import CauseId, FindingId, GateId, State
from rules.loading.problems import KnowledgeError, Problem
from rules.logic import Truth
from rules.outcomes import outcome
from rules.platelet_picture import PlateletPicture
from rules.reasons import Assessment, Finding

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rules.definitions import FindingDefinition, Knowledge
    from rules.reasons import RankedCause

__all__ = ["CASES", "CaseJudge", "CaseResult", "OwnCase", "read_cases"]

CASES = Path(__file__).resolve().parents[2] / "rules" / "knowledge" / "cases"
"""Folder of the cases, one folder a topic."""

_OF_OTHERS = ("gates/", "findings/")
_CLOCK = datetime(2026, 1, 15, 12, tzinfo=UTC)


class _PatientSchema(Schema):
    age = Age()
    sex = fields.String(validate=validate.OneOf([Sex.FEMALE, Sex.MALE]))


class _ExpectSchema(Schema):
    first = fields.String()
    within_3 = fields.List(fields.String(), validate=validate.Length(min=1))
    gates = fields.List(fields.String(), validate=validate.Length(min=1))


class _CaseSchema(Schema):
    name = fields.String(required=True, validate=validate.Length(min=10))
    source = fields.String(required=True, validate=validate.Length(min=10))
    patient = fields.Nested(_PatientSchema, required=True)
    findings = fields.Dict(keys=fields.String(), values=fields.String(), required=True, validate=validate.Length(min=1))
    expect = fields.Nested(_ExpectSchema, required=True)


@dataclass(frozen=True, slots=True)
class OwnCase:
    """One case. ``within_3``: any of these among the first three. ``gates``: these fire on the findings alone."""

    file: str
    name: str
    source: str
    age_days: float | None
    sex: Sex
    findings: Mapping[FindingId, State]
    first: CauseId | None
    within_3: tuple[CauseId, ...]
    gates: tuple[GateId, ...]


@dataclass(frozen=True, slots=True)
class CaseResult:
    """The ranking of a case, best first, and what was expected and did not come, in words; empty when it holds."""

    case: OwnCase
    causes: tuple[RankedCause, ...]
    missed: tuple[str, ...]


def read_cases(folder: Path = CASES) -> tuple[OwnCase, ...]:
    """Every case below ``folder`` but those of gates and of findings, in order of path.

    Raises KnowledgeError naming each file that is not a case.
    """
    problems: list[Problem] = []
    paths = sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*.yaml"))
    names = [path for path in paths if not path.startswith(_OF_OTHERS)]
    cases = tuple(_case(name, loaded) for name, loaded in loaded_files(folder, names, _CaseSchema(), problems))
    if problems:
        raise KnowledgeError(tuple(problems))
    return cases


class CaseJudge:
    """Ranks cases with one knowledge and compares. Compiled once."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._differential = Differential(knowledge)
        self._criteria = CompiledCriteria(knowledge)

    def judge(self, case: OwnCase) -> CaseResult:
        """The ranking and what was expected and missed. Raises KnowledgeError when it names what is not there."""
        evaluation, causes = self._ranked(case, _chart(case))
        missed = []
        if case.first is not None and _place(case.first, causes) != 1:
            missed.append(f"{case.first} is {_said(case.first, causes)}, not first")
        if case.within_3 and not any((_place(cause, causes) or 4) <= 3 for cause in case.within_3):
            missed.append(f"none of {', '.join(case.within_3)} is among the first three")
        for gate in case.gates:
            truth = evaluation.answer(self._knowledge.gates[gate].when).truth
            if truth is not Truth.PRESENT:
                missed.append(f"the gate {gate} is {truth.value}")
        return CaseResult(case, causes, tuple(missed))

    def assessment(self, case: OwnCase) -> tuple[Chart, Assessment]:
        """The patient of the case and its findings and ranking as an assessment, without triggers, gates and tests."""
        chart = _chart(case)
        evaluation, causes = self._ranked(case, chart)
        assessment = Assessment(
            as_of=_CLOCK,
            knowledge_version=self._knowledge.version,
            triggers=(),
            indicator=Indicator.INFO,
            platelets=PlateletPicture(),
            findings=evaluation.findings,
            causes=causes,
        )
        return chart, assessment

    def _ranked(self, case: OwnCase, chart: Chart) -> tuple[Evaluation, tuple[RankedCause, ...]]:
        _refuse_unknown(case, self._knowledge)
        evaluation = Evaluation(ChartIndex(chart, self._knowledge), self._criteria)
        for definition in self._knowledge.findings.values():
            evaluation.learn(_finding(definition, case.findings.get(definition.id)))
        findings = evaluation.findings
        return evaluation, self._differential.rank(self._differential.posterior(chart, findings), findings)


def _chart(case: OwnCase) -> Chart:
    birth = None if case.age_days is None else Moment(_CLOCK - timedelta(days=case.age_days))
    return Chart(as_of=_CLOCK, patient=Patient(sex=case.sex, birth=birth))


def _case(file: str, document: Mapping[str, Any]) -> OwnCase:
    patient, expect = document["patient"], document["expect"]
    age = patient.get("age")
    return OwnCase(
        file=file,
        name=document["name"],
        source=document["source"],
        age_days=None if age is None else age_days(age),
        sex=Sex(patient.get("sex", Sex.UNKNOWN)),
        findings={FindingId(finding): State(state) for finding, state in document["findings"].items()},
        first=CauseId(expect["first"]) if "first" in expect else None,
        within_3=tuple(CauseId(cause) for cause in expect.get("within_3", ())),
        gates=tuple(GateId(gate) for gate in expect.get("gates", ())),
    )


def _refuse_unknown(case: OwnCase, knowledge: Knowledge) -> None:
    problems = []
    for finding, state in case.findings.items():
        definition = knowledge.findings.get(finding)
        if definition is None:
            problems.append(Problem(case.file, f"findings.{finding}", "there is no such finding"))
        elif state not in definition.states:
            problems.append(Problem(case.file, f"findings.{finding}", f"must be one of {', '.join(definition.states)}"))
    named = [cause for cause in (case.first, *case.within_3) if cause is not None]
    problems += [Problem(case.file, "expect", f"there is no cause {c}") for c in named if c not in knowledge.causes]
    problems += [Problem(case.file, "expect", f"there is no gate {g}") for g in case.gates if g not in knowledge.gates]
    if problems:
        raise KnowledgeError(tuple(problems))


def _finding(definition: FindingDefinition, state: State | None) -> Finding:
    if state is None:
        return Finding(definition.id, definition.label, frozenset(), Truth.UNKNOWN, (), "")
    found = outcome(definition, frozenset({state}))
    return Finding(definition.id, definition.label, found.states, found.truth, (), found.shown)


def _place(cause: CauseId, causes: tuple[RankedCause, ...]) -> int | None:
    for ranked in causes:
        if any(cause == member.id for member in ranked.members):
            return ranked.rank
    return None


def _said(cause: CauseId, causes: tuple[RankedCause, ...]) -> str:
    place = _place(cause, causes)
    return "not listed" if place is None else f"number {place} after {causes[0].cause.id}"
