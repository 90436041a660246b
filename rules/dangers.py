"""Dangerous causes that are not yet excluded, whatever their rank."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.differential import band
from rules.logic import Truth
from rules.reasons import NotExcluded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from rules.definitions import Knowledge
    from rules.identifiers import CauseId, FindingId
    from rules.reasons import Finding, RankedCause
    from rules.workup import Workup

__all__ = ["dangerous_causes"]


def dangerous_causes(
    knowledge: Knowledge,
    causes: Sequence[RankedCause],
    named: AbstractSet[CauseId],
    workup: Workup,
    findings: Mapping[FindingId, Finding],
) -> tuple[NotExcluded, ...]:
    """Must-not-miss causes with a share of belief at the limit of ``parameters`` or above, or ``named`` by a gate.

    A gate's cause that cannot be, for what it requires is known to be absent, is not told for the gate's sake.
    Of an entry that is several causes only the dangerous one is told, with the share that is its own.
    """
    found = []
    for ranked in causes:
        dangerous = next((cause for cause in ranked.members if cause.must_not_miss), None)
        if dangerous is None:
            continue
        impossible = dangerous.requires is not None and findings[dangerous.requires].truth is Truth.ABSENT
        by_gate = dangerous.id in named and not impossible
        if ranked.danger < knowledge.parameters.not_excluded_at and not by_gate:
            continue
        leads = dangerous is ranked.cause
        likelihood = band(ranked.danger, knowledge.parameters)
        found.append(
            NotExcluded(
                cause=dangerous,
                label=ranked.label if leads else dangerous.label,
                band=likelihood,
                tests=workup.excluding(dangerous, invasive=likelihood.plausible),
                named_by_gate=by_gate,
                ranked=ranked if leads else None,
            )
        )
    return tuple(found)
