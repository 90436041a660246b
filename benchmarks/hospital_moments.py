"""Whole charts replayed as they grew: what would have been said at each new count or anticoagulant order.

``python -m benchmarks.hospital_moments FOLDER`` prints the table; ``--verbose`` a line a moment. Results and orders of
later are hidden; the diagnoses coded for a stay are seen from its first moment, though many were made later.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import click

from benchmarks.engine import load_engine
from benchmarks.growing_charts import GrowingChart
from benchmarks.hospital_charts import NEVER, bundles, cards_of, chart_at
from benchmarks.shares import Share
from rules.identifiers import DrugClass
from rules.platelet_picture import PLATELETS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from cds.services.reasoning import Reasoning
    from rules.chart import Chart
    from rules.reasons import Assessment

__all__ = ["Replay", "main", "moment_rows", "replay"]

_ANTICOAGULANT = DrugClass("anticoagulant")
_STAY_ENDS = timedelta(days=7)
_SILENT = "silent"
_LEVELS = ("critical", "warning", "info", _SILENT)


@dataclass(slots=True)
class Replay:
    """What a folder of charts would have brought over time.

    ``days``: calendar days with a moment; ``critical_days``: those with a critical card; ``alarms``: times that a
    critical gate fired which had not fired at the moment before; ``changes``: the worst card changed its level.
    """

    name: str
    patients: int = 0
    stays: int = 0
    moments: int = 0
    skipped: int = 0
    days: int = 0
    critical_days: int = 0
    alarms: int = 0
    changes: int = 0
    levels: Counter[str] = field(default_factory=Counter)
    gates: Counter[str] = field(default_factory=Counter)
    gate_patients: Counter[str] = field(default_factory=Counter)
    gate_alarms: Counter[str] = field(default_factory=Counter)
    leaders: Counter[str] = field(default_factory=Counter)
    lines: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Said:
    """One answer: when, worst card, gates, and which of these are critical."""

    when: datetime
    level: str
    gates: tuple[str, ...]
    critical: frozenset[str]


def replay(folder: Path, engine: Reasoning, most: int = 20) -> Replay:
    """Every chart of the folder at its moments, at most ``most`` a stay, evenly chosen; the rest is ``skipped``."""
    told = Replay(folder.name)
    for name, raw in bundles(folder):
        stays = list(_stays(chart_at(raw, NEVER, engine)))
        chart = GrowingChart(raw)
        seen: Counter[str] = Counter()
        told.patients += bool(stays)
        for stay in stays:
            chosen = _evenly(stay, most)
            told.skipped += len(stay) - len(chosen)
            said = [_answer(name, chart, moment, engine, told) for moment in chosen]
            _add_stay(said, told)
            seen.update(gate for each in said for gate in each.gates)
        told.gate_patients.update(seen.keys())
    return told


def moment_rows(told: Replay) -> tuple[list[tuple[str, str]], list[tuple[str, str, str, str]]]:
    """The table of the whole, and one of the gates: moments, patients, new critical alarms."""
    whole = [
        ("patients, stays, moments", f"{told.patients}, {told.stays}, {told.moments} ({told.skipped} skipped)"),
        *((f"moments whose worst card is {level}", str(Share(told.levels[level], told.moments))) for level in _LEVELS),
        ("days with a critical card", str(Share(told.critical_days, told.days))),
        ("new critical alarms a patient-day", _per(told.alarms, told.days)),
        ("changes of the worst card's level a stay", _per(told.changes, told.stays)),
    ]
    gates = [
        (gate, str(times), str(told.gate_patients[gate]), str(told.gate_alarms[gate] or ""))
        for gate, times in told.gates.most_common()
    ]
    return whole, gates


def _per(times: int, whole: int) -> str:
    return f"{times / whole:.2f}" if whole else "-"


def _stays(chart: Chart) -> Iterator[list[datetime]]:
    """The moments of each stay: new counts and started anticoagulants; a week without one ends a stay."""
    moments = {r.when.at for r in chart.results.get(PLATELETS, ()) if r.when is not None}
    moments |= {d.start.at for d in chart.drugs if _ANTICOAGULANT in d.classes and d.start is not None}
    stay: list[datetime] = []
    for moment in sorted(moments):
        if stay and moment - stay[-1] < timedelta(minutes=1):
            continue
        if stay and moment - stay[-1] > _STAY_ENDS:
            yield stay
            stay = []
        stay.append(moment)
    if stay:
        yield stay


def _evenly(stay: Sequence[datetime], most: int) -> list[datetime]:
    if len(stay) <= most:
        return list(stay)
    return [stay[round(place * (len(stay) - 1) / (most - 1))] for place in range(most)]


def _answer(name: str, growing: GrowingChart, moment: datetime, engine: Reasoning, told: Replay) -> _Said:
    clock = moment + timedelta(minutes=1)
    chart = chart_at(growing.at(clock), clock, engine)
    assessment = engine.assess(chart)
    cards = cards_of(name, chart, assessment, engine)
    level = min((str(card["indicator"]) for card in cards), key=_LEVELS.index, default=_SILENT)
    gates = tuple(str(fired.gate.id) for fired in assessment.gates)
    critical = frozenset(str(fired.gate.id) for fired in assessment.gates if fired.gate.indicator.value == "critical")
    told.moments += 1
    told.levels[level] += 1
    told.gates.update(gates)
    if cards and assessment.causes:
        told.leaders[assessment.causes[0].label] += 1
    told.lines.append(_line(name, moment, level, assessment))
    return _Said(moment, level, gates, critical)


def _add_stay(said: Sequence[_Said], told: Replay) -> None:
    told.stays += 1
    told.days += len({each.when.date() for each in said})
    told.critical_days += len({each.when.date() for each in said if each.level == _LEVELS[0]})
    told.changes += sum(earlier.level != later.level for earlier, later in pairwise(said))
    before: frozenset[str] = frozenset()
    for each in said:
        fresh = each.critical - before
        told.alarms += bool(fresh)
        told.gate_alarms.update(fresh)
        before = each.critical


def _line(name: str, moment: datetime, level: str, assessment: Assessment) -> str:
    picture = assessment.platelets
    count = f"{picture.latest.value:g}" if picture.latest is not None else "-"
    fall = f"{picture.fall:+.0%}" if picture.fall is not None else ""
    gates = " ".join(str(fired.gate.id) for fired in assessment.gates)
    causes = ", ".join(f"{r.cause.id} {r.score:.2f}" for r in assessment.causes[:3])
    return f"{name[:10]} {moment:%Y-%m-%d %H:%M} plt {count:>5s} {fall:>6s} {level:8s} [{gates}] {causes}"


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("folder", type=click.Path(file_okay=False, exists=True, path_type=Path))
@click.option("--most", default=20, show_default=True, help="Moments of one stay at most.")
@click.option("-v", "--verbose", is_flag=True, help="Print a line for every moment.")
def main(*, folder: Path, most: int, verbose: bool) -> None:
    """Replay the charts of FOLDER and tabulate gates and cards."""
    told = replay(folder, load_engine(), most)
    if verbose:
        click.echo("\n".join([*told.lines, ""]))
    for rows in moment_rows(told):
        click.echo("\n".join(" | ".join(row) for row in rows) + "\n")


if __name__ == "__main__":
    main()
