"""Every published diagnosis that is not among the first three, with what put another first and what it lacked."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.published_cases import ScoredCase
    from rules.reasons import RankedCause

__all__ = ["miss_lines"]

_FIRST = 3
_REASONS = 2
_WIDTH = 60


def miss_lines(cases: Sequence[ScoredCase]) -> Iterator[str]:
    """A line a miss (lenient), in order of the cases."""
    for case in cases:
        if case.lenient is None or case.lenient > _FIRST:
            place = f"place {case.lenient}" if case.lenient else "not listed"
            danger = ", named by a gate or as not excluded" if case.covered else ""
            yield f"{case.id}, {case.truth.replace('_', ' ')} ({place}{danger}): {_why(case)}"


def _why(case: ScoredCase) -> str:
    causes = case.answer.assessment.causes
    if not causes:
        return "silent, nothing in the chart made it speak."
    leader = causes[0]
    reasons = (
        "; ".join(_short(row.label) for row in leader.reasons_for[:_REASONS])
        or "nothing recorded, only how common it is"
    )
    return f"first is {leader.label} for {reasons}. {_lacks(case.entry)}"


def _lacks(entry: RankedCause | None) -> str:
    """What keeps the true cause down: what speaks against it and what nobody recorded."""
    if entry is None:
        return "The true cause is not ranked."
    against = "; ".join(_short(row.label) for row in entry.reasons_against[:_REASONS])
    unknown = "; ".join(entry.unknown[:_REASONS])
    told = [f"against it {against}" if against else "", f"not recorded: {unknown}" if unknown else ""]
    return f"{entry.label}: {', '.join(filter(None, told)) or 'nothing against it, only weaker evidence'}."


def _short(label: str) -> str:
    """A vague result names every range it may lie in; the first ones do."""
    return label if len(label) <= _WIDTH else label[:_WIDTH].rsplit(" ", 1)[0] + " ..."
