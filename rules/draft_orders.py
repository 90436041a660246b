"""An order that is not yet signed, free of FHIR, as the guard sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rules.chart import DrugUse
from rules.order_safety_definitions import DoseBand

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rules.identifiers import DrugClass, DrugId, OrderTermId, ResourceRef, TestId
    from rules.order_safety_definitions import DoseDefinition

__all__ = ["DailyAmount", "DraftOrder", "dose_band"]


@dataclass(frozen=True, slots=True)
class DailyAmount:
    """How much a day; ``unit`` is mg or [iU]."""

    amount: float
    unit: str


@dataclass(frozen=True, slots=True)
class DraftOrder:
    """One draft. A drug order has ``drugs`` or ``classes``; an order for a test has ``tests``.

    ``terms`` are what it asks for or says besides (a procedure, a route, a purpose). ``daily`` None: the amount cannot
    be read. ``selected`` False: it stands beside what the clinician is choosing now. ``named`` False: the resource has
    no id, or none that FHIR knows, so that nothing can refer to it. ``told`` False: what it is of stands in codes or
    references that nobody knows, without a name, so that it may be anything. An order not yet filled in is of nothing.
    """

    source: ResourceRef
    name: str
    drugs: frozenset[DrugId] = frozenset()
    classes: frozenset[DrugClass] = frozenset()
    terms: frozenset[OrderTermId] = frozenset()
    tests: frozenset[TestId] = frozenset()
    use: DrugUse = DrugUse.TREATMENT
    daily: DailyAmount | None = None
    selected: bool = True
    named: bool = True
    told: bool = True

    @property
    def is_drug(self) -> bool:
        """True for an order of a known medicine."""
        return bool(self.drugs or self.classes)


def dose_band(order: DraftOrder, doses: Mapping[DrugId, DoseDefinition]) -> DoseBand:
    """Prophylaxis or treatment, by the amount a day; by the order's own words where it gives none."""
    for drug in sorted(order.drugs):
        known = doses.get(drug)
        if known is None:
            continue
        if order.daily is not None and order.daily.unit == known.unit:
            if known.low is not None and order.daily.amount <= known.low:
                return DoseBand.LOW
            if known.full is not None and order.daily.amount >= known.full:
                return DoseBand.FULL
            return DoseBand.UNTOLD
        if order.terms.intersection(known.low_said):
            return DoseBand.LOW
    return DoseBand.UNTOLD
