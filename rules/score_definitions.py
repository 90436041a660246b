"""A published score as loaded: its items, what its points mean, and for whom it is worth naming."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rules.criteria import Criterion
    from rules.definitions import Basis
    from rules.identifiers import CauseId, GateId, ScoreId

__all__ = ["Applies", "Meaning", "ScoreDefinition", "ScoreItem", "ScoreOption", "Telling"]


class Telling(StrEnum):
    """points: "5 to 7 of 7". grade: "grade 2 or more". verdict: criteria that are met or not, points untold."""

    POINTS = "points"
    GRADE = "grade"
    VERDICT = "verdict"


@dataclass(frozen=True, slots=True)
class ScoreOption:
    """What an item is worth when ``when`` holds; ``label`` says that in words for people."""

    points: int
    label: str
    when: Criterion


@dataclass(frozen=True, slots=True)
class ScoreItem:
    """One item: the first option that holds decides, ``otherwise`` counts when none does.

    ``label`` names what to look for while it is not known.
    """

    id: str
    label: str
    options: tuple[ScoreOption, ...]
    otherwise: int
    otherwise_label: str

    @property
    def most(self) -> int:
        """The most points it can give."""
        return max(self.otherwise, *(option.points for option in self.options))


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a total of ``at_least`` points means, provided that ``items`` alone give ``items_at_least`` of them."""

    at_least: int
    means: str
    items: frozenset[str] = frozenset()
    items_at_least: int = 0


@dataclass(frozen=True, slots=True)
class Applies:
    """For whom a score is named: a gate has fired, a cause is live or ``when`` holds, and ``among`` holds.

    ``among`` None puts no condition; ``when`` None adds no reason.
    """

    gates: tuple[GateId, ...] = ()
    causes: tuple[CauseId, ...] = ()
    when: Criterion | None = None
    among: Criterion | None = None


@dataclass(frozen=True, slots=True)
class ScoreDefinition:
    """A score. ``tells`` is what its meanings speak of ("chance of HIT"), empty when they speak for themselves.

    ``meanings`` come from the lowest points to the highest. ``yields_to`` is the score that answers the same question
    and is told on a card instead. ``caution`` says in whom it fails, ``accuracy`` what was measured and by whom.
    """

    id: ScoreId
    name: str
    purpose: str
    telling: Telling
    tells: str
    applies: Applies
    items: tuple[ScoreItem, ...]
    meanings: tuple[Meaning, ...]
    yields_to: ScoreId | None
    priority: int
    caution: str
    accuracy: str
    basis: Basis

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """Everything it asks."""
        asked = [self.applies.when, self.applies.among, *(o.when for item in self.items for o in item.options)]
        return tuple(criterion for criterion in asked if criterion is not None)

    @property
    def most(self) -> int:
        """The highest total."""
        return sum(item.most for item in self.items)
