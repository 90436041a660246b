"""The patient as the reasoning sees it: one frozen chart, free of FHIR.

Times are aware datetimes in UTC. Results are in the canonical unit of their laboratory concept (see
``rules/knowledge/labs``) and keep the value as the chart sent it for display. What a chart does not say is not in
it: there is no default for a missing value anywhere below.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rules.identifiers import ConceptId, DrugClass, DrugId, LabId, ResourceRef, TestId

__all__ = [
    "Assertion",
    "Caveat",
    "Chart",
    "Comparator",
    "Course",
    "DrugExposure",
    "DrugState",
    "DrugUse",
    "Flag",
    "Moment",
    "Order",
    "Origin",
    "Patient",
    "Polarity",
    "ResolvedBy",
    "Result",
    "Sex",
    "Statement",
    "Unread",
]


class Sex(StrEnum):
    """Administrative gender as FHIR sends it; UNKNOWN also when missing or not understood."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """A point in time as exactly as the chart gives it.

    ``at`` is the earliest instant the record allows; ``span`` is how much later it may have been (zero for a
    time, one day for a date, about a month or a year for a partial date).
    """

    at: datetime
    span: timedelta = timedelta(0)

    @property
    def latest(self) -> datetime:
        """The last instant the record allows."""
        return self.at + self.span

    @property
    def is_day(self) -> bool:
        """True when the record gives no clock time."""
        return self.span > timedelta(0)


@dataclass(frozen=True, slots=True)
class Patient:
    """Who the chart is about. ``birth`` None means the age is unknown. ``deceased``: has died by the chart's clock."""

    sex: Sex = Sex.UNKNOWN
    birth: Moment | None = None
    deceased: bool = False


class Comparator(StrEnum):
    """The true value lies on this side of the number that was sent."""

    BELOW = "<"
    AT_MOST = "<="
    AT_LEAST = ">="
    ABOVE = ">"


class Flag(StrEnum):
    """The laboratory's own judgement of a result (interpretation), as far as it was understood."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    ABNORMAL = "abnormal"


class Polarity(StrEnum):
    """A result in words or codes: the thing looked for is there, is not there, or cannot be told."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    INDETERMINATE = "indeterminate"


class Caveat(StrEnum):
    """Why a result is less sure than it looks. Shown beside the value.

    SUPPOSED is not of the chart: somebody asked what would be if it were so. NARRATIVE: a statement found in running
    text, see ``Statement.from_text``.
    """

    UNIT_INFERRED = "unit inferred"
    PRELIMINARY = "preliminary"
    STATUS_UNKNOWN = "status unknown"
    PLASMA_SAMPLE = "coded on plasma"
    CITRATE_SAMPLE = "citrate tube"
    ESTIMATED = "estimated"
    CAPILLARY = "capillary sample"
    FROM_TEXT = "number read from text"
    FROM_NAME = "recognised by name, not by code"
    CLUMPED = "platelet clumps reported"
    FLAG_DISAGREES = "laboratory flag disagrees with the number"
    SUPPOSED = "supposed"
    NARRATIVE = "from text"


@dataclass(frozen=True, slots=True)
class Result:
    """One laboratory result or vital sign.

    ``value`` is in the lab's canonical unit; None when the result is words, a code or could not be converted (then
    it is also in ``Chart.unread``). ``low`` and ``high`` are the sender's own reference limits in the same unit.
    ``when`` None means undated: such a result counts as evidence of nothing that needs a date.
    """

    lab: LabId
    when: Moment | None
    source: ResourceRef
    value: float | None = None
    comparator: Comparator | None = None
    words: str | None = None
    polarity: Polarity | None = None
    flag: Flag | None = None
    low: float | None = None
    high: float | None = None
    shown: str = ""
    caveats: frozenset[Caveat] = frozenset()


class Assertion(Enum):
    """Whether the statement says yes or no."""

    PRESENT = "present"
    ABSENT = "absent"


class Course(StrEnum):
    """Whether a stated problem is going on, over, or not said."""

    ACTIVE = "active"
    PAST = "past"
    UNSTATED = "unstated"


class Origin(StrEnum):
    """Where in the chart a statement stands; a family member's disease is not the patient's."""

    PROBLEM_LIST = "problem list"
    ENCOUNTER = "encounter diagnosis"
    EXAM = "examination"
    SOCIAL = "social history"
    FAMILY = "family history"
    PROCEDURE = "procedure"
    IMMUNIZATION = "immunization"
    REASON = "reason for visit"
    REPORT = "report"
    ALLERGY = "allergy list"


