"""The differential for machines: the ranking with its strongest evidence, as an extension of one card."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from cds.cards.codings import codings
from cds.cards.markdown import plain
from cds.cards.score_lines import meaning
from cds.cards.wording import iso
from rules.chart import Caveat
from rules.reasons import EvidenceKind

if TYPE_CHECKING:
    from rules.cause_definitions import CauseDefinition
    from rules.reasons import (
        Assessment,
        Contribution,
        Datum,
        FiredGate,
        NotExcluded,
        RankedCause,
        ScoredItem,
        ScoreResult,
    )

__all__ = ["EXTENSION", "differential_extension"]

EXTENSION = "org.petechiae.differential"

_ENTRIES = 12
_DECIMALS = 4
_TESTS = 4
_TEXT_LIMIT = 120
_CAUTION_LIMIT = 300


@dataclass(frozen=True, slots=True)
class _Room:
    """How much of a cause is told; ``sourced``: reasons have their date and resource."""

    reasons_for: int
    reasons_against: int
    unknown: int
    codings: int
    sourced: bool


_LEADERS = 3
_LEADER = _Room(6, 4, 4, 4, sourced=True)
_FOLLOWER = _Room(2, 1, 2, 1, sourced=False)


_SILENT = (EvidenceKind.NOT_RECORDED, EvidenceKind.EXPOSURE)

_Worded = dict[tuple[str, str, bool], tuple[str, dict[str, Any]]]
"""Text of a reason and what its finding says, by label, finding and whether it is sourced.

One finding is a reason for many causes; it is put into words once an assessment.
"""


def differential_extension(assessment: Assessment) -> dict[str, Any]:
    """The value of ``org.petechiae.differential``: at most 12 causes, no null and no empty member.

    ``weight`` is the three-step mark; ``unknown`` tells what the chart does not record, which is never a "no". The
    first three causes are told most fully, with date and resource of each reason.
    """
    worded: _Worded = {}
    return _said(
        differential=[
            _cause(ranked, _LEADER if place < _LEADERS else _FOLLOWER, worded)
            for place, ranked in enumerate(assessment.causes[:_ENTRIES])
        ],
        knowledgeVersion=plain(assessment.knowledge_version),
        notExcluded=[_danger(danger) for danger in assessment.not_excluded],
        gates=[_gate(fired) for fired in assessment.gates],
        scores=[_score(result) for result in assessment.scores],
        abstains=plain(assessment.abstains, _CAUTION_LIMIT),
    )


def _said(**members: object) -> dict[str, Any]:
    """The members that say something: a number, or what is not empty."""
    return {key: value for key, value in members.items() if value or value == 0}


def _cause(ranked: RankedCause, room: _Room, worded: _Worded) -> dict[str, Any]:
    return _said(
        condition=_condition(ranked.cause, ranked.label, room.codings),
        rank=ranked.rank,
        band=ranked.band.value,
        score=round(ranked.score, _DECIMALS),
        **{"for": [_row(row, room, worded) for row in ranked.reasons_for[: room.reasons_for]]},
        against=[_row(row, room, worded) for row in ranked.reasons_against[: room.reasons_against]],
        unknown=_unknown(ranked, room.unknown),
        contributor=True if ranked.contributor else None,
    )


def _unknown(ranked: RankedCause, most: int) -> list[str]:
    """What the chart does not record of it, the most telling first; no further than is told."""
    told: dict[str, None] = {}
    for label in chain(ranked.unknown, (row.label for row in ranked.ledger if row.kind in _SILENT)):
        if len(told) == most:
            break
        if text := plain(label):
            told[text] = None
    return list(told)


def _condition(cause: CauseDefinition, label: str, coded: int = 0) -> dict[str, Any]:
    return _said(id=str(cause.id), display=plain(label), codings=codings(cause.codes, coded))


def _row(row: Contribution, room: _Room, worded: _Worded) -> dict[str, Any]:
    key = (row.label, row.finding.id if row.finding is not None else "", room.sourced)
    if (found := worded.get(key)) is None:
        found = worded[key] = (plain(row.label), _finding(row, sourced=room.sourced))
    text, rest = found
    return {"text": text, "weight": row.mark, **rest} if text else {"weight": row.mark, **rest}


def _finding(row: Contribution, *, sourced: bool) -> dict[str, Any]:
    """What a reason rests on: its finding, and the first datum of that."""
    finding = row.finding
    if finding is None:
        return {}
    if not finding.data:
        return {"finding": str(finding.id)}
    datum = finding.data[0]
    value = plain(datum.shown, _TEXT_LIMIT)
    made: dict[str, Any] = {"finding": str(finding.id)}
    if value and value.casefold() != plain(row.label).casefold():
        made["value"] = value
    if sourced:
        return made | _origin(datum)
    return made | {"caveats": [Caveat.NARRATIVE]} if finding.from_text else made


def _origin(datum: Datum) -> dict[str, Any]:
    made: dict[str, Any] = {} if datum.when is None else {"date": iso(datum.when)}
    if resource := plain(datum.source):
        made["resource"] = resource
    if datum.caveats:
        made["caveats"] = sorted(datum.caveats)
    return made


def _danger(danger: NotExcluded) -> dict[str, Any]:
    return _said(
        condition=_condition(danger.cause, danger.label),
        band=danger.band.value,
        tests=[str(test.id) for test in danger.tests[:_TESTS]],
        namedByGate=True if danger.named_by_gate else None,
    )


def _gate(fired: FiredGate) -> dict[str, Any]:
    return _said(
        id=str(fired.gate.id),
        label=plain(fired.gate.label),
        indicator=fired.gate.indicator.value,
        criteria=[
            _said(
                label=plain(status.label),
                truth=status.truth.value,
                caveats=[Caveat.NARRATIVE] if status.only_told else None,
            )
            for status in fired.criteria
        ],
    )


def _score(result: ScoreResult) -> dict[str, Any]:
    """``low`` and ``high`` are always told: with nothing known they are the whole range, never nought alone."""
    definition = result.definition
    return {
        "id": str(definition.id),
        "name": plain(definition.name),
        "low": result.low,
        "high": result.high,
        "of": definition.most,
        "meaning": plain(meaning(result), _CAUTION_LIMIT),
        "items": [_item(item) for item in result.items],
    }


def _item(scored: ScoredItem) -> dict[str, Any]:
    """``label`` says what holds, or what to look for while the item is unknown; a datum for one that is known."""
    told: dict[str, Any] = {
        "id": scored.item.id,
        "label": plain(scored.label),
        "truth": scored.truth.value,
        "low": scored.low,
        "high": scored.high,
    }
    if not scored.data:
        return told
    datum = scored.data[-1]
    return told | _said(value=plain(datum.shown, _TEXT_LIMIT)) | _origin(datum)
