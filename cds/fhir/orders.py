"""Orders for tests that are drafted or not yet done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds.fhir.elements import ABSENT, concepts, names
from rules.chart import Order

if TYPE_CHECKING:
    from cds.fhir.gathering import Gathering
    from cds.fhir.resources import ServiceRequest
    from rules.identifiers import ResourceRef

__all__ = ["read_order"]

_OPEN = frozenset({"draft", "active", "on-hold", "requested", "in-progress"})


def read_order(gathering: Gathering, found: ServiceRequest, source: ResourceRef) -> None:
    """Adds an open order for a test the knowledge can suggest. R5 sends the code as a CodeableReference."""
    if (found.status or "draft").strip().lower() not in _OPEN or found.doNotPerform or found.code is ABSENT:
        return
    code = next(iter(concepts(found.code)), None)
    if code is None:
        return
    tests = gathering.terminology.orders.match(code)
    if tests:
        gathering.orders.append(Order(tests, next(names(code), "")[:200], source, gathering.when(found.authoredOn)))
