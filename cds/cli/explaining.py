"""Why a cause stands where it stands: every row of its ledger, with what the number rests on."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from rich.text import Text

from cds.cards.evidence import AlreadyShown, reason
from cds.cli.failures import InputUnusable
from cds.cli.report import header
from cds.cli.showing import plain_table
from cds.cli.words import unescaped
from rules.identifiers import CauseId

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from cds.cards.context import Consultation
    from rules.definitions import Basis, Knowledge

__all__ = ["explanation"]


def explanation(consultation: Consultation, knowledge: Knowledge, name: str) -> Iterator[RenderableType]:
    """The ledger of the cause ``name``; weights are natural logarithms of likelihood ratios and sum to its score.

    Raises InputUnusable for an id the knowledge does not have.
    """
    cause = knowledge.causes.get(CauseId(name))
    if cause is None:
        close = get_close_matches(name, knowledge.causes, n=3)
        hint = f"; did you mean {' or '.join(close)}?" if close else "."
        raise InputUnusable(f"The knowledge has no cause {name}{hint}")
    return _explained(consultation, name, cause.label)


def _explained(consultation: Consultation, name: str, label: str) -> Iterator[RenderableType]:
    assessment = consultation.assessment
    yield header(consultation)
    if not assessment.causes:
        yield "Nothing to say: the chart gives no reason to speak, so no cause was ranked."
        return
    ranked = next((each for each in assessment.causes if any(cause.id == name for cause in each.members)), None)
    if ranked is None:
        yield f"{label} is not ranked: it cannot occur at this age, or too little speaks for it."
        return
    yield Text(f"{ranked.rank}. {ranked.label}: {ranked.band.value}", style="bold")
    if ranked.cause.id != name:
        yield f"{label} is counted with {ranked.cause.label}, whose ledger this is."
    table = plain_table(header_style="dim")
    table.add_column("weight", justify="right")
    for column in ("", "what", "kind", "basis"):
        table.add_column(column, overflow="fold")
    told = AlreadyShown()
    for row in ranked.ledger:
        style = "" if row.finding is not None else "dim"
        words = unescaped(reason(row, consultation, told))
        table.add_row(f"{row.weight:+.2f}", row.mark, words, row.kind.value, _basis(row.basis), style=style)
    yield table
    yield f"Sum {sum(row.weight for row in ranked.ledger):+.2f}. Weights are natural logarithms of likelihood ratios."
    if ranked.unknown:
        yield f"Not recorded, but telling for it: {', '.join(ranked.unknown)}."


def _basis(basis: Basis) -> str:
    sources = f" ({', '.join(basis.references)})" if basis.references else ""
    return f"{basis.kind.value}{sources}" + (f": {basis.note}" if basis.note else "")
