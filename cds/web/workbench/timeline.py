"""Counts, drugs, transfusions, bleeding and thresholds on one axis of time, as rows of a table a script can draw."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from cds.cards.counts import as_sent, canonical
from cds.cards.markdown import plain
from cds.cards.wording import number, when
from rules.chart import Assertion, DrugState, Origin
from rules.criteria import LabIs, Said, Side
from rules.identifiers import FindingId
from rules.platelet_picture import PLATELETS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cds.cards.context import Consultation
    from rules.chart import DrugExposure, Statement
    from rules.criteria import Criterion
    from rules.definitions import Knowledge
    from rules.identifiers import ConceptId

__all__ = ["Drug", "Event", "Point", "Timeline", "timeline"]

_EVENTS = {
    "transfusion": (FindingId("transfusion"),),
    "thrombosis": (FindingId("thrombosis"),),
    "bleeding": (
        FindingId("major_bleeding"),
        FindingId("mucosal_bleeding"),
        FindingId("deep_bleeding"),
        FindingId("lesion_type"),
    ),
}
_MOST_DRUGS = 6
_COUNT = FindingId("platelet_count")


@dataclass(frozen=True, slots=True)
class Point:
    """One count: ISO instant, value in the canonical unit, words with unit, and as sent where that differs."""

    at: str
    when: str
    value: float
    shown: str
    sent: str
    doubts: str


@dataclass(frozen=True, slots=True)
class Drug:
    """One exposure; empty ``start`` is not recorded, empty ``stop`` still running. ``used``: weighed."""

    label: str
    start: str
    stop: str
    told: str
    used: bool
    findings: str


@dataclass(frozen=True, slots=True)
class Event:
    """A transfusion, a bleeding sign or a thrombosis."""

    kind: str
    label: str
    at: str
    when: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """``limits`` are the counts at which the knowledge changes its mind, with their words; ``unit`` is theirs."""

    points: tuple[Point, ...]
    drugs: tuple[Drug, ...]
    events: tuple[Event, ...]
    limits: tuple[tuple[float, str], ...]
    unit: str
    now: str


def timeline(consultation: Consultation, knowledge: Knowledge) -> Timeline:
    """Everything dated; oldest first."""
    count = knowledge.labs[PLATELETS]
    points = tuple(
        Point(
            at=point.when.at.isoformat(),
            when=when(point.when, consultation.as_of, consultation.tz),
            value=point.value,
            shown=canonical(point, consultation),
            sent=as_sent(point, consultation),
            doubts="" if point.reliable else "not relied on",
        )
        for point in consultation.assessment.platelets.counts
    )
    limits = tuple((limit, number(limit, count.decimals)) for limit in sorted(_limits(knowledge)))
    return Timeline(
        points, _drugs(consultation), _events(consultation, knowledge), limits, count.unit_shown,
        consultation.as_of.isoformat(),
    )  # fmt: skip


def _drugs(consultation: Consultation) -> tuple[Drug, ...]:
    rests: dict[str, set[str]] = {}
    for finding in consultation.assessment.findings.values():
        for datum in finding.data:
            rests.setdefault(str(datum.source), set()).add(str(finding.id))
    for exposure in consultation.assessment.platelets.exposures:
        rests.setdefault(str(exposure.source), set())
    told = [_drug(drug, rests.get(str(drug.source)), consultation) for drug in consultation.chart.drugs]
    told.sort(key=lambda drug: (not drug.used, drug.start, drug.label))
    return tuple(told[:_MOST_DRUGS])


def _drug(drug: DrugExposure, findings: set[str] | None, consultation: Consultation) -> Drug:
    running = drug.state is DrugState.RUNNING and drug.stop is None
    return Drug(
        label=plain(drug.name),
        start=drug.start.at.isoformat() if drug.start else "",
        stop=drug.stop.at.isoformat() if drug.stop else "",
        told=_given(drug, consultation, running=running),
        used=findings is not None,
        findings=" ".join(sorted(findings or ())),
    )


def _given(drug: DrugExposure, consultation: Consultation, *, running: bool) -> str:
    """Since when, or from when to when; what is not recorded is said so."""
    start = when(drug.start, consultation.as_of, consultation.tz) if drug.start else "start not recorded"
    if running:
        return f"since {start}" if drug.start else f"running, {start}"
    stop = when(drug.stop, consultation.as_of, consultation.tz) if drug.stop else "end not recorded"
    return f"{start} to {stop}" if drug.start and drug.stop else f"{start}, {stop}"


def _events(consultation: Consultation, knowledge: Knowledge) -> tuple[Event, ...]:
    wanted = {kind: set(chain.from_iterable(_concepts(f, knowledge) for f in found)) for kind, found in _EVENTS.items()}
    events = []
    for statement in consultation.chart.statements:
        moment = statement.onset or statement.recorded
        if moment is None or statement.assertion is not Assertion.PRESENT or statement.origin is Origin.FAMILY:
            continue
        kind = next((kind for kind, concepts in wanted.items() if _of_patient(statement) & concepts), None)
        if kind is not None:
            stamp = when(moment, consultation.as_of, consultation.tz)
            events.append(Event(kind, plain(statement.text), moment.at.isoformat(), stamp))
    return tuple(dict.fromkeys(sorted(events, key=lambda event: (event.at, event.label))))


def _of_patient(statement: Statement) -> frozenset[ConceptId]:
    return statement.concepts - statement.denied


def _concepts(finding: FindingId, knowledge: Knowledge) -> Iterator[ConceptId]:
    definition = knowledge.findings.get(finding)
    for rule in definition.rules if definition is not None else ():
        for criterion in _leaves(rule.when):
            if isinstance(criterion, Said):
                yield from criterion.concepts


def _limits(knowledge: Knowledge) -> set[float]:
    """The numbers that bound the states of the count; "at least nought" asks for any count and bounds nothing."""
    definition = knowledge.findings[_COUNT]
    return {
        bound.limit
        for rule in definition.rules
        for criterion in _leaves(rule.when)
        if isinstance(criterion, LabIs) and PLATELETS in criterion.labs
        for bound in criterion.bounds
        if bound.limit and bound.side in {Side.BELOW, Side.AT_LEAST}
    }


def _leaves(criterion: Criterion) -> Iterator[Criterion]:
    """Parts that assert; what is under a "not" says nothing here."""
    parts = getattr(criterion, "parts", ())
    if parts:
        for part in parts:
            yield from _leaves(part)
    else:
        yield criterion
