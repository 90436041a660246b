"""Draft orders: a suggested test as an R4 ServiceRequest.

The same function builds the draft that is checked before the service starts (``cds.cards.order_checks``) and the one
sent on each call, so the request path pays for a plain dictionary only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cds.cards.codings import coding
from cds.cards.markdown import plain
from rules.workup_definitions import HowSoon

if TYPE_CHECKING:
    from rules.workup_definitions import TestDefinition

__all__ = ["Ordering", "draft_order", "priority"]

_LOINC = "http://loinc.org"
_LABORATORY = {"system": "http://snomed.info/sct", "code": "108252007", "display": "Laboratory procedure"}
_PRIORITIES = {HowSoon.NOW: "stat", HowSoon.TODAY: "urgent"}
_TEXT_LIMIT = 300


@dataclass(frozen=True, slots=True)
class Ordering:
    """For whom and why a test is ordered. ``authored`` is a dateTime; an empty ``reason`` or ``note`` is left out."""

    patient: str
    encounter: str | None
    authored: str
    reason: str
    note: str


def priority(test: TestDefinition) -> str:
    """The R4 request priority: stat (now), urgent (today), routine."""
    return _PRIORITIES.get(test.urgency, "routine")


def draft_order(test: TestDefinition, ordering: Ordering) -> dict[str, Any]:
    """A draft order as FHIR JSON; valid R4 for every test that ``check_orders`` has passed."""
    code: dict[str, Any] = {"text": plain(test.label, _TEXT_LIMIT)}
    ordered = coding(test.order)
    if ordered is not None:
        code["coding"] = [ordered]
    order: dict[str, Any] = {"resourceType": "ServiceRequest", "status": "draft", "intent": "order"}
    if ordered is not None and ordered["system"] == _LOINC and test.done_labs:
        order["category"] = [{"coding": [dict(_LABORATORY)]}]
    order |= {"priority": priority(test), "code": code, "subject": {"reference": f"Patient/{ordering.patient}"}}
    if ordering.encounter is not None:
        order["encounter"] = {"reference": f"Encounter/{ordering.encounter}"}
    order["authoredOn"] = ordering.authored
    if ordering.reason:
        order["reasonCode"] = [{"text": ordering.reason}]
    notes = [text for text in (ordering.note, plain(test.preconditions, _TEXT_LIMIT)) if text]
    if notes:
        order["note"] = [{"text": text} for text in notes]
    return order
