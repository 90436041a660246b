"""Folders of cases: turned into requests, answered, and scored.

Beside a folder stands ``diagnoses.json``; ``to_fhir.py`` (case to request) as well, else the project's own writer
serves. Published cases are not part of the project; ``INVENTED`` is its own folder.
"""

from __future__ import annotations

import importlib.util
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import case_charts
from benchmarks.engine import Answer, answer
from benchmarks.scoring import DiagnosisTable, Match, Truth, first_at_least, relevant

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import ModuleType

    from cds.services.reasoning import Reasoning
    from rules.reasons import RankedCause

__all__ = ["INVENTED", "PublishedCases", "ScoredCase", "ScoredControl"]

INVENTED = Path(__file__).resolve().parent / "invented_cases" / "cases"
"""The project's own folder of cases."""

_CLOCK = datetime(2026, 1, 15, 12, tzinfo=UTC)
_LEVELS = ("critical", "warning", "info")
_ENTRIES = 20


@dataclass(frozen=True, slots=True)
class ScoredCase:
    """A case with a published diagnosis.

    ``strict``, ``lenient``, ``generous``: place of the first entry that is it, is accepted, is arguable, or None.
    ``entry``: the first entry of the ranking that is it or is accepted, None when it is not ranked.
    ``covered``: a fired gate or the not-excluded list names it. ``tests``: the source's tests, each named or not on
    the cards; ``suggested``: those of them among the suggested tests. ``named_tests``: how many different tests of
    the table the cards name.
    """

    id: str
    truth: str
    must_not_miss: bool
    suffices: str
    presentation: str
    strict: int | None
    lenient: int | None
    generous: int | None
    entry: RankedCause | None
    covered: bool
    indicator: str
    tests: tuple[tuple[str, bool], ...]
    suggested: frozenset[str]
    tests_basis: str
    named_tests: int
    answer: Answer


@dataclass(frozen=True, slots=True)
class ScoredControl:
    """A patient whose trouble is something else.

    ``alarm``: it spoke where silence was due, or warned where information was.
    """

    id: str
    expected: str
    alarm: bool
    indicator: str
    answer: Answer


class PublishedCases:
    """The cases of one folder."""

    def __init__(self, folder: Path, engine: Reasoning) -> None:
        """Raises OSError or ValueError when the folder or a file beside it cannot be read."""
        self._folder = folder
        self._engine = engine
        self._table = DiagnosisTable(json.loads((folder.parent / "diagnoses.json").read_text("utf-8")))
        writer = folder.parent / "to_fhir.py"
        self._writer = _module(writer) if writer.exists() else case_charts
        self._service = {"prefetch": {t.key: t.query for t in engine.templates(_CLOCK.date())}}

    @property
    def folder(self) -> Path:
        """Where the cases stand."""
        return self._folder

    @property
    def name(self) -> str:
        """The name of the folder."""
        return self._folder.name

    @property
    def engine(self) -> Reasoning:
        """The engine that answers where no other is given."""
        return self._engine

    def cases(self, only: str = "") -> Iterator[dict[str, Any]]:
        """Every case in order of file name, as it stands there; ``only`` picks the case of that id."""
        for file in sorted(self._folder.glob("*.json")):
            case = json.loads(file.read_text("utf-8"))
            if case.get("schema") == "petechiae-case/1" and only in ("", case["id"]):
                yield case

    def scored(self, only: str = "") -> Iterator[ScoredCase | ScoredControl]:
        """Every case in order of file name, scored; ``only`` picks the case of that id."""
        return map(self.score, self.cases(only))

    @property
    def known_tests(self) -> int:
        """How many tests the table knows."""
        return len(self._table.tests)

    def unknown_causes(self) -> tuple[str, ...]:
        """Causes of the knowledge for which the table has no id: they can never score."""
        causes = self._engine.knowledge.causes.values()
        return tuple(cause.id for cause in causes if not self._table.canonical(cause.id, cause.label))

    def score(self, case: Mapping[str, Any], engine: Reasoning | None = None) -> ScoredCase | ScoredControl:
        """One case of the folder, or a thinned copy of one, answered by ``engine`` (None: the folder's own)."""
        request = self._writer.request(case, self._service, _CLOCK)
        prefetch = {key: memoryview(json.dumps(value).encode()) for key, value in request["prefetch"].items()}
        given = answer(
            engine or self._engine, prefetch, request["context"]["patientId"], _CLOCK, request["hookInstance"]
        )
        spoken = [card for card in given.cards if relevant(card)]
        indicator = next((level for level in _LEVELS if any(c["indicator"] == level for c in spoken)), "")
        expected = case["truth"]
        if case["kind"] == "control":
            alarm = bool(spoken) if expected["expected"] == "silent" else indicator in ("warning", "critical")
            return ScoredControl(case["id"], expected["expected"], alarm, indicator, given)
        truth = Truth(expected["id"], frozenset(expected["acceptable"]), frozenset(expected["arguable"]))
        listed = self._table.listed((r.cause.id, r.label) for r in given.assessment.causes[:_ENTRIES])
        matches = [self._table.match(truth, ids) for ids in listed]
        named = self._table.named_tests(given.cards)
        suggested = self._table.named_tests([{"detail": "\n".join(each.test.label for each in given.assessment.tests)}])
        return ScoredCase(
            id=case["id"],
            truth=truth.id,
            must_not_miss=expected["must_not_miss"],
            suffices=expected["data_suffices"],
            presentation=expected["presentation"],
            strict=first_at_least(matches, Match.EXACT),
            lenient=first_at_least(matches, Match.ACCEPTED),
            generous=first_at_least(matches, Match.ARGUABLE),
            entry=self._entry(truth, given),
            covered=self._covered(truth, given),
            indicator=indicator,
            tests=tuple((test, test in named) for test in expected["workup"]["tests"]),
            suggested=suggested.intersection(expected["workup"]["tests"]),
            tests_basis=expected["workup"]["basis"] or "",
            named_tests=len(named),
            answer=given,
        )

    def _entry(self, truth: Truth, given: Answer) -> RankedCause | None:
        told = ((entry, self._table.canonical(entry.cause.id, entry.label)) for entry in given.assessment.causes)
        return next((entry for entry, ids in told if self._table.match(truth, ids) >= Match.ACCEPTED), None)

    def _covered(self, truth: Truth, given: Answer) -> bool:
        causes = self._engine.knowledge.causes
        named = [causes[cause] for fired in given.assessment.gates for cause in fired.gate.names]
        named += [danger.cause for danger in given.assessment.not_excluded]
        ids = (self._table.canonical(cause.id, cause.label) for cause in named)
        return any(self._table.match(truth, known) >= Match.ACCEPTED for known in ids)


def _module(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("published_to_fhir", file)
    if spec is None or spec.loader is None:
        message = f"{file} is not a Python module."
        raise ValueError(message)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
