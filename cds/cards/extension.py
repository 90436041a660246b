"""The differential for machines: the whole ranking with its evidence, as an extension of one card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cds.cards.codings import codings
from cds.cards.markdown import plain
from cds.cards.wording import iso
from rules.reasons import EvidenceKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rules.definitions import CauseDefinition
    from rules.reasons import Assessment, Contribution, Datum, FiredGate, NotExcluded, RankedCause

__all__ = ["EXTENSION", "differential_extension"]

EXTENSION = "org.petechiae.differential"

_ENTRIES = 20
_DECIMALS = 4
_TEXT_LIMIT = 300


def differential_extension(assessment: Assessment) -> dict[str, Any]:
    """The value of ``org.petechiae.differential``: at most 20 causes, no null and no empty member.

    ``weight`` is the three-step mark; ``unknown`` tells what the chart does not record, which is never a "no".
    """
    made = _filled(
        {
            "differential": [_cause(ranked) for ranked in assessment.causes[:_ENTRIES]],
            "knowledgeVersion": plain(assessment.knowledge_version),
            "notExcluded": [_danger(danger) for danger in assessment.not_excluded],
            "gates": [_gate(fired) for fired in assessment.gates],
            "abstains": plain(assessment.abstains, _TEXT_LIMIT),
        }
    )
    return made if isinstance(made, dict) else {}


def _cause(ranked: RankedCause) -> dict[str, Any]:
    silent = [row.label for row in ranked.ledger if row.kind in (EvidenceKind.NOT_RECORDED, EvidenceKind.EXPOSURE)]
    return {
        "condition": _condition(ranked.cause, ranked.label),
        "rank": ranked.rank,
        "band": ranked.band.value,
        "score": round(ranked.score, _DECIMALS),
        "for": [_row(row) for row in ranked.reasons_for],
        "against": [_row(row) for row in ranked.reasons_against],
        "unknown": list(dict.fromkeys(plain(label) for label in (*ranked.unknown, *silent))),
        "contributor": True if ranked.contributor else None,
    }


def _condition(cause: CauseDefinition, label: str) -> dict[str, Any]:
    return {"id": str(cause.id), "display": plain(label), "codings": codings(cause.codes)}


def _row(row: Contribution) -> dict[str, Any]:
    finding = row.finding
    made: dict[str, Any] = {"text": plain(row.label), "weight": row.mark}
    if finding is None:
        return made
    made["finding"] = str(finding.id)
    return made | (_datum(finding.data[0]) if finding.data else {"value": plain(finding.shown)})


def _datum(datum: Datum) -> dict[str, Any]:
    return {
        "value": plain(datum.shown, _TEXT_LIMIT),
        "date": iso(datum.when) if datum.when is not None else None,
        "resource": plain(datum.source, _TEXT_LIMIT),
        "caveats": sorted(datum.caveats),
    }


def _danger(danger: NotExcluded) -> dict[str, Any]:
    return {
        "condition": _condition(danger.cause, danger.label),
        "band": danger.band.value,
        "tests": [{"id": str(test.id), "display": plain(test.label)} for test in danger.tests],
        "against": [_row(row) for row in danger.against],
        "namedByGate": True if danger.named_by_gate else None,
    }


def _gate(fired: FiredGate) -> dict[str, Any]:
    return {
        "id": str(fired.gate.id),
        "label": plain(fired.gate.label),
        "criteria": [
            {
                "label": plain(status.label),
                "truth": status.truth.value,
                "data": [{"label": plain(datum.label)} | _datum(datum) for datum in status.data],
            }
            for status in fired.criteria
        ],
    }


def _filled(value: object) -> object:
    """The value without anything that says nothing: null, blank text, empty lists and objects, at every depth."""
    if isinstance(value, dict):
        members: Mapping[str, object] = {key: _filled(member) for key, member in value.items()}
        return {key: member for key, member in members.items() if _says_something(member)}
    if isinstance(value, list):
        entries: Iterable[object] = (_filled(entry) for entry in value)
        return [entry for entry in entries if _says_something(entry)]
    return value


def _says_something(value: object) -> bool:
    return value is not None and value not in ("", [], {}) and not (isinstance(value, str) and not value.strip())
