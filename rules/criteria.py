"""What a rule may ask of a chart: a closed set of questions, combined by and, or, not and counting.

A criterion is data (built by ``rules.loading`` from YAML). ``rules.evaluation`` answers it with a truth value and
the data that made it so.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from rules.chart import Caveat, Flag, Origin, Polarity, Sex
    from rules.identifiers import ConceptId, DrugClass, DrugId, FindingId, LabId, ScoreId, State

__all__ = [
    "AgeIs",
    "AllOf",
    "AnyOf",
    "AtLeast",
    "Bound",
    "Criterion",
    "DrugIs",
    "FindingIs",
    "FirstKnown",
    "LabIs",
    "Not",
    "OnsetIs",
    "Said",
    "ScoreIs",
    "SexIs",
    "Side",
    "TrendIs",
    "Unless",
    "parts_of",
]


class Side(StrEnum):
    """Which side of a limit a number must lie on."""

    BELOW = "below"
    AT_MOST = "at_most"
    ABOVE = "above"
    AT_LEAST = "at_least"


@dataclass(frozen=True, slots=True)
class Bound:
    """A limit: ``limit`` in the lab's canonical unit, or set against the reference limit.

    ``times_upper``/``times_lower`` multiply the reference limit, ``past_upper`` is added to the upper one. Exactly one
    of the four is set. The reference limit is the sender's own, else the one of the lab definition for the patient's
    age and sex; with neither, the answer is unknown.
    """

    side: Side
    limit: float | None = None
    times_upper: float | None = None
    times_lower: float | None = None
    past_upper: float | None = None


@dataclass(frozen=True, slots=True)
class LabIs:
    """The newest usable result of one of ``labs`` within ``within_days`` meets every bound, or the polarity or words.

    ``any_result``: any result in the window may meet it, not only the newest. ``older_than_days``: only results taken
    longer ago than that; one without a date is not. ``sample``: only results of it, which carry this caveat. Unknown
    when there is no such result, or when a comparator leaves it open (``<50`` against ``below 20``).
    """

    labs: tuple[LabId, ...]
    bounds: tuple[Bound, ...] = ()
    polarity: Polarity | None = None
    words: tuple[str, ...] = ()
    flag: Flag | None = None
    within_days: float | None = None
    any_result: bool = False
    older_than_days: float | None = None
    sample: Caveat | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """The chart states any of ``concepts``, with all of ``together`` and at any of ``sites`` in the same statement.

    Present: asserted, not ended, and within ``within_days`` when given (by onset, else recorded date; a statement
    with no date and not marked past counts). Absent: explicitly denied or refuted within
    ``Parameters.result_window_days`` and nowhere asserted. Else unknown.
    ``noted_within_days`` accepts an older onset when the statement was recorded that lately (still so today).
    ``date_unknown`` False: of what happened once ("an operation within 30 days") one without a date does not count; nor
    does, marked past, one that has only the date of its recording.
    ``past`` also accepts resolved and historical statements, ``suspected`` a disease that is not confirmed. ``origins``
    empty means any but family history.
    """

    concepts: frozenset[ConceptId]
    together: frozenset[ConceptId] = frozenset()
    sites: frozenset[ConceptId] = frozenset()
    origins: frozenset[Origin] = frozenset()
    within_days: float | None = None
    noted_within_days: float | None = None
    older_than_days: float | None = None
    past: bool = False
    suspected: bool = False
    date_unknown: bool = True


@dataclass(frozen=True, slots=True)
class DrugIs:
    """A drug of ``drugs`` or ``classes`` is or was given.

    ``running`` asks for one that runs now (state running, or period covering the clock). ``started_within_days`` and
    ``started_at_least_days_ago`` bound the start, ``stopped_within_days`` the end (a running one always passes).
    ``line_care`` also accepts flushes and locks. An unknown start passes a start bound only with ``start_unknown``.
    Unknown, never absent, when no such drug is recorded.
    """

    drugs: frozenset[DrugId] = frozenset()
    classes: frozenset[DrugClass] = frozenset()
    running: bool = False
    started_within_days: float | None = None
    started_at_least_days_ago: float | None = None
    stopped_within_days: float | None = None
    line_care: bool = False
    start_unknown: bool = True


@dataclass(frozen=True, slots=True)
class AgeIs:
    """Age in days at or above ``at_least_days`` and below ``below_days``. Unknown age is unknown."""

    at_least_days: float | None = None
    below_days: float | None = None


@dataclass(frozen=True, slots=True)
class SexIs:
    """Administrative gender; unknown unless female or male was sent."""

    sex: Sex


@dataclass(frozen=True, slots=True)
class TrendIs:
    """The newest count of ``lab`` has fallen from the patient's own baseline by ``fall`` (a fraction) or more.

    Baseline: the highest reliable earlier result within ``within_days``. Unknown with fewer than two. ``deepest``
    takes the low point of the largest fall in the window instead of the newest count. ``above_fall`` is a limit that
    is not included; ``lowest_at_least`` bounds the count at the low end. ``before``: without a count from before the
    drugs of these classes the true baseline is not known, and what is not fallen is unknown.
    """

    lab: LabId
    fall: float | None = None
    below_fall: float | None = None
    within_days: float | None = None
    above_fall: float | None = None
    lowest_at_least: float | None = None
    deepest: bool = False
    before: frozenset[DrugClass] = frozenset()


@dataclass(frozen=True, slots=True)
class OnsetIs:
    """The fall of ``lab`` by ``fall`` or more began between two days of a drug of ``classes``, both included.

    Day 0 is the day of a first dose. The fall began after the last count not yet fallen and by the first fallen one:
    present when all those days lie inside, absent when none does for any start, else unknown; ``possible`` makes it
    present as soon as one does. ``again_within_days``: only starts with an earlier exposure that lately count.
    Unknown without a fall or without a dated start.
    """

    lab: LabId
    fall: float
    classes: frozenset[DrugClass]
    at_least_day: float | None = None
    at_most_day: float | None = None
    again_within_days: float | None = None
    within_days: float | None = None
    possible: bool = False


@dataclass(frozen=True, slots=True)
class ScoreIs:
    """The points of a score lie on ``side`` of ``points``: unknown while items not known could still decide it."""

    score: ScoreId
    side: Side
    points: float


@dataclass(frozen=True, slots=True)
class FindingIs:
    """A finding is present (no ``states``) or in one of ``states``."""

    finding: FindingId
    states: frozenset[State] = frozenset()


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds."""

    parts: tuple[Criterion, ...]
    label: str = ""


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One part holds."""

    parts: tuple[Criterion, ...]
    label: str = ""


@dataclass(frozen=True, slots=True)
class FirstKnown:
    """Sources for one fact: present if any says so, else absent if any says so, else unknown."""

    parts: tuple[Criterion, ...]
    label: str = ""


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least ``count`` parts hold."""

    count: int
    parts: tuple[Criterion, ...]
    label: str = ""


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Criterion
    label: str = ""


@dataclass(frozen=True, slots=True)
class Unless:
    """Holds unless the part is known to hold: unknown passes, where ``Not`` would stay unknown.

    For exceptions ("and the antiglobulin test is not positive"): never for evidence of absence.
    """

    part: Criterion
    label: str = ""


Criterion: TypeAlias = (
    AllOf
    | AnyOf
    | FirstKnown
    | AtLeast
    | Not
    | Unless
    | LabIs
    | Said
    | DrugIs
    | AgeIs
    | SexIs
    | TrendIs
    | OnsetIs
    | FindingIs
    | ScoreIs
)


def parts_of(criterion: Criterion) -> tuple[Criterion, ...]:
    """The criteria right below this one; none below a single question."""
    match criterion:
        case AllOf() | AnyOf() | FirstKnown() | AtLeast():
            return criterion.parts
        case Not() | Unless():
            return (criterion.part,)
        case _:
            return ()
