"""One hook call, validated: what a service is handed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["HookCall"]


@dataclass(frozen=True, slots=True)
class HookCall:
    """``patient_id`` and ``encounter_id`` are bare FHIR ids, ``user_id`` is ``Type/id``.

    ``prefetch`` values are raw JSON: a resource, a Bundle, an OperationOutcome or null. A key that is not there was
    not answered by the client.
    """

    hook: str
    hook_instance: str
    patient_id: str
    user_id: str
    encounter_id: str | None = None
    prefetch: Mapping[str, memoryview] = field(default_factory=dict)
