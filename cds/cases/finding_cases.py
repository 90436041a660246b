"""Cases of the findings: small charts on either side of each limit, told in ``cases/findings/<topic>.yaml``.

Values are written in the units named at the head of the file, so that no other unit can take their place unseen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from marshmallow import ValidationError, fields, pre_load, validate, validates_schema

from cds.cases.ages import Age
from cds.cases.case_files import loaded_files
from cds.cases.own_cases import CASES
from cds.cases.told_charts import told_chart
from rules.chart import Sex
from rules.chart_index import ChartIndex
from rules.compiling import CompiledCriteria
from rules.evaluation import Evaluation
from rules.findings import derive_findings
from rules.identifiers import FindingId, State
from rules.loading.fields import ListOf, MappingOf, Number, Part, StrictSchema, Text, Texts
from rules.loading.problems import KnowledgeError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from rules.chart import Chart
    from rules.definitions import Knowledge

__all__ = ["FINDING_CASES", "FindingCase", "FindingJudge", "read_finding_cases"]

FINDING_CASES = CASES / "findings"
"""Folder of the cases of the findings, one file a topic."""

_UNKNOWN = "unknown"


class _RowSchema(StrictSchema):
    age = Age()
    sex = fields.String(validate=validate.OneOf([Sex.FEMALE, Sex.MALE]))
    said = MappingOf(fields.Raw())
    denied = MappingOf(fields.Raw())
    labs = MappingOf(fields.Raw())
    drugs = MappingOf(fields.Raw())
    until = Number(low=0)
    since = Number(low=1)
    state = Texts(least=1, required=True)
    then = Texts(least=1)

    @pre_load
    def _short_forms(self, row: object, **_: object) -> object:
        """A list of concepts is said without days; one state needs no list."""
        if not isinstance(row, dict):
            return row
        short: dict[str, Any] = {
            key: {str(name): {} for name in row[key]} for key in ("said", "denied") if isinstance(row.get(key), list)
        }
        states = {key: [row[key]] for key in ("state", "then") if isinstance(row.get(key), str)}
        return {**row, **short, **states}

    @validates_schema
    def _one_window(self, row: Mapping[str, Any], **_: object) -> None:
        if "until" in row and "since" in row:
            raise ValidationError("cannot stand beside until", "since")
        if "then" in row and not row.keys() & {"until", "since"}:
            raise ValidationError("needs until or since", "then")


class _FileSchema(StrictSchema):
    units = MappingOf(Text())
    findings = MappingOf(ListOf(Part(_RowSchema), least=1), required=True)


@dataclass(frozen=True, slots=True)
class FindingCase:
    """A chart as told, of which what has no days of its own is ``day`` days old; the states that are left by it.

    No states: unknown. ``units`` are those in which the results of the chart are written.
    """

    file: str
    finding: FindingId
    told: Mapping[str, Any]
    day: float
    states: frozenset[State]
    units: Mapping[str, str]

    def __str__(self) -> str:
        told = str(dict(self.told)).replace("'", "")
        return f"{self.finding}, {self.day:g} days ago: {told}"

    def chart(self, knowledge: Knowledge) -> Chart:
        """The chart. Raises KnowledgeError for unknown names, and for a number in another unit than the knowledge's."""
        wrong = [
            Problem(self.file, f"units.{lab}", f"must be told: {known.unit}")
            for lab, values in self.told.get("labs", {}).items()
            if _counted(values) and (known := knowledge.labs.get(lab)) is not None and self.units.get(lab) != known.unit
        ]
        if self.finding not in knowledge.findings:
            wrong.append(Problem(self.file, self.finding, "there is no such finding"))
        if wrong:
            raise KnowledgeError(tuple(wrong))
        return told_chart(self.told, knowledge, self.file, self.finding, day=self.day)


class FindingJudge:
    """Derives the findings of cases with one knowledge. Compiled once."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._criteria = CompiledCriteria(knowledge)

    def states(self, case: FindingCase) -> frozenset[State]:
        """The states that the chart of a case leaves. Raises KnowledgeError as its chart does."""
        index = ChartIndex(case.chart(self._knowledge), self._knowledge)
        return derive_findings(Evaluation(index, self._criteria))[case.finding].states


def _counted(value: object) -> bool:
    """True when it holds a number, which means nothing without its unit."""
    return isinstance(value, (int, float)) or (isinstance(value, dict) and any(map(_counted, value.values())))


def read_finding_cases(folder: Path = FINDING_CASES) -> tuple[FindingCase, ...]:
    """Every case of the folder in order of file. Raises KnowledgeError naming each file that is not as it must be.

    A row with ``until`` is two cases: so many days ago, and one day more; one with ``since``: and one day less.
    """
    problems: list[Problem] = []
    names = sorted(file.name for file in folder.glob("*.yaml"))
    cases = tuple(
        case for name, loaded in loaded_files(folder, names, _FileSchema(), problems) for case in _cases(name, loaded)
    )
    if problems:
        raise KnowledgeError(tuple(problems))
    return cases


def _cases(file: str, loaded: Mapping[str, Any]) -> Iterator[FindingCase]:
    for finding, rows in loaded["findings"].items():
        for row in rows:
            told = {key: row[key] for key in ("age", "sex", "said", "denied", "labs", "drugs") if key in row}
            for day, states in _sides(row):
                known = frozenset(State(state) for state in states if state != _UNKNOWN)
                yield FindingCase(file, FindingId(finding), told, day, known, loaded.get("units", {}))


def _sides(row: Mapping[str, Any]) -> Iterator[tuple[float, list[str]]]:
    until, since = row.get("until"), row.get("since")
    day = until if until is not None else since if since is not None else 0.0
    yield day, row["state"]
    if until is not None or since is not None:
        yield day + (1 if since is None else -1), row.get("then", [_UNKNOWN])
