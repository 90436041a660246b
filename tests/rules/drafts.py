"""Draft orders and what a chart holds against them, in the words of the knowledge as delivered."""

from __future__ import annotations

from typing import Any

from rules.assessment import Reasoner
from rules.closure import closure
from rules.draft_orders import DailyAmount, DraftOrder
from rules.identifiers import DrugClass, DrugId, OrderTermId, ResourceRef
from rules.loading import load_knowledge
from tests.rules.builders import drug, result

__all__ = [
    "FULL",
    "HIT",
    "KNOWLEDGE",
    "LOW",
    "REASONER",
    "broader",
    "inr",
    "medicine",
    "platelets",
    "running",
    "service",
]

KNOWLEDGE = load_knowledge()
REASONER = Reasoner(KNOWLEDGE)


def broader(classes: tuple[DrugClass, ...]) -> frozenset[DrugClass]:
    return closure(classes, lambda each: KNOWLEDGE.drug_classes[each].implies)


def medicine(name: str, **more: Any) -> DraftOrder:
    """A draft of this ingredient with all its classes."""
    identity = DrugId(name)
    return DraftOrder(
        source=ResourceRef(f"MedicationRequest/{name}"),
        name=name,
        drugs=frozenset({identity}),
        classes=broader(KNOWLEDGE.drugs[identity].classes),
        **more,
    )


def service(term: str, **more: Any) -> DraftOrder:
    """A draft that asks for a procedure, product or route."""
    source = ResourceRef(f"ServiceRequest/{term.replace('_', '-')}")
    return DraftOrder(source, term, terms=frozenset({OrderTermId(term)}), **more)


def running(name: str, start: float | None = 30, **more: Any) -> Any:
    return drug(name, *broader(KNOWLEDGE.drugs[DrugId(name)].classes), start=start, **more)


def platelets(value: float, days: float = 0.5, **more: Any) -> Any:
    return result("platelet_count", value, days, **more)


def inr(value: float, days: float = 0.5) -> Any:
    return result("inr", value, days)


FULL = {"daily": DailyAmount(160, "mg")}
LOW = {"daily": DailyAmount(40, "mg")}
"""Amounts of enoxaparin a day: treatment and prophylaxis."""

HIT = {"results": [platelets(188, 6), platelets(96, 2), platelets(61)], "drugs": [running("heparin", 7)]}
"""What a chart holds in which heparin-induced thrombocytopenia is not excluded."""
