"""Orders for tests that are drafted or not yet done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds.fhir.elements import ABSENT, concepts, names
from rules.chart import Order

if TYPE_CHECKING:
    import msgspec

    from cds.fhir.gathering import Gathering
    from cds.fhir.resources import DiagnosticOrder, ServiceRequest
    from rules.chart import Moment
    from rules.identifiers import ResourceRef

__all__ = ["read_diagnostic_order", "read_order"]

_OPEN = frozenset({
    "draft", "active", "on-hold", "proposed", "planned", "requested", "received", "accepted", "in-progress",
})  # fmt: skip
"""DSTU2 has "proposed", "planned", "requested", "received" and "accepted" before "in-progress"."""


def read_order(gathering: Gathering, found: ServiceRequest, source: ResourceRef) -> None:
    """Adds an open order for a test the knowledge can suggest."""
    if not found.doNotPerform and _is_open(found.status):
        _add(gathering, found.code, source, gathering.when(found.authoredOn))


def read_diagnostic_order(gathering: Gathering, found: DiagnosticOrder, source: ResourceRef) -> None:
    """Adds the open tests of a DSTU2 order, as of its latest event."""
    if not _is_open(found.status):
        return
    when = gathering.when(*sorted((each.dateTime for each in found.event or () if each.dateTime), reverse=True))
    for item in found.item or ():
        if item.status is None or _is_open(item.status):
            _add(gathering, item.code, source, when)


def _is_open(status: str | None) -> bool:
    return (status or "draft").strip().lower() in _OPEN


def _add(gathering: Gathering, raw: msgspec.Raw, source: ResourceRef, when: Moment | None) -> None:
    code = None if raw is ABSENT else next(iter(concepts(raw)), None)
    tests = gathering.terminology.orders.match(code) if code is not None else None
    if code is not None and tests:
        gathering.orders.append(Order(tests, next(names(code), "")[:200], source, when))
