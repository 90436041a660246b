"""The danger card: one card for everything that cannot wait, headed by the most pressing gate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cds.cards.card import Words, frame
from cds.cards.chart_gaps import awaited, missing, unread
from cds.cards.counts import count_detail, count_summary, doubted_count, only_words
from cds.cards.dangers import not_excluded
from cds.cards.detail import Line, Section, best, detail, without
from cds.cards.evidence import AlreadyShown
from cds.cards.gate_lines import NEGATED, basis, because, imperatives, others, unanswered
from cds.cards.markdown import plain
from cds.cards.score_lines import scores
from cds.cards.summary import short_name, summary
from cds.cards.wording import lower_first
from rules.logic import Truth

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cds.cards.context import Consultation
    from cds.cards.share import Share
    from rules.definitions import Indicator
    from rules.reasons import FiredGate, NotExcluded

__all__ = ["gate_card", "situation_of"]

_CRITERIA_SHOWN = 4
_REASONS_SHOWN = 7
_UNKNOWN_SHOWN = 4
_CRITERION_LIMIT = 42
_ONLY_TOLD = "read in running text alone (a note, a conclusion or a document): look at the patient"


def gate_card(
    consultation: Consultation, gates: Sequence[FiredGate], share: Share, *, kind: str, indicator: Indicator
) -> dict[str, Any]:
    """A card that merges ``gates``, most pressing first, and tells its ``share``. ``kind`` opens its topic."""
    told = AlreadyShown(consultation.assessment.platelets.counts)
    parts = situation_of(consultation, gates)
    lead = gates[0].gate
    everyone = (*gates, *share.watch)
    unsaid = unread(consultation, 76) + missing(consultation, 96) if share.gaps else []
    remarks = [Line(remark, 96) for remark in share.remarks]
    sentence = summary(parts, [lead.headline], [lead.label])
    dangers = [danger for danger in share.dangers if not _is_message(danger, sentence, consultation)]
    tests = sorted(
        share.tests, key=lambda s: lead.tests.index(s.test.id) if s.test.id in lead.tests else len(lead.tests)
    )
    sections = [
        Section("Why", (*_why(consultation, gates, told), *others(gates[1:], 97))),
        scores(share.scores, 93),
        Section("Watch", others(share.watch, 85)),
        not_excluded(dangers, consultation, told, 95),
        Section(
            "Not known", best((*remarks, *unanswered(gates, 78), *unsaid, *awaited(consultation, 60)), _UNKNOWN_SHOWN)
        ),
        Section("Do", imperatives((fired.do for fired in everyone), 99)),
        Section("Do not", imperatives((fired.do_not for fired in everyone), 98)),
        Section("Basis", (Line(basis(gates, consultation), 70),)),
    ]
    words = Words(
        topic=(kind, *sorted(fired.gate.id for fired in gates)),
        title=lead.label,
        summary=sentence,
        detail=detail(without(sections, share.said)),
        situation=plain(", ".join(parts)),
        entry=("gates", lead.id),
    )
    return frame(consultation, words, indicator=indicator, tests=tests, beside=share.beside)


def _is_message(danger: NotExcluded, sentence: str, consultation: Consultation) -> bool:
    """True for the leading cause where the summary names it already."""
    leading = consultation.assessment.leading
    return leading is not None and leading.cause.id == danger.cause.id and short_name(plain(danger.label)) in sentence


def situation_of(consultation: Consultation, gates: Sequence[FiredGate]) -> list[str]:
    """The count (the doubted one when it is in doubt), then what the most pressing gate found, in few words each."""
    picture = consultation.assessment.platelets
    count = doubted_count(consultation) if gates[0].gate.doubts_count else count_summary(consultation)
    counted = {c.source for c in picture.counts}
    found = [
        f"{lower_first(label)} (from text)" if status.only_told else lower_first(label)
        for status in gates[0].criteria
        if status.truth is Truth.PRESENT
        and not status.label.startswith(NEGATED)
        and not (status.data and all(datum.source in counted for datum in status.data))
        and not only_words(status.data, consultation)
        and len(label := plain(status.label)) <= _CRITERION_LIMIT
    ]
    parts = [count, *found[:_CRITERIA_SHOWN]]
    return [part for part in dict.fromkeys(parts) if part]


def _why(consultation: Consultation, gates: Sequence[FiredGate], told: AlreadyShown) -> list[Line]:
    count = [Line(text, 95) for text in count_detail(consultation)]
    told_only = [Line(_ONLY_TOLD, 97)] if gates[0].only_told else []
    return [*told_only, *count, *because(gates, consultation, told, 94)][:_REASONS_SHOWN]
