"""Whole charts without a known answer: whether every one gets through, and how often the service would speak."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from cds.cards import CardContext, build_cards
from cds.fhir.reading import Source, read_chart
from rules.limits import lower_limit
from rules.platelet_picture import PLATELETS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cds.services.reasoning import Reasoning
    from rules.chart import Chart, Result
    from rules.reasons import Assessment

__all__ = ["NEVER", "Burden", "bundles", "cards_of", "chart_at", "survey"]

NEVER = datetime(9000, 1, 1, tzinfo=UTC)
"""A clock at which nothing of a chart lies ahead."""

_DATE = re.compile(
    rb'"(?:effectiveDateTime|authoredOn|recordedDate|onsetDateTime|performedDateTime|occurrenceDateTime|start)"'
    rb'\s*:\s*"(\d{4}-\d\d-\d\d[^"]*)"'
)


@dataclass(slots=True)
class Burden:
    """What a folder of charts would bring to the ward. ``failed`` names each chart that raised, with the error."""

    name: str
    charts: int = 0
    with_counts: int = 0
    low: int = 0
    silent: int = 0
    cards: Counter[str] = field(default_factory=Counter)
    triggers: Counter[str] = field(default_factory=Counter)
    gates: Counter[str] = field(default_factory=Counter)
    leaders: Counter[str] = field(default_factory=Counter)
    worst: Counter[str] = field(default_factory=Counter)
    unread: Counter[str] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


def survey(folder: Path, engine: Reasoning) -> Burden:
    """Assesses every Bundle of the folder at the time of its newest platelet count, else of its newest entry."""
    burden = Burden(folder.name)
    for name, raw in bundles(folder):
        burden.charts += 1
        try:
            _one(name, raw, engine, burden)
        except Exception as error:  # noqa: BLE001 - a survey counts whatever breaks and goes on
            burden.failed.append(f"{name}: {type(error).__name__}: {error}")
    return burden


def _one(name: str, raw: bytes, engine: Reasoning, burden: Burden) -> None:
    chart = chart_at(raw, NEVER, engine)
    counts = [result for result in chart.results.get(PLATELETS, ()) if result.when is not None]
    burden.with_counts += bool(counts)
    newest = max((c.when.at for c in counts if c.when is not None), default=None) or _newest(raw)
    if newest is None:
        burden.silent += 1
        return
    chart = chart_at(raw, newest + timedelta(minutes=1), engine)
    assessment = engine.assess(chart)
    cards = cards_of(name, chart, assessment, engine)
    burden.low += _low(counts[-1] if counts else None, chart, engine)
    burden.silent += not cards
    burden.cards.update(card["indicator"] for card in cards)
    burden.triggers.update(status.label for status in assessment.triggers)
    burden.gates.update(str(fired.gate.id) for fired in assessment.gates)
    if cards:
        burden.worst[assessment.indicator.value] += 1
        burden.leaders[assessment.causes[0].label if assessment.causes else "no cause"] += 1
    burden.unread.update(f"{unread.lab or 'other'}: {unread.why}"[:100] for unread in chart.unread)
    latest = assessment.platelets.latest
    count = f"{latest.value:g}" if latest is not None else "-"
    causes = ", ".join(f"{r.cause.id} {r.score:.2f}" for r in assessment.causes[:3])
    gates = " ".join(str(fired.gate.id) for fired in assessment.gates)
    level = assessment.indicator.value if cards else "silent"
    burden.lines.append(f"{name[:24]:24s} {newest:%Y-%m-%d} plt {count:>5s} {level:8s} [{gates}] {causes}")


def _low(newest: Result | None, chart: Chart, engine: Reasoning) -> bool:
    if newest is None or newest.value is None:
        return False
    limit = lower_limit(newest, engine.knowledge.labs[PLATELETS], chart)
    return limit is not None and newest.value < limit


def cards_of(name: str, chart: Chart, assessment: Assessment, engine: Reasoning) -> list[dict[str, Any]]:
    """The cards that a call for this chart would bring."""
    context = CardContext(
        patient_id=name, encounter_id=None, base_url=engine.base_url, hook_instance=name,
        count=engine.knowledge.labs[PLATELETS], tz=engine.time_zone,
    )  # fmt: skip
    return build_cards(assessment, chart, context)


def chart_at(raw: bytes, as_of: datetime, engine: Reasoning) -> Chart:
    """A chart as it stood at a time."""
    return read_chart([Source("chart", raw)], patient_id=None, as_of=as_of, terminology=engine.terminology)


def _newest(raw: bytes) -> datetime | None:
    stamps = []
    for text in _DATE.findall(raw):
        try:
            stamp = datetime.fromisoformat(text.decode())
        except ValueError:
            continue
        stamps.append(stamp if stamp.tzinfo else stamp.replace(tzinfo=UTC))
    return max(stamps, default=None)


def bundles(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Name and content of each chart in a folder, unpacked, in order of name."""
    for file in sorted([*folder.glob("*.json"), *folder.glob("*.json.gz")]):
        raw = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
        yield file.name.split(".")[0], raw
