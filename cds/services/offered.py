"""The services of this server: each hook has an id of its own (docs/decisions/0008-one-id-a-hook.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds.services.bleeding_risk_guard import BleedingRiskGuard
from cds.services.petechiae_differential import PetechiaeDifferential

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from cds.services.catalogue import CdsService
    from cds.services.engine import Engine

__all__ = ["offered_services"]


def offered_services(engine: Engine, clock: Callable[[], datetime]) -> list[CdsService]:
    """Every service, in the order of discovery. The plain id is the hook that counts most; the others add theirs."""
    return [
        PetechiaeDifferential(engine, clock),
        PetechiaeDifferential(
            engine,
            clock,
            id="petechiae-differential-encounter-start",
            hook="encounter-start",
            description=(
                "Reads the chart when an encounter begins and answers as the service of patient-view does. Otherwise "
                "stays silent."
            ),
        ),
        PetechiaeDifferential(
            engine,
            clock,
            id="petechiae-differential-problem-list-item-create",
            hook="problem-list-item-create",
            hook_version="0.1.0",
            description=(
                "When petechiae, purpura, bleeding or a low platelet count is being added as a problem, reads it with "
                "the chart and answers as the service of patient-view does. Silent for every other problem."
            ),
        ),
        BleedingRiskGuard(
            engine,
            clock,
            id="bleeding-risk-guard-order-select",
            hook="order-select",
        ),
        BleedingRiskGuard(engine, clock),
    ]
