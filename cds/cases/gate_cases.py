"""Cases of the gates: a chart that meets a gate, and changes of it, each told as data in ``cases/gates/<gate>.yaml``.

A change is merged into the chart as a JSON merge patch (RFC 7386): what it names is replaced, what it sets to nothing
is taken out. ``met`` changes still fire the gate, ``not_met`` just do not, and with ``unknown`` the chart no longer
holds what the gate asks for.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from marshmallow import Schema, fields, validate

from cds.cases.ages import Age
from cds.cases.case_files import loaded_files
from cds.cases.own_cases import CASES
from cds.cases.told_charts import told_chart
from rules.assessment import Reasoner
from rules.chart import Sex
from rules.chart_index import ChartIndex
from rules.compiling import CompiledCriteria
from rules.evaluation import Evaluation
from rules.findings import derive_findings
from rules.identifiers import GateId
from rules.loading.problems import KnowledgeError, Problem
from rules.logic import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from rules.chart import Chart
    from rules.definitions import Knowledge
    from rules.reasons import Assessment

__all__ = ["GATE_CASES", "Expected", "GateCase", "GateJudge", "read_gate_cases"]

GATE_CASES = CASES / "gates"
"""Folder of the cases of the gates, one file a gate."""


class Expected(StrEnum):
    """What a case asks of its gate; the sections of a file."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


class _ChangeSchema(Schema):
    name = fields.String(required=True, validate=validate.Length(min=5))
    behind = fields.List(fields.String(), validate=validate.Length(min=1))
    age = Age(allow_none=True)
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
    names = sorted(file.name for file in folder.glob("*.yaml"))
    for name, loaded in loaded_files(folder, names, _FileSchema(), problems):
        stem = name.removesuffix(".yaml")
        if loaded["gate"] != stem:
            problems.append(Problem(name, "gate", f"must be {stem}, as the file"))
        cases += _cases(name, loaded)
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
        """The chart of a case. Raises KnowledgeError for unknown names."""
        return told_chart(case.chart, self._knowledge, case.file, case.name)


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
