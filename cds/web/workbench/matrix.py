"""Cause by finding: what speaks for, what against, what is not known. Weight by sign and size, colour only helps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cds.cards.evidence import AlreadyShown, reason
from cds.cards.markdown import unescape
from cds.cards.summary import short_name
from rules.reasons import EvidenceKind

if TYPE_CHECKING:
    from cds.cards.context import Consultation
    from rules.definitions import Knowledge
    from rules.identifiers import FindingId
    from rules.reasons import Contribution, RankedCause

__all__ = ["Cell", "Matrix", "Row", "matrix"]

_CAUSES = 6
_ROWS = 12
_UNKNOWN_ROWS = 4


@dataclass(frozen=True, slots=True)
class Cell:
    """``mark`` is ``+++`` to ``−−−``, ``?`` where knowing it would tell, empty where it says nothing of the cause."""

    cause: str
    label: str
    mark: str = ""
    side: str = ""
    steps: int = 0
    weight: float = 0.0
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One finding over all causes shown; ``state`` is recorded, supposed or unknown."""

    finding: str
    words: str
    state: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """``causes`` are (id, label, short name) in rank order; ``left_out`` findings weigh less than those shown."""

    causes: tuple[tuple[str, str, str], ...]
    rows: tuple[Row, ...]
    left_out: int


def matrix(consultation: Consultation, knowledge: Knowledge) -> Matrix:
    """The leading causes against the findings that weigh most among them, then the telling ones not known."""
    causes = consultation.assessment.causes[:_CAUSES]
    rows: dict[FindingId, dict[str, Contribution]] = {}
    for ranked in causes:
        for row in (*ranked.reasons_for, *ranked.reasons_against):
            if row.finding is not None:
                rows.setdefault(row.finding.id, {})[str(ranked.cause.id)] = row
    ordered = sorted(rows, key=lambda f: (-max(abs(r.weight) for r in rows[f].values()), f))
    told = AlreadyShown()
    known = tuple(_known(finding, rows[finding], causes, consultation, told) for finding in ordered[:_ROWS])
    unknown = tuple(_unknown(finding, causes, knowledge) for finding in _telling(consultation, causes, knowledge))
    return Matrix(
        tuple((str(ranked.cause.id), ranked.label, short_name(ranked.label)) for ranked in causes),
        (*known, *unknown),
        max(0, len(ordered) - _ROWS),
    )


def _known(
    finding: FindingId,
    found: dict[str, Contribution],
    causes: tuple[RankedCause, ...],
    consultation: Consultation,
    told: AlreadyShown,
) -> Row:
    first = next(iter(found.values()))
    state = "supposed" if first.kind is EvidenceKind.SUPPOSED else "recorded"
    words = unescape(reason(first, consultation, told))
    return Row(str(finding), words, state, tuple(_cell(ranked, found) for ranked in causes))


def _cell(ranked: RankedCause, found: dict[str, Contribution]) -> Cell:
    cause = str(ranked.cause.id)
    row = found.get(cause)
    if row is None:
        return Cell(cause, ranked.label)
    side = "for" if row.weight > 0 else "against"
    return Cell(cause, ranked.label, row.mark, side, row.steps, row.weight, row.basis.kind.value)


def _telling(consultation: Consultation, causes: tuple[RankedCause, ...], knowledge: Knowledge) -> list[FindingId]:
    """Questions first, then what the leading causes miss most."""
    by_label = {definition.label: definition.id for definition in knowledge.findings.values()}
    wanted = [question.finding for question in consultation.assessment.questions]
    wanted += [by_label[label] for ranked in causes[:2] for label in ranked.unknown if label in by_label]
    return list(dict.fromkeys(wanted))[:_UNKNOWN_ROWS]


def _unknown(finding: FindingId, causes: tuple[RankedCause, ...], knowledge: Knowledge) -> Row:
    cells = (
        Cell(str(ranked.cause.id), ranked.label, "?", "unknown")
        if finding in ranked.cause.likelihoods
        else Cell(str(ranked.cause.id), ranked.label)
        for ranked in causes
    )
    return Row(str(finding), knowledge.findings[finding].label, "unknown", tuple(cells))
