"""Which of the fired gates says that there is no count to reason from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.criteria import AllOf, AnyOf, AtLeast, FindingIs, FirstKnown, LabIs, Not, Unless
from rules.definitions import Indicator

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cds.cards.context import Consultation
    from rules.criteria import Criterion
    from rules.reasons import FiredGate

__all__ = ["missing_count_gate"]


def missing_count_gate(gates: Iterable[FiredGate], consultation: Consultation) -> FiredGate | None:
    """The gate that points to no cause, is not critical, and fires because the count is not there; None without one."""
    count = consultation.context.count.id
    for fired in gates:
        gate = fired.gate
        quiet = gate.indicator is not Indicator.CRITICAL and not gate.names and not gate.doubts_count
        if quiet and _wants_absent(gate.when, count, absent=False):
            return fired
    return None


def _wants_absent(criterion: Criterion, count: str, *, absent: bool) -> bool:
    match criterion:
        case AllOf() | AnyOf() | FirstKnown() | AtLeast():
            return any(_wants_absent(part, count, absent=absent) for part in criterion.parts)
        case Not() | Unless():
            return _wants_absent(criterion.part, count, absent=not absent)
        case LabIs():
            return absent and count in criterion.labs
        case FindingIs():
            return absent and criterion.finding == count
        case _:
            return False
