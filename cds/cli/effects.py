"""What another state of the knowledge changes in the answers: ranks, gates, levels and findings, case by case."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from cds.cases.finding_cases import FindingJudge
from cds.cases.gate_cases import GateJudge
from cds.cases.own_cases import CaseJudge
from cds.cli.chart_file import open_chart_file
from cds.cli.failures import InputUnusable
from cds.services.reasoning import Reasoning
from rules.loading import KnowledgeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from cds.cases.finding_cases import FindingCase
    from cds.cases.gate_cases import GateCase
    from cds.cases.own_cases import OwnCase
    from rules.definitions import Knowledge
    from rules.reasons import Assessment, RankedCause

__all__ = ["Effect", "chart_effects", "finding_case_effects", "gate_case_effects", "own_case_effects"]

_WATCHED = 5
"""Places of the ranking whose change is told."""


@dataclass(frozen=True, slots=True)
class Effect:
    """One case and what is other than before, in words; ``changes`` empty: nothing."""

    case: str
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Outcome:
    ranks: Mapping[str, int]
    gates: frozenset[str] = frozenset()
    level: str = ""
    states: str = ""


def own_case_effects(cases: Iterable[OwnCase], old: Knowledge, new: Knowledge) -> Iterator[Effect]:
    """The ranking of each case of findings."""
    judges = CaseJudge(old), CaseJudge(new)
    for case in cases:
        yield _effect(case.file.removesuffix(".yaml"), *(partial(_ranked, judge, case) for judge in judges))


def gate_case_effects(cases: Iterable[GateCase], old: Knowledge, new: Knowledge) -> Iterator[Effect]:
    """Ranking, gates and level of each small chart."""
    judges = GateJudge(old), GateJudge(new)
    for case in cases:
        yield _effect(f"gates/{case}", *(partial(_assessed, judge, case) for judge in judges))


def finding_case_effects(cases: Iterable[FindingCase], old: Knowledge, new: Knowledge) -> Iterator[Effect]:
    """The states of the finding of each small chart."""
    judges = FindingJudge(old), FindingJudge(new)
    for case in cases:
        yield _effect(f"findings/{case}", *(partial(_derived, judge, case) for judge in judges))


def chart_effects(
    files: Iterable[Path], old: Knowledge, new: Knowledge, clock: datetime, tz: ZoneInfo
) -> Iterator[Effect]:
    """Ranking, gates and level of each chart file; one that cannot be read is told as a change."""
    before, after = (Reasoning.of(knowledge, "", tz) for knowledge in (old, new))
    for file in files:
        try:
            opened = open_chart_file(str(file), None)
        except InputUnusable as error:
            yield Effect(file.name, (f"not compared: {error.message}",))
            continue
        outcomes = [_outcome(engine.assess(engine.read_file(opened, clock))) for engine in (before, after)]
        yield Effect(file.name, tuple(_moved(*outcomes)))


def _effect(name: str, before: Callable[[], _Outcome], after: Callable[[], _Outcome]) -> Effect:
    outcomes = []
    for which, outcome in (("old", before), ("new", after)):
        try:
            outcomes.append(outcome())
        except KnowledgeError as error:
            return Effect(name, (f"cannot be tried with the {which} knowledge: {error.problems[0].reason}",))
    return Effect(name, tuple(_moved(*outcomes)))


def _ranked(judge: CaseJudge, case: OwnCase) -> _Outcome:
    return _Outcome(_ranks(judge.judge(case).causes))


def _derived(judge: FindingJudge, case: FindingCase) -> _Outcome:
    return _Outcome({}, states=" or ".join(sorted(judge.states(case))) or "unknown")


def _assessed(judge: GateJudge, case: GateCase) -> _Outcome:
    return _outcome(judge.assessment(case))


def _outcome(assessment: Assessment) -> _Outcome:
    return _Outcome(
        ranks=_ranks(assessment.causes),
        gates=frozenset(fired.gate.id for fired in assessment.gates),
        level=assessment.level,
    )


def _ranks(causes: Iterable[RankedCause]) -> Mapping[str, int]:
    return {ranked.cause.id: ranked.rank for ranked in causes}


def _moved(old: _Outcome, new: _Outcome) -> Iterator[str]:
    if old.states != new.states:
        yield f"{old.states} -> {new.states}"
    if old.level != new.level:
        yield f"level {old.level} -> {new.level}"
    yield from (f"gate {gate} no longer speaks" for gate in sorted(old.gates - new.gates))
    yield from (f"gate {gate} now speaks" for gate in sorted(new.gates - old.gates))
    leading = [cause for ranks in (old.ranks, new.ranks) for cause, rank in ranks.items() if rank <= _WATCHED]
    for cause in dict.fromkeys(leading):
        before, after = old.ranks.get(cause), new.ranks.get(cause)
        if before != after:
            yield f"{cause} {before or 'not ranked'} -> {after or 'not ranked'}"
