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
    """``patient_id`` and ``encounter_id`` are bare FHIR ids, ``user_id`` is ``Type/id``.

    ``prefetch`` values are raw JSON: a resource, a Bundle, an OperationOutcome or null. A key that is not there was
    not answered by the client. ``deadline`` is when the answer must be ready; fetching has what is left of it.
    """

    hook: str
    hook_instance: str
    patient_id: str
    user_id: str
    encounter_id: str | None = None
    prefetch: Mapping[str, memoryview] = field(default_factory=dict)
    deadline: Deadline = field(default_factory=Deadline)
