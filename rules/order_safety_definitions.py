"""What is known about orders that may bleed or clot: definitions as loaded from ``order_safety`` and its neighbours.

A rule says which draft orders it is about and, from worst to mildest, in which charts it speaks.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from rules.chart import DrugUse

if TYPE_CHECKING:
    from rules.criteria import Criterion
    from rules.definitions import Basis, Code, Indicator
    from rules.identifiers import DrugClass, DrugId, GateId, LabId, OrderTermId, SafetyRuleId, TestId

__all__ = [
    "DoseBand",
    "DoseDefinition",
    "MissingLab",
    "OrderSelector",
    "OrderTerm",
    "SafetyLevel",
    "SafetyRule",
    "TermKind",
]


class DoseBand(StrEnum):
    """How much of a drug an order gives a day. UNTOLD: the order does not say, or lies between the bands."""

    LOW = "low"
    FULL = "full"
    UNTOLD = "untold"


@dataclass(frozen=True, slots=True)
class DoseDefinition:
    """Daily amounts of one ingredient: at most ``low`` is prophylaxis, at least ``full`` is treatment.

    ``unit`` is mg or [iU]. ``low_said`` are words of an order that tell prophylaxis where it gives no amount.
    """

    id: DrugId
    unit: str
    low: float | None
    full: float | None
    low_said: tuple[OrderTermId, ...]
    basis: Basis


class TermKind(StrEnum):
    """Where an order says it: what a service is, what a medicine is, how it is given, what it is for."""

    PROCEDURE = "procedure"
    PRODUCT = "product"
    ROUTE = "route"
    PURPOSE = "purpose"


@dataclass(frozen=True, slots=True)
class OrderTerm:
    """Something an order asks for or says.

    ``phrases`` match inside any wording of the order, ``names`` only a wording or local code as a whole.
    """

    id: OrderTermId
    label: str
    kind: TermKind
    codes: tuple[Code, ...] = ()
    phrases: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderSelector:
    """Which orders are meant: every condition that is given must hold.

    ``drugs`` and ``classes`` are one condition, ``terms`` another. ``uses`` and ``doses`` are asked of medicines only.
    ``unless_terms``: an order that says one of these is not meant.
    """

    drugs: frozenset[DrugId] = frozenset()
    classes: frozenset[DrugClass] = frozenset()
    terms: frozenset[OrderTermId] = frozenset()
    unless_terms: frozenset[OrderTermId] = frozenset()
    uses: frozenset[DrugUse] = field(default=frozenset({DrugUse.TREATMENT}))
    doses: frozenset[DoseBand] = field(default=frozenset(DoseBand))


@dataclass(frozen=True, slots=True)
class MissingLab:
    """No usable number of ``lab`` within ``within_days``."""

    lab: LabId
    within_days: float


@dataclass(frozen=True, slots=True)
class SafetyLevel:
    """One way in which a rule speaks: all that is given of ``gates`` (any of them), ``when``, ``missing`` must hold.

    ``gates`` are asked by their criteria alone, without trigger. ``unless_gates``: silent when one of them holds.
    ``remove``: the card offers to delete the drafts. ``instead`` is the one drug named as a replacement.
    """

    indicator: Indicator
    headline: str
    basis: Basis
    gates: tuple[GateId, ...] = ()
    unless_gates: tuple[GateId, ...] = ()
    when: Criterion | None = None
    missing: MissingLab | None = None
    do: tuple[str, ...] = ()
    do_not: tuple[str, ...] = ()
    tests: tuple[TestId, ...] = ()
    remove: bool = True
    instead: DrugId | None = None


@dataclass(frozen=True, slots=True)
class SafetyRule:
    """A rule about orders. The first of ``levels`` that holds speaks; a smaller ``priority`` is shown first."""

    id: SafetyRuleId
    label: str
    priority: int
    orders: tuple[OrderSelector, ...]
    levels: tuple[SafetyLevel, ...]
    suppressed_by: tuple[SafetyRuleId, ...] = ()
