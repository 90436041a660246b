"""The answer of the reasoning: what was found, what it points to, what is dangerous, what to do next.

Everything is frozen and carries the data that made it so. Nothing here is prose for a card; that is ``cds.cards``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from rules.chart import Caveat
from rules.logic import Truth

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from rules.cause_definitions import CauseDefinition
    from rules.chart import Moment, Unread
    from rules.definitions import AdviceDefinition, Basis, GateDefinition, Indicator
    from rules.draft_orders import DraftOrder
    from rules.identifiers import FindingId, ResourceRef, State
    from rules.ledger import Ledger
    from rules.order_safety_definitions import SafetyLevel, SafetyRule
    from rules.platelet_picture import PlateletPicture
    from rules.score_definitions import ScoreDefinition, ScoreItem
    from rules.workup_definitions import TestDefinition

__all__ = [
    "SILENT",
    "Assessment",
    "Concern",
    "Contribution",
    "CriterionStatus",
    "Datum",
    "EvidenceKind",
    "Finding",
    "FiredGate",
    "LikelihoodBand",
    "NotExcluded",
    "Question",
    "RankedCause",
    "ScoreResult",
    "ScoredItem",
    "SuggestedTest",
    "WorkupGroup",
    "primary_causes",
]

SILENT = "silent"
"""The level of an assessment without cards, beside those of ``Indicator``."""


@dataclass(frozen=True, slots=True)
class Datum:
    """One fact of the chart behind a reason: what, its value as shown, when, and the resource it stands in."""

    label: str
    shown: str
    when: Moment | None
    source: ResourceRef
    caveats: frozenset[Caveat] = frozenset()


@dataclass(frozen=True, slots=True)
class Finding:
    """A derived finding. ``states`` is empty when unknown; more than one when the chart is vague ("decreased").

    ``supposed``: not of the chart, assumed by whoever asked what would be if it were so; its datum says it too.
    ``from_text``: it would not be known without running text, and so does its datum say.
    """

    id: FindingId
    label: str
    states: frozenset[State]
    truth: Truth
    data: tuple[Datum, ...]
    shown: str
    supposed: bool = False
    from_text: bool = False


class EvidenceKind(StrEnum):
    """recorded: the chart says so. not recorded: silence about something charts usually say; weak, never a "no".

    supposed: somebody asked what would be if it were so; it weighs as if it were recorded.
    """

    RECORDED = "recorded"
    SUPPOSED = "supposed"
    NOT_RECORDED = "not recorded"
    PRIOR = "prior"
    EXPOSURE = "required exposure not recorded"


# Under names of the module: found without the search that an attribute of an enum costs.
_PRESENT = Truth.PRESENT
_RECORDED, _SUPPOSED = EvidenceKind.RECORDED, EvidenceKind.SUPPOSED


@dataclass(frozen=True, slots=True)
class Contribution:
    """One row of a cause's ledger. ``weight`` is a natural-log likelihood ratio after discounts; rows sum to the score.

    ``finding`` is None for the prior and the exposure rows.
    """

    kind: EvidenceKind
    label: str
    weight: float
    finding: Finding | None
    basis: Basis
    steps: int = 1

    @property
    def stated(self) -> bool:
        """It rests on a finding that is recorded or supposed, not on silence or age."""
        return self.finding is not None and (self.kind is _RECORDED or self.kind is _SUPPOSED)

    @property
    def mark(self) -> str:
        """Three-step mark for people: ``+++``, ``++``, ``+`` or ``−``, ``−−``, ``−−−``; limits in ``parameters``."""
        return ("+" if self.weight >= 0 else "−") * self.steps


class LikelihoodBand(StrEnum):
    """How a cause is spoken of. Never a percentage."""

    LIKELY = "likely"
    PLAUSIBLE = "plausible"
    POSSIBLE = "possible"
    LESS_LIKELY = "less likely"

    @property
    def plausible(self) -> bool:
        """True of what is plausible or likely."""
        return self in (LikelihoodBand.LIKELY, LikelihoodBand.PLAUSIBLE)

    @property
    def possible(self) -> bool:
        """True of what is more than less likely."""
        return self is not LikelihoodBand.LESS_LIKELY


@dataclass(frozen=True, slots=True)
class Question:
    """A fact the chart does not hold that would move the ranking; ``text`` asks for it at the bedside."""

    finding: FindingId
    text: str
    gain: float


@dataclass(frozen=True, slots=True)
class RankedCause:
    """A cause in its place. ``score`` is the share of belief (0 to 1) used for ordering, never shown as per cent.

    ``merged`` are the other entries that mean the same and were added in. ``danger`` is the part of the score that
    belongs to must-not-miss causes among them. ``ledger`` is ordered by size. ``unknown`` are the labels of this
    cause's telling findings that the chart does not record.
    """

    rank: int
    cause: CauseDefinition
    label: str
    band: LikelihoodBand
    score: float
    ledger: Ledger
    merged: tuple[CauseDefinition, ...] = ()
    unknown: tuple[str, ...] = ()
    contributor: bool = False
    danger: float = 0.0

    @property
    def members(self) -> tuple[CauseDefinition, ...]:
        """The cause and all that were added in."""
        return (self.cause, *self.merged)

    @property
    def reasons_for(self) -> tuple[Contribution, ...]:
        """Recorded or supposed findings that speak for it, strongest first, as far as they weigh something."""
        return self.ledger.stated[0]

    @property
    def reasons_against(self) -> tuple[Contribution, ...]:
        """Recorded or supposed findings that speak against it, strongest first, as far as they weigh something."""
        return self.ledger.stated[1]


def primary_causes(causes: Iterable[RankedCause]) -> tuple[RankedCause, ...]:
    """The causes in their order without the contributors, of which none is the answer."""
    return tuple([ranked for ranked in causes if not ranked.contributor])


@dataclass(frozen=True, slots=True)
class CriterionStatus:
    """One line of a gate: the question, whether it is met, and the data."""

    label: str
    truth: Truth
    data: tuple[Datum, ...] = ()

    @property
    def only_told(self) -> bool:
        """All its data stand in running text, and there are some."""
        return bool(self.data) and all(Caveat.NARRATIVE in datum.caveats for datum in self.data)


@dataclass(frozen=True, slots=True)
class FiredGate:
    """A gate whose criteria are met, with each criterion's standing. Steps ``left_out`` are for other patients."""

    gate: GateDefinition
    criteria: tuple[CriterionStatus, ...]
    left_out: frozenset[str] = frozenset()

    @property
    def do(self) -> tuple[str, ...]:
        """What to do for this patient."""
        return tuple(step for step in self.gate.do if step not in self.left_out)

    @property
    def do_not(self) -> tuple[str, ...]:
        """What not to do for this patient."""
        return tuple(step for step in self.gate.do_not if step not in self.left_out)

    @property
    def only_told(self) -> bool:
        """Everything it was met by stands in running text, in no entry and no result."""
        met = [status for status in self.criteria if status.truth is _PRESENT and status.data]
        return bool(met) and all(status.only_told for status in met)


