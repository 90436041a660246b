"""Small charts and a small knowledge, so that a test says only what it cares about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from rules.cause_definitions import AgeBand, CauseDefinition, Likelihood, Merge, Role, Urgency
from rules.chart import (
    Assertion,
    Caveat,
    Chart,
    Comparator,
    Course,
    DrugExposure,
    DrugState,
    DrugUse,
    Flag,
    Moment,
    Origin,
    Patient,
    Polarity,
    Result,
    Sex,
    Statement,
)
from rules.chart_index import ChartIndex
from rules.concept_definitions import ConceptDefinition, ConceptKind
from rules.criteria import Bound, Criterion, DrugIs, LabIs, Not, Said, Side
from rules.definitions import (
    Basis,
    BasisKind,
    FindingDefinition,
    GateDefinition,
    Indicator,
    Knowledge,
    Parameters,
    StateRule,
    TriggerDefinition,
)
from rules.drug_definitions import DrugClassDefinition, DrugDefinition
from rules.identifiers import (
    CauseId,
    ConceptId,
    DrugClass,
    DrugId,
    FindingId,
    GateId,
    LabId,
    ResourceRef,
    State,
    TestId,
)
from rules.lab_definitions import LabDefinition, ReferenceLimit
from rules.workup_definitions import HowSoon, TestDefinition
from tests.rules.lexicon.delivered import TEXT_WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NOW = datetime(2026, 3, 14, 6, 30, tzinfo=UTC)
ESTIMATE = Basis(BasisKind.ESTIMATE)
ADULT_DAYS = 40 * 365.25


def ago(days: float = 0, *, hours: float = 0, day_only: bool = False) -> Moment:
    """A moment this long before NOW; ``day_only`` for a date without clock time."""
    at = NOW - timedelta(days=days, hours=hours)
    if day_only:
        return Moment(at.replace(hour=0, minute=0), timedelta(days=1))
    return Moment(at)


def result(lab: str, value: float | None = None, days: float | None = 0.0, **more: Any) -> Result:
    """A result this many days old (None: undated)."""
    number = more.pop("number", 0)
    shown = more.pop("shown", "" if value is None else f"{value:g}")
    return Result(
        lab=LabId(lab),
        when=None if days is None else ago(days),
        source=ResourceRef(f"Observation/{lab}-{days}-{number}"),
        value=value,
        shown=shown,
        **more,
    )


def plt(value: float | None, days: float | None, **more: Any) -> Result:
    """A platelet count this many days ago."""
    return result("platelet_count", value, days=days, **more)


def statement(*concepts: str, days: float | None = None, **more: Any) -> Statement:
    """A statement asserting concepts, with onset this many days ago when given."""
    return Statement(
        concepts=frozenset(map(ConceptId, concepts)),
        text=more.pop("text", " ".join(concepts)),
        origin=more.pop("origin", Origin.ENCOUNTER),
        source=ResourceRef("Condition/" + "-".join(concepts)),
        onset=None if days is None else ago(days),
        **more,
    )


def drug(name: str, *classes: str, start: float | None = None, **more: Any) -> DrugExposure:
    """A running treatment that started this many days ago (None: unknown start)."""
    return DrugExposure(
        name=name,
        drugs=frozenset({DrugId(name)}),
        classes=frozenset(map(DrugClass, classes)),
        state=more.pop("state", DrugState.RUNNING),
        source=ResourceRef(f"MedicationRequest/{name}"),
        start=None if start is None else ago(start),
        **more,
    )


def chart(
    *,
    results: Sequence[Result] = (),
    statements: Sequence[Statement] = (),
    drugs: Sequence[DrugExposure] = (),
    age_days: float | None = ADULT_DAYS,
    sex: Sex = Sex.FEMALE,
    **more: Any,
) -> Chart:
    """A chart at NOW, results sorted as the reader sorts them."""
    by_lab: dict[LabId, list[Result]] = {}
    for entry in results:
        by_lab.setdefault(entry.lab, []).append(entry)
    ordered = {
        lab: tuple(sorted(entries, key=lambda r: (r.when is not None, r.when.at if r.when else NOW)))
        for lab, entries in by_lab.items()
    }
    birth = None if age_days is None else Moment(NOW - timedelta(days=age_days))
    return Chart(
        as_of=NOW,
        patient=Patient(sex=sex, birth=birth),
        results=MappingProxyType(ordered),
        statements=tuple(statements),
        drugs=tuple(drugs),
        **more,
    )


def lab(identifier: str, *limits: ReferenceLimit, unit: str = "10*3/uL") -> LabDefinition:
    """A laboratory concept without codes."""
    return LabDefinition(
        id=LabId(identifier),
        label=identifier.replace("_", " ").capitalize(),
        short=identifier.replace("_", " "),
        unit=unit,
        unit_shown=unit,
        dimension="count3",
        plausible_low=None,
        plausible_high=None,
        codes=(),
        names=(),
        not_names=(),
        limits=limits,
        decimals=0,
        vital=False,
        basis=ESTIMATE,
    )


def states(*names: str) -> frozenset[State]:
    """A set of states."""
    return frozenset(map(State, names))


def binary(identifier: str, when: Criterion, leak: float = 0.1, **more: Any) -> FindingDefinition:
    """A present/absent finding."""
    return FindingDefinition(
        id=FindingId(identifier),
        label=identifier.replace("_", " ").capitalize(),
        group=more.pop("group", identifier),
        states=(State("present"), State("absent")),
        leak=MappingProxyType({State("present"): leak, State("absent"): 1 - leak}),
        rules=(StateRule(states("present"), when), StateRule(states("absent"), Not(when))),
        labels=MappingProxyType({}),
        documented=more.pop("documented", None),
        question=more.pop("question", ""),
        asked_if=more.pop("asked_if", None),
        basis=ESTIMATE,
    )


def said(*concepts: str, **more: Any) -> Said:
    """Any of the concepts is stated."""
    return Said(frozenset(map(ConceptId, concepts)), **more)


def lab_is(identifier: str, side: Side, limit: float, **more: Any) -> LabIs:
    """One bound on one laboratory concept."""
    return LabIs((LabId(identifier),), (Bound(side, limit),), **more)


def cause(
    identifier: str, prior: float, evidence: Mapping[str, float | Mapping[str, float]], **more: Any
) -> CauseDefinition:
    """A cause with the same prior at every age; a plain number is P(present)."""
    likelihoods = {}
    definitional = more.pop("definitional", frozenset())
    for finding, p in evidence.items():
        table = {"present": p, "absent": 1 - p} if isinstance(p, float) else dict(p)
        likelihoods[FindingId(finding)] = Likelihood(
            FindingId(finding),
            MappingProxyType({State(s): v for s, v in table.items()}),
            ESTIMATE,
            finding in definitional,
        )
    return CauseDefinition(
        id=CauseId(identifier),
        label=identifier.upper(),
        category="test",
        role=more.pop("role", Role.PRIMARY),
        urgency=Urgency.URGENT,
        must_not_miss=more.pop("must_not_miss", False),
        priors=MappingProxyType(more.pop("priors", dict.fromkeys(AgeBand, prior))),
        prior_basis=ESTIMATE,
        likelihoods=MappingProxyType(likelihoods),
        codes=(),
        requires=more.pop("requires", None),
        age_modifiers=more.pop("age_modifiers", ()),
        sex_factors=MappingProxyType(more.pop("sex_factors", {})),
        argues_against="",
        first_line_tests=more.pop("first_line", ()),
        confirmatory_tests=more.pop("confirmatory", ()),
        urgent_action="",
        referral="",
        pitfalls="",
        references=(),
    )


def gate(identifier: str, when: Criterion, **more: Any) -> GateDefinition:
    """A critical gate without names or tests unless given."""
    return GateDefinition(
        id=GateId(identifier),
        label=more.pop("label", identifier),
        when=when,
        indicator=more.pop("indicator", Indicator.CRITICAL),
        headline="act",
        do=more.pop("do", ()),
        do_not=more.pop("do_not", ()),
        reserved=more.pop("reserved", ()),
        sending=more.pop("sending", ()),
        gives_way=more.pop("gives_way", False),
        names=more.pop("names", ()),
        tests=more.pop("tests", ()),
        suppressed_by=more.pop("suppressed_by", ()),
        needs_trigger=more.pop("needs_trigger", True),
        doubts_count=False,
        priority=more.pop("priority", 50),
        basis=ESTIMATE,
    )


def test_definition(identifier: str, **more: Any) -> TestDefinition:
    """An orderable blood test."""
    return TestDefinition(
        id=TestId(identifier),
        label=identifier,
        why="why",
        separates="",
        urgency=more.pop("urgency", HowSoon.TODAY),
        cost_tier=more.pop("cost_tier", 1),
        invasiveness=more.pop("invasiveness", 1),
        preconditions="",
        orderable=more.pop("orderable", True),
        order=None,
        codes=(),
        phrases=(),
        done_labs=more.pop("done_labs", ()),
        done_within_hours=more.pop("done_within_hours", 24.0),
        tells=more.pop("tells", ()),
        includes=more.pop("includes", ()),
        basic=more.pop("basic", False),
        only_if=more.pop("only_if", None),
    )


test_definition.__test__ = False  # type: ignore[attr-defined]

PARAMETERS = Parameters(
    age_band_limits=MappingProxyType(
        {
            AgeBand.NEONATE: (0.0, 28.0),
            AgeBand.INFANT: (28.0, 365.25),
            AgeBand.CHILD: (365.25, 18 * 365.25),
            AgeBand.ADULT: (18 * 365.25, 65 * 365.25),
            AgeBand.OLDER: (65 * 365.25, None),
        }
    ),
    group_discount=0.6,
    clip=50.0,
    platelet_clip=300.0,
    impossible=1e-4,
    prior_power=0.7,
    missing_exposure_factor=0.02,
    documentation_scale=0.5,
    temperature=1.0,
    softening=MappingProxyType({}),
    band_likely=0.5,
    band_plausible=0.1,
    band_possible=0.02,
    not_excluded_at=0.005,
    warning_at=0.1,
    abstain_below=0.4,
    max_causes_shown=5,
    max_causes_kept=20,
    max_questions=3,
    max_tests=8,
    max_bedside=2,
    danger_floor=0.15,
    least_need=0.05,
    repeat_discount=0.6,
    cost_weight=0.15,
    causes_weighed=10,
    mark_strong=2.0,
    mark_medium=1.0,
    mark_weak=0.1,
    result_window_days=14.0,
    stable_window_days=183.0,
    exposure_lookback_days=14.0,
    fall_told_at=0.3,
    limits_alike_within=2.5,
    text_weight=0.5,
)

LOW = {"low": 0.98, "normal": 0.02}


def platelet_finding() -> FindingDefinition:
    """Low below 150, else normal."""
    window = {"within_days": 30.0}
    return FindingDefinition(
        id=FindingId("platelet_count"),
        label="Platelets",
        group="platelet",
        states=(State("low"), State("normal")),
        leak=MappingProxyType({State("low"): 0.1, State("normal"): 0.9}),
        rules=(
            StateRule(states("low"), lab_is("platelet_count", Side.BELOW, 150, **window)),
            StateRule(states("normal"), lab_is("platelet_count", Side.AT_LEAST, 150, **window)),
        ),
        labels=MappingProxyType({State("low"): "low platelets", State("normal"): "normal platelets"}),
        documented=None,
        question="",
        basis=ESTIMATE,
    )


def knowledge(**more: Any) -> Knowledge:
    """Platelets, fever, petechiae, heparin; an immune cause, an infection, a pressure cause."""
    findings = (
        platelet_finding(),
        binary("lesion_type", said("petechiae"), 0.4),
        binary("fever", said("fever"), 0.2, documented=0.5, question="Is there fever?"),
        binary("rash_spreading", said("spreading"), 0.05),
        binary("heparin_exposure", DrugIs(classes=frozenset({DrugClass("heparin")})), 0.03),
    )
    causes = (
        cause("itp", 500.0, {"platelet_count": LOW, "fever": 0.05}),
        cause("sepsis", 50.0, {"platelet_count": {"low": 0.6, "normal": 0.4}, "fever": 0.9}, must_not_miss=True),
        cause("pressure", 400.0, {"platelet_count": {"low": 0.0, "normal": 1.0}, "fever": 0.02}),
        cause("hit", 20.0, {"platelet_count": LOW}, requires=FindingId("heparin_exposure"), must_not_miss=True),
    )
    values: dict[str, Any] = {
        "version": "0.0.0+test",
        "concepts": {
            ConceptId(c): ConceptDefinition(ConceptId(c), c.capitalize(), ConceptKind.SIGN)
            for c in ("petechiae", "fever", "spreading", "mother", "leg")
        },
        "labs": {
            LabId("platelet_count"): lab("platelet_count", ReferenceLimit(150.0, 450.0)),
            LabId("body_temperature"): lab("body_temperature"),
        },
        "units": {},
        "drug_classes": {DrugClass("heparin"): DrugClassDefinition(DrugClass("heparin"), "heparin")},
        "drugs": {
            DrugId(name): DrugDefinition(DrugId(name), name, (), (), (), (), ())
            for name in ("heparin", "aspirin", "flush", "gel")
        },
        "findings": {f.id: f for f in findings},
        "causes": {c.id: c for c in causes},
        "gates": {},
        "triggers": (TriggerDefinition("skin", "petechiae recorded", said("petechiae")),),
        "tests": {},
        "advice": {},
        "merges": (),
        "parameters": PARAMETERS,
        "text_words": TEXT_WORDS,
    }
    values.update(more)
    frozen: dict[str, Any] = {k: MappingProxyType(v) if isinstance(v, dict) else v for k, v in values.items()}
    return Knowledge(**frozen)


def counted(*results: Result) -> ChartIndex:
    """A chart with these results, prepared for questions."""
    return ChartIndex(chart(results=results), knowledge())


__all__ = [
    "ADULT_DAYS",
    "ESTIMATE",
    "LOW",
    "NOW",
    "PARAMETERS",
    "Assertion",
    "Caveat",
    "Comparator",
    "Course",
    "DrugState",
    "DrugUse",
    "Flag",
    "Merge",
    "Origin",
    "Polarity",
    "Sex",
    "ago",
    "binary",
    "cause",
    "chart",
    "counted",
    "drug",
    "gate",
    "knowledge",
    "lab",
    "lab_is",
    "plt",
    "result",
    "said",
    "statement",
    "states",
    "test_definition",
]