@dataclass(frozen=True, slots=True)
class Statement:
    """Something the chart says in a code or in words, reduced to concepts of ``rules/knowledge/concepts``.

    ``concepts`` are asserted, ``denied`` are denied inside the same text ("fever, no rash"). With ``assertion``
    ABSENT the whole statement is denied and ``denied`` is empty. ``sites`` are concepts of kind body site.
    ``text`` is the chart's own wording: untrusted, to be escaped before display. ``from_text``: found in running text
    (a note, a conclusion, a document), not an entry of its own; it yields to entries and weighs less.
    """

    concepts: frozenset[ConceptId]
    text: str
    origin: Origin
    source: ResourceRef
    assertion: Assertion = Assertion.PRESENT
    denied: frozenset[ConceptId] = frozenset()
    sites: frozenset[ConceptId] = frozenset()
    course: Course = Course.UNSTATED
    onset: Moment | None = None
    ended: Moment | None = None
    recorded: Moment | None = None
    from_text: bool = False
    uncertain: bool = False


class DrugState(StrEnum):
    """Whether a drug is being given, was given, is only drafted, or it is not said."""

    RUNNING = "running"
    STOPPED = "stopped"
    DRAFT = "draft"
    UNKNOWN = "unknown"


class DrugUse(StrEnum):
    """What the order is for. A line flush is no anticoagulation, yet it can start heparin antibodies."""

    TREATMENT = "treatment"
    LINE_CARE = "line care"
    LOCAL = "local"


class ResolvedBy(StrEnum):
    """How the ingredient was told; by name is shown as such."""

    CODE = "code"
    NAME = "name"
    NONE = "not resolved"


@dataclass(frozen=True, slots=True)
class DrugExposure:
    """One order, statement, dispense or administration of a medicine.

    An order whose ingredient could not be told has no ``drugs`` and ``resolved_by`` NONE: an unknown drug, not
    "no drug". ``start`` None is an unknown start.
    """

    name: str
    drugs: frozenset[DrugId]
    classes: frozenset[DrugClass]
    state: DrugState
    source: ResourceRef
    resolved_by: ResolvedBy = ResolvedBy.CODE
    use: DrugUse = DrugUse.TREATMENT
    start: Moment | None = None
    stop: Moment | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """A test already ordered or drafted and not yet resulted; ``tests`` are those it was recognised as."""

    tests: frozenset[TestId]
    text: str
    source: ResourceRef
    when: Moment | None = None


@dataclass(frozen=True, slots=True)
class Unread:
    """Something relevant in the request that could not be used: what it is, why, and what it would have told.

    ``when`` is the time of the latest of them, as far as known: a later one than what could be read may be news.
    ``number``: how many entries this stands for, which ``what`` says in words.
    """

    what: str
    why: str
    source: ResourceRef
    lab: LabId | None = None
    when: Moment | None = None
    number: int = 1


@dataclass(frozen=True, slots=True)
class Chart:
    """All that was read of one patient. ``results`` are oldest first per laboratory concept, undated ones first.

    ``statements``, ``drugs`` and ``orders`` are newest first.
    ``as_of`` is the clock of the whole assessment. ``missing`` names the parts of the chart that were asked for
    and not sent, in words a clinician understands ("medication orders"). ``strangers`` is how many of the resources
    sent are of another patient, ``strange_results`` the tests whose results are among them; none of them was used.
    """

    as_of: datetime
    patient: Patient = field(default_factory=Patient)
    results: Mapping[LabId, tuple[Result, ...]] = field(default_factory=lambda: MappingProxyType({}))
    statements: tuple[Statement, ...] = ()
    drugs: tuple[DrugExposure, ...] = ()
    orders: tuple[Order, ...] = ()
    unread: tuple[Unread, ...] = ()
    missing: tuple[str, ...] = ()
    strangers: int = 0
    strange_results: frozenset[LabId] = frozenset()

    @property
    def age_days(self) -> float | None:
        """Age in days, counted from the earliest birth moment the chart allows; None when unknown."""
        if self.patient.birth is None:
            return None
        return (self.as_of - self.patient.birth.at) / timedelta(days=1)
