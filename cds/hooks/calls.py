"""One hook call, validated: what a service is handed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cds.hooks.deadline import Deadline

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["HookCall"]


@dataclass(frozen=True, slots=True)
class HookCall:
    """One call as its hook understood it. ``patient_id`` and ``encounter_id`` are bare FHIR ids.

    The user is checked by the hook and not handed on.

    ``prefetch`` values are raw JSON: a resource, a Bundle, an OperationOutcome or null. A key that is not there was
    not answered by the client.

    ``fhir_server`` is the base address the client names for fetching what is missing, ``access_token`` what opens it
    (None: an open server). The token lives as long as the call and is shown nowhere.
    ``deadline`` is when the answer must be ready; fetching takes no more than its share of what is left.

    Resources in the hook's own context are raw JSON too: ``draft_orders`` (a Bundle; None: none was sent) with the
    ``selections`` among them (``Type/id``; None: the hook or the client names none), and ``conditions`` about to be
    added.
    """

    hook: str
    hook_instance: str
    patient_id: str
    encounter_id: str | None = None
    prefetch: Mapping[str, memoryview] = field(default_factory=dict)
    fhir_server: str | None = None
    access_token: str | None = field(default=None, repr=False)
    draft_orders: memoryview | None = None
    selections: frozenset[str] | None = None
    conditions: memoryview | None = None
    deadline: Deadline = field(default_factory=Deadline)