@dataclass(frozen=True, slots=True)
class Concern:
    """Draft orders that need a second thought: by which rule, at which of its levels, on which data.

    ``tests`` are those the level asks for that are neither resulted, pending nor drafted.
    """

    rule: SafetyRule
    level: SafetyLevel
    orders: tuple[DraftOrder, ...]
    criteria: tuple[CriterionStatus, ...]
    tests: tuple[TestDefinition, ...] = ()


@dataclass(frozen=True, slots=True)
class NotExcluded:
    """A dangerous cause still open: why it is open and the tests that would exclude it (not yet resulted)."""

    cause: CauseDefinition
    label: str
    band: LikelihoodBand
    tests: tuple[TestDefinition, ...]
    named_by_gate: bool
    ranked: RankedCause | None = None

    @property
    def against(self) -> tuple[Contribution, ...]:
        """What speaks against it, where it has an entry of its own."""
        return self.ranked.reasons_against if self.ranked is not None else ()


@dataclass(frozen=True, slots=True)
class ScoredItem:
    """One item of a score: present (gives points), absent (gives none) or unknown, with the data that decided it.

    ``points`` are all those it can still give; ``label`` says what holds, or what to look for while unknown.
    """

    item: ScoreItem
    truth: Truth
    points: tuple[int, ...]
    label: str
    data: tuple[Datum, ...] = ()

    @property
    def low(self) -> int:
        """The least it gives."""
        return self.points[0]

    @property
    def high(self) -> int:
        """The most it can give."""
        return self.points[-1]


@dataclass(frozen=True, slots=True)
class ScoreResult:
    """A score as far as the chart tells it: from ``low`` to ``high``, and every meaning that is still possible."""

    definition: ScoreDefinition
    low: int
    high: int
    items: tuple[ScoredItem, ...]
    meanings: tuple[str, ...]

    @property
    def settled(self) -> bool:
        """Every item is known."""
        return all(len(item.points) == 1 for item in self.items)

    @property
    def says(self) -> bool:
        """False while the chart leaves everything open."""
        return self.low > 0 or self.high < self.definition.most or len(self.meanings) == 1


class WorkupGroup(StrEnum):
    """When a suggested test is meant: now (one click), next, or only if still unexplained."""

    NOW = "now"
    NEXT = "next"
    IF_UNEXPLAINED = "if unexplained"


@dataclass(frozen=True, slots=True)
class SuggestedTest:
    """A test neither resulted, pending nor drafted. ``for_causes``: labels of the gate and the causes that want it."""

    test: TestDefinition
    group: WorkupGroup
    mandatory: bool
    because: str
    for_causes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """All that the reasoning says about one chart at one time with one version of the knowledge.

    ``triggers`` empty means silence: no ranking was made. ``indicator`` is already earned as the cards will carry it.
    ``abstains`` says in words why the ranking should not be relied on, empty when it may be. ``concerns`` are about
    draft orders and only there when orders were reviewed.
    """

    as_of: datetime
    knowledge_version: str
    triggers: tuple[CriterionStatus, ...]
    indicator: Indicator
    platelets: PlateletPicture
    findings: Mapping[FindingId, Finding]
    gates: tuple[FiredGate, ...] = ()
    causes: tuple[RankedCause, ...] = ()
    not_excluded: tuple[NotExcluded, ...] = ()
    tests: tuple[SuggestedTest, ...] = ()
    questions: tuple[Question, ...] = ()
    advice: tuple[AdviceDefinition, ...] = ()
    abstains: str = ""
    lesion: str = ""
    unread: tuple[Unread, ...] = ()
    missing: tuple[str, ...] = ()
    scores: tuple[ScoreResult, ...] = ()
    concerns: tuple[Concern, ...] = ()

    @property
    def speaks(self) -> bool:
        """False: nothing to say."""
        return bool(self.triggers or self.gates)

    @property
    def level(self) -> str:
        """The level as the cards carry it; ``SILENT`` where there are none."""
        return self.indicator.value if self.speaks else SILENT

    @property
    def primary(self) -> tuple[RankedCause, ...]:
        """The causes in their order without the contributors."""
        return primary_causes(self.causes)

    @property
    def contributors(self) -> tuple[RankedCause, ...]:
        """What stands beside a cause, in its order."""
        return tuple([ranked for ranked in self.causes if ranked.contributor])

    @property
    def leading(self) -> RankedCause | None:
        """The first of the ``primary`` causes."""
        return next(iter(self.primary), None)
