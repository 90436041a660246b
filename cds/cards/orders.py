"""Draft orders: a suggested test as an R4 ServiceRequest.

The same function builds the draft that is checked once a test with fhir.resources (R4B) and the one sent on each call,
so the request path pays for a plain dictionary only.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from fhir.resources.R4B.servicerequest import ServiceRequest

from cds.cards.codings import coding
from cds.cards.markdown import plain

if TYPE_CHECKING:
    from rules.definitions import Knowledge, TestDefinition

__all__ = ["OrderError", "Ordering", "draft_order", "priority", "warm"]

_LOINC = "http://loinc.org"
_LABORATORY = {"system": "http://snomed.info/sct", "code": "108252007", "display": "Laboratory procedure"}
_PRIORITIES = ("stat", "urgent")
_TEXT_LIMIT = 300


@dataclass(frozen=True, slots=True)
class Ordering:
    """For whom and why a test is ordered. ``authored`` is a dateTime; an empty ``reason`` or ``note`` is left out."""

    patient: str
    encounter: str | None
    authored: str
    reason: str
    note: str


_SAMPLE = Ordering(patient="p", encounter="e", authored="2000-01-01T00:00:00+00:00", reason="r", note="n")


class OrderError(ValueError):
    """A test of the knowledge that cannot be written as a valid R4 ServiceRequest."""


def warm(knowledge: Knowledge) -> None:
    """Checks the order of every orderable test, at start. Raises ``OrderError`` naming the test that fails."""
    for test in knowledge.tests.values():
        if test.orderable:
            _checked(test)


def priority(test: TestDefinition) -> str:
    """The R4 request priority: stat (now), urgent (today), routine."""
    return _PRIORITIES[test.urgency] if test.urgency < len(_PRIORITIES) else "routine"


def draft_order(test: TestDefinition, ordering: Ordering) -> dict[str, Any]:
    """A draft order as FHIR JSON. Raises ``OrderError`` for a test that makes no valid order; never after ``warm``."""
    _checked(test)
    return _draft(test, ordering)


@lru_cache(maxsize=2048)
def _checked(test: TestDefinition) -> None:
    try:
        ServiceRequest.model_validate(_draft(test, _SAMPLE))
    except ValueError as error:
        message = f"test {test.id}: its order is not a valid R4 ServiceRequest; check label and order. {error}"
        raise OrderError(message) from error


def _draft(test: TestDefinition, ordering: Ordering) -> dict[str, Any]:
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
