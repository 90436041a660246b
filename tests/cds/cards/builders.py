"""Assessments by hand: only what a test says is said, everything else is left unknown."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from cds.cards import CardContext
from rules.cause_definitions import AgeBand, CauseDefinition, Role, Urgency
from rules.chart import DrugUse, Moment
from rules.criteria import AllOf
from rules.definitions import AdviceDefinition, AdviceKind, Basis, BasisKind, Code, GateDefinition, Indicator
from rules.identifiers import AdviceId, CauseId, FindingId, GateId, LabId, ReferenceId, ResourceRef, ScoreId, TestId
from rules.lab_definitions import LabDefinition
from rules.ledger import Ledger
from rules.logic import Truth
from rules.platelet_picture import Count, Exposure, PlateletPicture
from rules.reasons import (
    Assessment,
    Contribution,
    CriterionStatus,
    Datum,
    EvidenceKind,
    Finding,
    FiredGate,
    LikelihoodBand,
    NotExcluded,
    Question,
    RankedCause,
    ScoredItem,
    ScoreResult,
    SuggestedTest,
    WorkupGroup,
)
from rules.score_definitions import Applies, Meaning, ScoreDefinition, ScoreItem, ScoreOption, Telling
from rules.workup_definitions import HowSoon, TestDefinition

NOW = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)
ESTIMATE = Basis(BasisKind.ESTIMATE)
CITED = Basis(BasisKind.CITED, (ReferenceId("author2020"),))


def context(**more: Any) -> CardContext:
    said: dict[str, Any] = {
        "patient_id": "p1",
        "encounter_id": "e1",
        "base_url": "https://cds.example.org/",
        "hook_instance": "0f1e7a52-6c1d-4f61-9d0e-0d9a3f6f2a11",
        "count": count_lab(),
    }
    return CardContext(**(said | more))


def count_lab() -> LabDefinition:
    return LabDefinition(
        id=LabId("platelet_count"),
        label="Platelet count",
        short="platelets",
        unit="10*3/uL",
        unit_shown="×10⁹/L",
        dimension="count3",
        plausible_low=0.0,
        plausible_high=4000.0,
        codes=(),
        names=(),
        not_names=(),
        limits=(),
        decimals=0,
        vital=False,
        basis=ESTIMATE,
    )


def at(days: float = 0.0, hours: float = 0.0) -> Moment:
    """A clock time this long before NOW."""
    return Moment(NOW - timedelta(days=days, hours=hours))


def day(days: int) -> Moment:
    """A date without clock time this many days before today."""
    midnight = NOW.replace(hour=0, minute=0)
    return Moment(midnight - timedelta(days=days), timedelta(days=1))


def datum(label: str, shown: str, when: Moment | None = None, source: str = "Observation/o1", **more: Any) -> Datum:
    return Datum(label, shown, when, ResourceRef(source), **more)


def finding(name: str, shown: str = "", *data: Datum, truth: Truth = Truth.PRESENT) -> Finding:
    return Finding(FindingId(name), name.replace("_", " "), frozenset(), truth, data, shown or name)


def row(
    label: str,
    weight: float,
    *data: Datum,
    kind: EvidenceKind = EvidenceKind.RECORDED,
    basis: Basis = ESTIMATE,
) -> Contribution:
    """A row of a ledger; its mark follows from the size of ``weight`` (3, 2 or 1)."""
    found = None if kind in (EvidenceKind.PRIOR, EvidenceKind.EXPOSURE) else finding("finding", label, *data)
    return Contribution(kind, label, weight, found, basis, steps=max(1, min(3, round(abs(weight)))))


def cause(name: str, label: str = "", **more: Any) -> CauseDefinition:
    said: dict[str, Any] = {
        "id": CauseId(name),
        "label": label or name,
        "category": "",
        "role": Role.PRIMARY,
        "urgency": Urgency.ROUTINE,
        "must_not_miss": False,
        "priors": dict.fromkeys(AgeBand, 1.0),
        "prior_basis": ESTIMATE,
        "likelihoods": {},
        "codes": (Code("snomed", "123", label or name),),
        "requires": None,
        "age_modifiers": (),
        "sex_factors": {},
        "argues_against": "",
        "first_line_tests": (),
        "confirmatory_tests": (),
        "urgent_action": "",
        "referral": "",
        "pitfalls": "",
        "references": (),
    }
    return CauseDefinition(**(said | more))


def ranked(
    rank: int,
    label: str,
    band: LikelihoodBand = LikelihoodBand.POSSIBLE,
    *ledger: Contribution,
    score: float = 0.1,
    **more: Any,
) -> RankedCause:
    """A cause in its place; ``more`` are fields of RankedCause, and ``definition`` fields of the cause itself."""
    definition = more.pop("definition", {})
    name = label.lower().replace(" ", "_")
    return RankedCause(rank, cause(name, label, **definition), label, band, score, Ledger(lambda: ledger), **more)


def criterion(label: str, *data: Datum, truth: Truth = Truth.PRESENT) -> CriterionStatus:
    return CriterionStatus(label, truth, data)


def gate(name: str, headline: str, *criteria: CriterionStatus, **more: Any) -> FiredGate:
    said: dict[str, Any] = {
        "id": GateId(name),
        "label": f"Label of {name}",
        "when": AllOf(()),
        "indicator": Indicator.CRITICAL,
        "headline": headline,
        "do": (),
        "do_not": (),
        "names": (),
        "tests": (),
        "suppressed_by": (),
        "needs_trigger": True,
        "doubts_count": False,
        "priority": 10,
        "basis": CITED,
    }
    return FiredGate(GateDefinition(**(said | more)), criteria)


def lab_test(name: str, label: str, **more: Any) -> TestDefinition:
    said: dict[str, Any] = {
        "id": TestId(name),
        "label": label,
        "why": "",
        "separates": "",
        "urgency": HowSoon.TODAY,
        "cost_tier": 1,
        "invasiveness": 1,
        "preconditions": "",
        "orderable": True,
        "order": Code("loinc", "123-4", label),
        "codes": (),
        "phrases": (),
        "done_labs": (LabId(name),),
        "done_within_hours": 48.0,
        "tells": (),
    }
    return TestDefinition(**(said | more))


def suggested(
    name: str, label: str, because: str = "it tells the causes apart", group: WorkupGroup = WorkupGroup.NOW, **more: Any
) -> SuggestedTest:
    return SuggestedTest(lab_test(name, label, **more), group, mandatory=False, because=because, for_causes=())


def open_danger(label: str, *against: Contribution, tests: tuple[TestDefinition, ...] = (), **more: Any) -> NotExcluded:
    name = label.lower().replace(" ", "_")
    band = more.pop("band", LikelihoodBand.POSSIBLE)
    entry = ranked(2, label, band, *against) if against else None
    return NotExcluded(cause(name, label), label, band, tests, more.pop("named_by_gate", False), entry)


def count(value: float, when: Moment, shown: str = "", source: str = "", *, reliable: bool = True) -> Count:
    return Count(value, when, ResourceRef(source or f"Observation/count-{value:g}"), shown, reliable)


def picture(*counts: Count, **more: Any) -> PlateletPicture:
    """The newest reliable count is the latest, the highest earlier reliable one the baseline."""
    reliable = [c for c in counts if c.reliable]
    said: dict[str, Any] = {"counts": counts, "latest": reliable[-1] if reliable else None}
    highest = max(reliable[:-1], key=lambda c: c.value, default=None)
    if highest is not None and highest.value:
        said["baseline"] = highest
        said["fall"] = 1 - reliable[-1].value / said["baseline"].value
    return PlateletPicture(**(said | more))


def exposure(label: str, started: float | None, stopped: float | None = None, **more: Any) -> Exposure:
    return Exposure(
        label=label,
        started=None if started is None else at(started),
        stopped=None if stopped is None else at(stopped),
        running=stopped is None,
        use=more.pop("use", DrugUse.TREATMENT),
        source=ResourceRef(f"MedicationRequest/{label}"),
    )


def question(text: str, gain: float = 0.5) -> Question:
    return Question(FindingId("asked"), text, gain)


def advice(text: str, beside: str | None = None, kind: AdviceKind = AdviceKind.EXAMINATION) -> AdviceDefinition:
    cause = None if beside is None else CauseId(beside)
    return AdviceDefinition(AdviceId("advice"), kind, text, None, cause, (), ESTIMATE)


def item(name: str, most: int, *points: int, label: str = "", data: tuple[Datum, ...] = ()) -> ScoredItem:
    """An item worth up to ``most`` that can still give ``points``; one number alone makes it known."""
    definition = ScoreItem(name, name, (ScoreOption(most, name, AllOf(())),), 0, f"no {name}")
    truth = Truth.UNKNOWN if len(points) > 1 else Truth.PRESENT if points[0] else Truth.ABSENT
    return ScoredItem(definition, truth, points, label or name, data)


def score(name: str, *items: ScoredItem, meanings: tuple[str, ...] = ("high",), **more: Any) -> ScoreResult:
    """A result whose meanings are those still possible out of low, intermediate (from 4) and high (from 6)."""
    said: dict[str, Any] = {
        "id": ScoreId(name.casefold()),
        "name": name,
        "purpose": "",
        "telling": Telling.POINTS,
        "tells": "",
        "applies": Applies(),
        "items": tuple(each.item for each in items),
        "meanings": (Meaning(0, "low"), Meaning(4, "intermediate"), Meaning(6, "high")),
        "yields_to": None,
        "priority": 10,
        "caution": "",
        "accuracy": "",
        "basis": ESTIMATE,
    }
    said["meanings"] = more.pop("all_meanings", said["meanings"])
    definition = ScoreDefinition(**(said | more))
    return ScoreResult(definition, sum(i.low for i in items), sum(i.high for i in items), items, meanings)


def assessment(**more: Any) -> Assessment:
    said: dict[str, Any] = {
        "as_of": NOW,
        "knowledge_version": "0.1.0+1a2b3c4d",
        "triggers": (criterion("petechiae recorded"),),
        "indicator": Indicator.INFO,
        "platelets": PlateletPicture(),
        "findings": {},
    }
    return Assessment(**(said | more))
