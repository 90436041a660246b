"""When to speak at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.logic import Truth
from rules.reasons import CriterionStatus

if TYPE_CHECKING:
    from rules.evaluation import Evaluation

__all__ = ["holding_triggers"]


def holding_triggers(evaluation: Evaluation) -> tuple[CriterionStatus, ...]:
    """The reasons to speak that hold, with their data; empty means silence."""
    proofs = ((trigger, proof.of(evaluation)) for trigger, proof in evaluation.criteria.triggers)
    return tuple(CriterionStatus(trigger.label, Truth.PRESENT, data) for trigger, data in proofs if data is not None)
