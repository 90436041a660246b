"""Ranked causes as lines: name, how likely in words, what speaks for and against, what was not recorded."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cds.cards.chart_gaps import listing
from cds.cards.detail import Line, Section
from cds.cards.evidence import reason, told_by_chart
from cds.cards.markdown import escape, plain
from cds.cards.wording import lower_first, upper_first
from rules.definitions import BasisKind
from rules.reasons import EvidenceKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from cds.cards.context import Consultation
    from cds.cards.evidence import AlreadyShown
    from rules.identifiers import ResourceRef
    from rules.reasons import Contribution, RankedCause

__all__ = ["basis", "causes", "contributors"]

_CAUSES_SHOWN = 5
_CONTRIBUTORS_SHOWN = 3
_TEXT_LIMIT = 160
_WORTHS = (100, 96, 92, 72, 60)
_SILENT_SHOWN = 2
_LEADING = (3, 2)
_FOLLOWING = (2, 1)
_FAR = (1, 1)
_NESTED = "\n   - "
_BASES = {BasisKind.CITED: "cited", BasisKind.RECALLED: "recalled", BasisKind.ESTIMATE: "estimated by experts"}


def causes(consultation: Consultation, told: AlreadyShown) -> Section:
    """The section "Causes": at most five, the leading one told most fully, the rest counted.

    The leading cause has a nested line a reason, and what was not recorded; the others have one nested line, shortest
    where they are less likely.
    """
    primary = consultation.assessment.primary
    lines = tuple(
        Line(
            _following(cause, consultation, told) if position else _leading(cause, consultation, told),
            _WORTHS[position],
        )
        for position, cause in enumerate(primary[:_CAUSES_SHOWN])
    )
    return Section("Causes", lines, numbered=True, beyond=max(0, len(primary) - _CAUSES_SHOWN), rest="less likely")


def contributors(consultation: Consultation, told: AlreadyShown) -> Section:
    """The section "Also contributing": what stands beside a cause, each with its strongest reason.

    A nested line says what stopping it does and what that risks.
    """
    beside = consultation.assessment.contributors
    medicines = {drug.source for drug in consultation.chart.drugs} if beside else set()
    lines = tuple(
        Line(_beside(cause, medicines, consultation, told), 88 - 4 * position)
        for position, cause in enumerate(beside[:_CONTRIBUTORS_SHOWN])
    )
    return Section("Also contributing", lines, beyond=max(0, len(beside) - _CONTRIBUTORS_SHOWN))


def basis(consultation: Consultation) -> str:
    """How far the weights behind the causes shown can be trusted, and which knowledge spoke."""
    rows = [
        row
        for cause in consultation.assessment.primary[:_CAUSES_SHOWN]
        for row in cause.ledger
        if row.weight and row.stated
    ]
    version = f"knowledge {plain(consultation.assessment.knowledge_version)}"
    if not rows:
        return escape(version)
    counted = Counter([row.basis.kind for row in rows])
    kinds = ", ".join(f"{counted[kind]} {words}" for kind, words in _BASES.items() if counted[kind])
    return escape(f"weights of evidence: {kinds}; a ranking, not a probability; {version}", 300)


def _leading(cause: RankedCause, consultation: Consultation, told: AlreadyShown) -> str:
    parts = _reasons(cause, _LEADING, consultation, told)
    if silent := _silent(cause.ledger):
        parts.append(silent)
    return "".join((_named(cause), *(f"{_NESTED}{part}" for part in parts)))


def _following(cause: RankedCause, consultation: Consultation, told: AlreadyShown) -> str:
    shown = _FOLLOWING if cause.band.possible else _FAR
    return f"{_named(cause)}{_NESTED}{' · '.join(_reasons(cause, shown, consultation, told))}"


def _reasons(cause: RankedCause, shown: tuple[int, int], consultation: Consultation, told: AlreadyShown) -> list[str]:
    """So many for and against, each entry of the chart once: a result has one reason, what is said of a sign several.

    A further reason from the same words of the chart is its label alone.
    """
    speaking_for = cause.reasons_for
    worded: dict[str, str] = {}
    entries: dict[tuple[ResourceRef, str], str] = {}
    for rows, most in zip((speaking_for, cause.reasons_against), shown, strict=True):
        room = most
        for row in rows:
            if not room:
                break
            text = _unsaid(row, entries, consultation, told)
            without_date = text.split(" (", 1)[0].casefold()
            if text and without_date not in worded:
                worded[without_date] = f"`{row.mark}` {text}"
                room -= 1
    parts = list(worded.values())
    return parts if speaking_for else ["nothing recorded speaks for it", *parts]


def _unsaid(
    row: Contribution, entries: dict[tuple[ResourceRef, str], str], consultation: Consultation, told: AlreadyShown
) -> str:
    """The reason as far as ``entries`` do not hold it; "" where it would only repeat them."""
    datum = row.finding.data[0] if row.finding is not None and row.finding.data else None
    if datum is None:
        return reason(row, consultation, told)
    said = entries.get((datum.source, datum.shown))
    if said is None:
        entries[datum.source, datum.shown] = text = reason(row, consultation, told)
        return text
    label = escape(lower_first(plain(row.label)))
    return "" if datum.label or label.casefold() in said.casefold() else label


def _beside(
    cause: RankedCause, medicines: AbstractSet[ResourceRef], consultation: Consultation, told: AlreadyShown
) -> str:
    """What the chart says of it, its ``medicines`` before signs, without a mark: a contributor is not ranked."""
    data = [datum for row in cause.reasons_for if row.finding is not None for datum in row.finding.data]
    data.sort(key=lambda datum: datum.source not in medicines)
    words = told_by_chart(data[:1], consultation, told) or [
        reason(r, consultation, told) for r in cause.reasons_for[:1]
    ]
    named = f"**{escape(cause.label)}**{': ' if words else ''}{'; '.join(words)}"
    said = (advice.text for advice in consultation.assessment.advice if advice.beside == cause.cause.id)
    stopping = next(said, "")
    return f"{named}{_NESTED}{escape(upper_first(stopping), _TEXT_LIMIT)}" if stopping else named


def _named(cause: RankedCause) -> str:
    return f"**{escape(cause.label)}**, {cause.band}"


def _silent(ledger: Sequence[Contribution]) -> str:
    """Evidence charts usually record and this one does not: weak, and never worded as a "no"."""
    rows = [row for row in ledger if row.kind is EvidenceKind.EXPOSURE]
    rows += [row for row in ledger if row.kind is EvidenceKind.NOT_RECORDED and row.weight < 0]
    names = [lower_first(plain(row.label)) for row in rows[:_SILENT_SHOWN]]
    return escape(f"not recorded: {listing(names)}", 260) if names else ""
