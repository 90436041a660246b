"""Ranked causes as lines: name, how likely in words, what speaks for and against, what was not recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds.cards.chart_gaps import some
from cds.cards.detail import Line, Section
from cds.cards.evidence import marked
from cds.cards.markdown import escape, plain
from cds.cards.wording import lower_first
from rules.definitions import BasisKind
from rules.reasons import EvidenceKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cds.cards.context import Consultation
    from cds.cards.evidence import Told
    from rules.reasons import Contribution, RankedCause

__all__ = ["basis", "causes", "contributors"]

_CAUSES_SHOWN = 5
_CONTRIBUTORS_SHOWN = 3
_WORTHS = (100, 96, 92, 72, 60)
_SILENT_SHOWN = 2
_LEADING = (3, 2)
_FOLLOWING = (2, 1)


def causes(ranked: Sequence[RankedCause], consultation: Consultation, told: Told) -> Section:
    """The section "Causes": at most five, the leading one told most fully, the rest counted.

    What was not recorded is told of the leading cause only; the extension has it for all.
    """
    primary = [cause for cause in ranked if not cause.contributor]
    lines = tuple(
        Line(_line(cause, _FOLLOWING if position else _LEADING, consultation, told), _WORTHS[position])
        for position, cause in enumerate(primary[:_CAUSES_SHOWN])
    )
    return Section("Causes", lines, numbered=True, beyond=max(0, len(primary) - _CAUSES_SHOWN), rest="less likely")


def contributors(ranked: Sequence[RankedCause], consultation: Consultation, told: Told) -> Section:
    """The section "Also contributing": what stands beside a cause, each with its strongest reason."""
    beside = [cause for cause in ranked if cause.contributor]
    lines = tuple(
        Line(_named(cause, [marked(row, consultation, told) for row in cause.reasons_for[:1]]), 84 - position)
        for position, cause in enumerate(beside[:_CONTRIBUTORS_SHOWN])
    )
    return Section("Also contributing", lines, beyond=max(0, len(beside) - _CONTRIBUTORS_SHOWN))


def basis(ranked: Sequence[RankedCause], consultation: Consultation) -> str:
    """How far the weights behind the causes shown can be trusted, and which knowledge spoke."""
    primary = [cause for cause in ranked if not cause.contributor][:_CAUSES_SHOWN]
    rows = [row for cause in primary for row in (*cause.reasons_for, *cause.reasons_against)]
    version = f"knowledge {plain(consultation.assessment.knowledge_version)}"
    if not rows:
        return escape(version)
    counted = [(sum(row.basis.kind is kind for row in rows), kind) for kind in BasisKind]
    kinds = ", ".join(f"{kind} {count}" for count, kind in counted if count)
    return escape(f"weights of evidence: {kinds}; the order is a ranking, no probability; {version}", 300)


def _line(cause: RankedCause, shown: tuple[int, int], consultation: Consultation, told: Told) -> str:
    most_for, most_against = shown
    rows = (*cause.reasons_for[:most_for], *cause.reasons_against[:most_against])
    parts = [marked(row, consultation, told) for row in rows]
    if not cause.reasons_for:
        parts.insert(0, "nothing recorded speaks for it")
    silent = _silent(cause.ledger) if shown is _LEADING else ""
    if silent:
        parts.append(silent)
    return _named(cause, parts)


def _named(cause: RankedCause, parts: Sequence[str]) -> str:
    band = "" if cause.contributor else f", {cause.band}"
    return f"**{escape(cause.label)}**{band}{': ' if parts else ''}{' · '.join(parts)}"


def _silent(ledger: Sequence[Contribution]) -> str:
    """Evidence charts usually record and this one does not: weak, and never worded as a "no"."""
    rows = [row for row in ledger if row.kind is EvidenceKind.EXPOSURE]
    rows += [row for row in ledger if row.kind is EvidenceKind.NOT_RECORDED and row.weight < 0]
    names = [lower_first(plain(row.label)) for row in rows[:_SILENT_SHOWN]]
    return escape(f"not recorded: {some(names)}", 260) if names else ""
