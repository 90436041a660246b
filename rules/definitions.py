"""The medicine as loaded: frozen definitions, one class a folder of ``rules/knowledge``.

Built only by ``rules.loading``. Every number carries a ``Basis``: where it comes from and how far it can be trusted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rules.chart import Sex
    from rules.concept_definitions import ConceptDefinition
    from rules.criteria import Criterion
    from rules.drug_definitions import DrugClassDefinition, DrugDefinition
    from rules.identifiers import (
        AdviceId,
        CauseId,
        ConceptId,
        DrugClass,
        DrugId,
        FindingId,
        GateId,
        LabId,
        OrderTermId,
        ReferenceId,
        SafetyRuleId,
        ScoreId,
        State,
        TestId,
    )
    from rules.lab_definitions import LabDefinition
    from rules.order_safety_definitions import DoseDefinition, OrderTerm, SafetyRule
    from rules.score_definitions import ScoreDefinition

__all__ = [
    "AdviceDefinition",
    "AgeBand",
    "AgeModifier",
    "Basis",
    "BasisKind",
    "CauseDefinition",
    "Code",
    "FindingDefinition",
    "GateDefinition",
    "Indicator",
    "Knowledge",
    "Likelihood",
    "Merge",
    "Parameters",
    "Reference",
    "Role",
    "StateRule",
    "TestDefinition",
    "TriggerDefinition",
    "Urgency",
]


class AgeBand(StrEnum):
    """The age bands of the priors; limits in ``parameters/age_bands.yaml``."""

    NEONATE = "neonate"
    INFANT = "infant"
    CHILD = "child"
    ADULT = "adult"
    OLDER = "older"


class BasisKind(StrEnum):
    """cited: traced to a source. recalled: source named, not re-read. estimate: expert judgement."""

    CITED = "cited"
    RECALLED = "recalled"
    ESTIMATE = "expert estimate"


@dataclass(frozen=True, slots=True)
class Basis:
    """Where a number comes from."""

    kind: BasisKind
    references: tuple[ReferenceId, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """A code in a code system; ``verified`` False means not yet seen with its meaning and never matched alone."""

    system: str
    code: str
    display: str = ""
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Reference:
    """A source. ``status`` seen: found again in a stored copy; recalled: from memory."""

    id: ReferenceId
    citation: str
    locator: str
    status: str


@dataclass(frozen=True, slots=True)
class StateRule:
    """The finding is in one of ``states`` when the criterion is present. First rule that is present wins."""

    states: frozenset[State]
    when: Criterion


@dataclass(frozen=True, slots=True)
class FindingDefinition:
    """A piece of evidence: its states, how often each is found in patients without the cause, how it is derived.

    Binary findings have the states ``present`` and ``absent``. ``leak`` maps state to its probability when nothing
    in the model explains it. ``documented`` is how often a chart records the finding when it is there (None: silence
    says nothing). ``question`` asks for it at the bedside; empty when only a test can tell. Where ``asked_if`` is given
    it is asked only of patients of whom that is known to hold.
    """

    id: FindingId
    label: str
    group: str
    states: tuple[State, ...]
    leak: Mapping[State, float]
    rules: tuple[StateRule, ...]
    labels: Mapping[State, str]
    documented: float | None
    question: str
    basis: Basis
    asked_if: Criterion | None = None

    @property
    def binary(self) -> bool:
        """True for present/absent findings."""
        return len(self.states) == 2 and self.states[0] == "present"


@dataclass(frozen=True, slots=True)
class Likelihood:
    """How often each state of a finding is seen in patients with the cause."""

    finding: FindingId
    p: Mapping[State, float]
    basis: Basis
    definitional: bool = False


class Role(StrEnum):
    """primary: explains the petechiae alone. contributor: stands beside a cause. Others as named."""

    PRIMARY = "primary"
    SYNDROME = "syndrome"
    MIMIC = "mimic"
    ARTEFACT = "artefact"
    CONTRIBUTOR = "contributor"


class Urgency(StrEnum):
    """How soon the cause must be dealt with."""

    EMERGENCY = "emergency"
    URGENT = "urgent"
    ROUTINE = "routine"


@dataclass(frozen=True, slots=True)
class AgeModifier:
    """Factor on the prior within ages from/to days."""

    from_days: float
    to_days: float | None
    factor: float


@dataclass(frozen=True, slots=True)
class CauseDefinition:
    """A cause of petechiae, purpura or a low count, with its evidence rows and what to do.

    ``priors`` are weights per age band. ``requires`` names the exposure without which the cause is very unlikely.
    ``label`` names it on cards; ``codings`` are sent with the differential.
    """

    id: CauseId
    label: str
    category: str
    role: Role
    urgency: Urgency
    must_not_miss: bool
    priors: Mapping[AgeBand, float]
    prior_basis: Basis
    likelihoods: Mapping[FindingId, Likelihood]
    codes: tuple[Code, ...]
    requires: FindingId | None
    age_modifiers: tuple[AgeModifier, ...]
    sex_factors: Mapping[Sex, float]
    argues_against: str
    first_line_tests: tuple[TestId, ...]
    confirmatory_tests: tuple[TestId, ...]
    urgent_action: str
    referral: str
    pitfalls: str
    references: tuple[ReferenceId, ...]


class Indicator(StrEnum):
    """The three levels of a CDS Hooks card, worst last by ``severity``."""

    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"

    @property
    def severity(self) -> int:
        """0 info, 1 warning, 2 critical."""
        return ("info", "warning", "critical").index(self.value)


@dataclass(frozen=True, slots=True)
class ReservedStep:
    """A step of a gate that is for some patients only: told where ``when`` is known to hold."""

    text: str
    when: Criterion


@dataclass(frozen=True, slots=True)
class GateDefinition:
    """A dangerous situation told by published criteria, independent of rank.

    ``headline`` is the card summary's action in the clinician's words; ``names`` the causes it points to (none for
    safety gates such as a very low count); ``tests`` are mandatory; ``do`` and ``do_not`` short imperatives,
    those of ``reserved`` for some patients only; ``needs_trigger`` False lets it run on a chart without a trigger.
    """

    id: GateId
    label: str
    when: Criterion
    indicator: Indicator
    headline: str
    do: tuple[str, ...]
    do_not: tuple[str, ...]
    names: tuple[CauseId, ...]
    tests: tuple[TestId, ...]
    suppressed_by: tuple[GateId, ...]
    needs_trigger: bool
    doubts_count: bool
    priority: int
    basis: Basis
    reserved: tuple[ReservedStep, ...] = ()


@dataclass(frozen=True, slots=True)
class TriggerDefinition:
    """A reason to speak; without one the service is silent."""

    id: str
    label: str
    when: Criterion


@dataclass(frozen=True, slots=True)
class TestDefinition:
    """A test that can be suggested, and how to tell that it is already done.

    ``order`` is the code of the ServiceRequest; ``done_labs`` are the labs whose recent result means it is done
    (all of them), within ``done_within_hours``. ``orderable`` False marks examinations and advice.
    ``urgency``: 0 now, 1 today, 2 next, 3 only if unexplained. ``includes``: tests that this one answers as well; a
    panel stands for its parts. ``basic``: the path depends on it, so it is not displaced by what only one cause wants.
    ``only_if``: for which patients it makes sense, that is, of whom this is known to hold; None: for all.
    """

    id: TestId
    label: str
    why: str
    separates: str
    urgency: int
    cost_tier: int
    invasiveness: int
    preconditions: str
    orderable: bool
    order: Code | None
    codes: tuple[Code, ...]
    phrases: tuple[str, ...]
    done_labs: tuple[LabId, ...]
    done_within_hours: float
    tells: tuple[FindingId, ...]
    includes: tuple[TestId, ...] = ()
    basic: bool = False
    only_if: Criterion | None = None


@dataclass(frozen=True, slots=True)
class AdviceDefinition:
    """A sentence of advice; shown when its criterion holds.

    ``beside`` names a contributing cause: the sentence then stands with that cause (what stopping it does, and its
    risk) and is told only where the cause is.
    """

    id: AdviceId
    kind: str
    text: str
    when: Criterion | None
    beside: CauseId | None
    basis: Basis


@dataclass(frozen=True, slots=True)
class Merge:
    """Entries that mean one diagnosis: shown and ranked as one, under the name of the strongest."""

    id: str
    label: str
    members: tuple[CauseId, ...]


@dataclass(frozen=True, slots=True)
class Parameters:
    """The constants of the reasoning, from ``parameters/``; see ``docs/decisions`` for what each is worth.

    ``clip``, ``platelet_clip`` and ``impossible`` are likelihood ratios; marks are weights in nats.
    """

    age_band_limits: Mapping[AgeBand, tuple[float, float | None]]
    group_discount: float
    clip: float
    platelet_clip: float
    impossible: float
    prior_power: float
    missing_exposure_factor: float
    documentation_scale: float
    temperature: float
    softening: Mapping[FindingId, float]
    band_likely: float
    band_plausible: float
    band_possible: float
    not_excluded_at: float
    warning_at: float
    abstain_below: float
    max_causes_shown: int
    max_causes_kept: int
    max_questions: int
    max_tests: int
    max_bedside: int
    danger_floor: float
    least_need: float
    repeat_discount: float
    cost_weight: float
    causes_weighed: int
    mark_strong: float
    mark_medium: float
    mark_weak: float
    result_window_days: float
    stable_window_days: float
    exposure_lookback_days: float
    fall_told_at: float
    text_weight: float


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All the medicine, frozen. ``version`` is the release and the content hash: ``0.1.0+1a2b3c4d``."""

    version: str
    concepts: Mapping[ConceptId, ConceptDefinition]
    labs: Mapping[LabId, LabDefinition]
    units: Mapping[str, Mapping[str, tuple[str, float]]]
    drug_classes: Mapping[DrugClass, DrugClassDefinition]
    drugs: Mapping[DrugId, DrugDefinition]
    findings: Mapping[FindingId, FindingDefinition]
    causes: Mapping[CauseId, CauseDefinition]
    gates: Mapping[GateId, GateDefinition]
    triggers: tuple[TriggerDefinition, ...]
    tests: Mapping[TestId, TestDefinition]
    advice: Mapping[AdviceId, AdviceDefinition]
    merges: tuple[Merge, ...]
    parameters: Parameters
    references: Mapping[ReferenceId, Reference] = field(default_factory=dict)
    scores: Mapping[ScoreId, ScoreDefinition] = field(default_factory=dict)
    doses: Mapping[DrugId, DoseDefinition] = field(default_factory=dict)
    order_terms: Mapping[OrderTermId, OrderTerm] = field(default_factory=dict)
    order_safety: Mapping[SafetyRuleId, SafetyRule] = field(default_factory=dict)
