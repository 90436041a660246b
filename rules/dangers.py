"""Dangerous causes that are not yet excluded, whatever their rank."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.differential import band
from rules.reasons import NotExcluded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rules.definitions import Knowledge
    from rules.reasons import FiredGate, RankedCause
    from rules.workup import Workup

__all__ = ["dangerous_causes"]


def dangerous_causes(
    knowledge: Knowledge, causes: Sequence[RankedCause], gates: Sequence[FiredGate], workup: Workup
) -> tuple[NotExcluded, ...]:
    """Must-not-miss causes with a share of belief at the limit of ``parameters`` or above, or named by a fired gate."""
    named = {cause for fired in gates for cause in fired.gate.names}
    found = []
    for ranked in causes:
        members = (ranked.cause, *ranked.merged)
        if not any(cause.must_not_miss for cause in members):
            continue
        by_gate = any(cause.id in named for cause in members)
        if ranked.score < knowledge.parameters.not_excluded_at and not by_gate:
            continue
        found.append(
            NotExcluded(
                cause=ranked.cause,
                label=ranked.label,
                band=band(ranked.score, knowledge.parameters),
                tests=workup.excluding(ranked.cause),
                against=ranked.reasons_against,
                named_by_gate=by_gate,
            )
        )
    return tuple(found)
