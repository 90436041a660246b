"""The medicine as loaded: frozen definitions, one class a folder of ``rules/knowledge``, some in modules beside this.

Built only by ``rules.loading``. Every number carries a ``Basis``: where it comes from and how far it can be trusted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from rules.word_definitions import LaboratoryWords, MedicineWords, TextWords

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rules.cause_definitions import AgeBand, CauseDefinition, Merge
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
    from rules.workup_definitions import TestDefinition

__all__ = [
    "AdviceDefinition",
    "AdviceKind",
    "Basis",
    "BasisKind",
    "Code",
    "FindingDefinition",
    "GateDefinition",
    "Indicator",
    "Knowledge",
    "Parameters",
    "Reference",
    "ReferenceStatus",
    "ReservedStep",
    "SendingStep",
    "StateRule",
    "TriggerDefinition",
]


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


class ReferenceStatus(StrEnum):
    """seen: found again in a stored copy. recalled: from memory."""

    SEEN = "seen"
    RECALLED = "recalled"


@dataclass(frozen=True, slots=True)
class Reference:
    """A source; ``locator`` is where to find it, empty when nothing more is known."""

    id: ReferenceId
    citation: str
    locator: str
    status: ReferenceStatus


@dataclass(frozen=True, slots=True)
class StateRule:
    """The finding is in one of ``states`` when the criterion is present. First rule that is present wins.

    ``label`` is what is said then; "": what the states are called.
    """

    states: frozenset[State]
    when: Criterion
    label: str = ""


@dataclass(frozen=True, slots=True)
class FindingDefinition:
    """A piece of evidence: its states, how often each is found in patients without the cause, how it is derived.

    Binary findings have the states ``present`` and ``absent``. Of a ``group`` the largest weight counts fully, the
    others less. ``leak`` maps state to its probability when nothing in the model explains it. ``documented`` is how
    often a chart records the finding when it is there (None: silence says nothing). ``question`` asks for it at the
    bedside; empty when only a test can tell. Where ``asked_if`` is given it is asked only of patients of whom that is
    known to hold.
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
class SendingStep:
    """A step of a gate that asks for tests: told until every one of them has a result or is ordered."""

    text: str
    tests: tuple[TestId, ...]


@dataclass(frozen=True, slots=True)
class GateDefinition:
    """A dangerous situation told by published criteria, independent of rank.

    ``headline`` is the card summary's action in the clinician's words; ``names`` the causes it points to (none for
    safety gates such as a very low count); ``tests`` are mandatory; ``do`` and ``do_not`` short imperatives,
    those of ``reserved`` for some patients only, those of ``sending`` only while a test of theirs is open. A gate of
    ``suppressed_by`` that fires makes this one redundant. ``needs_trigger`` False lets it run on a chart without a
    trigger. ``doubts_count``: it says that the count itself may be false. A smaller ``priority`` is shown first.
    ``gives_way``: it tells a picture that many causes make, so it waits behind the gates of a likely cause that name it
    more closely: at all, or as the first of their ``names``.
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
    sending: tuple[SendingStep, ...] = ()
    gives_way: bool = False


@dataclass(frozen=True, slots=True)
class TriggerDefinition:
    """A reason to speak; without one the service is silent."""

    id: str
    label: str
    when: Criterion


class AdviceKind(StrEnum):
    """What a sentence of advice is about.

    EMERGENCY, DRUG_SAFETY and TRANSFUSION say what to do next; CONTRIBUTOR stands with the cause it is ``beside``.
    """

    EMERGENCY = "emergency"
    DRUG_SAFETY = "drug safety"
    TRANSFUSION = "transfusion"
    CONTRIBUTOR = "contributor"
    EXAMINATION = "examination"
    HISTORY = "history"
    PRECAUTION = "precaution"
    SELF_CARE = "self-care"


@dataclass(frozen=True, slots=True)
class AdviceDefinition:
    """A sentence of advice; shown when its criterion holds.

    ``beside`` names a contributing cause: the sentence then stands with that cause (what stopping it does, and its
    risk) and is told only where the cause is. ``treats`` are the causes it is for: without one of them at least
    possible it is not told; none: it does not depend on the ranking.
    """

    id: AdviceId
    kind: AdviceKind
    text: str
    when: Criterion | None
    beside: CauseId | None
    treats: tuple[CauseId, ...]
    basis: Basis


@dataclass(frozen=True, slots=True)
class Parameters:
    """The constants of the reasoning, from ``parameters/``, where each has its basis.

    ``clip``, ``platelet_clip`` and ``impossible`` are likelihood ratios; marks are weights in nats. A reference limit
    that was sent is one known here when neither is more than ``limits_alike_within`` times the other.
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
    limits_alike_within: float
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
    medicine_words: MedicineWords = field(default_factory=MedicineWords)
    laboratory_words: LaboratoryWords = field(default_factory=LaboratoryWords)
    text_words: TextWords = field(default_factory=TextWords)
    references: Mapping[ReferenceId, Reference] = field(default_factory=dict)
    scores: Mapping[ScoreId, ScoreDefinition] = field(default_factory=dict)
    doses: Mapping[DrugId, DoseDefinition] = field(default_factory=dict)
    order_terms: Mapping[OrderTermId, OrderTerm] = field(default_factory=dict)
    order_safety: Mapping[SafetyRuleId, SafetyRule] = field(default_factory=dict)
