"""The differential card: what the picture points to, why, what is still open, and the next tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cds.cards.card import Words, frame
from cds.cards.cause_lines import basis, causes, contributors
from cds.cards.chart_gaps import awaited, listing, missing, some, unread
from cds.cards.counts import count_detail
from cds.cards.dangers import not_excluded
from cds.cards.detail import Line, Section, best, detail, without
from cds.cards.evidence import AlreadyShown, criterion_line, told_by_chart
from cds.cards.gate_lines import imperatives, others
from cds.cards.headline import differential_actions, differential_situation
from cds.cards.markdown import escape, plain
from cds.cards.missing_count import missing_count_gate
from cds.cards.score_lines import scores
from cds.cards.source import links
from cds.cards.suggestions import clickable, test_names
from cds.cards.summary import short_name, summary
from cds.cards.wording import lower_first, upper_first
from rules.cause_definitions import Urgency
from rules.definitions import AdviceKind, Indicator
from rules.reasons import LikelihoodBand, WorkupGroup

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cds.cards.context import Consultation
    from cds.cards.share import Share
    from rules.reasons import NotExcluded, RankedCause

__all__ = ["differential_card"]

_TOPIC = "petechiaeDifferential"
_TEXT_LIMIT = 260
_DATA_SHOWN = 4
_UNKNOWN_SHOWN = 4
_QUESTIONS_SHOWN = 3
_STEPS_SHOWN = 6


def differential_card(consultation: Consultation, share: Share, *, indicator: Indicator) -> dict[str, Any]:
    """The ranking with its ``share`` of gates, open dangers and tests; a missing count gives the summary its action."""
    assessment, watch = consultation.assessment, share.watch
    leading = assessment.leading
    without_count = missing_count_gate(watch, consultation)
    situation = differential_situation(consultation, without_count)
    told = AlreadyShown(() if share.said else assessment.platelets.counts)
    sections = [
        Section("Why", (*_caution(consultation), *_why(consultation, AlreadyShown() if share.said else told))),
        scores(share.scores, 88),
        causes(consultation, told),
        contributors(consultation, told),
        Section("Watch", others([gate for gate in watch if gate is not without_count], 89)),
        not_excluded(_others(share.dangers, leading), consultation, told, 95),
        Section("Not known", _not_known(consultation, leading)),
        Section("Do", _do(consultation, share, leading)),
        Section("Do not", imperatives((gate.do_not for gate in watch), 86)),
        Section("Basis", (Line(basis(consultation), 66),)),
    ]
    words = Words(
        topic=(_TOPIC,),
        title="Differential diagnosis",
        summary=summary(situation, *differential_actions(consultation, without_count, share)),
        detail=detail(without(sections, share.said)),
        situation=plain(", ".join(situation)),
        entry=("causes", leading.cause.id) if leading is not None else (),
    )
    card = frame(consultation, words, indicator=indicator, tests=share.tests, beside=share.beside)
    linked = links(consultation, leading)
    return card | {"links": linked} if linked else card


def _others(dangers: Iterable[NotExcluded], leading: RankedCause | None) -> list[NotExcluded]:
    """The dangers beside the leading cause, which is the message of the card already."""
    return [danger for danger in dangers if leading is None or danger.cause.id != leading.cause.id]


def _caution(consultation: Consultation) -> list[Line]:
    abstains = consultation.assessment.abstains
    return [Line(f"**Caution**: {escape(lower_first(abstains), _TEXT_LIMIT)}", 110)] if abstains else []


def _why(consultation: Consultation, told: AlreadyShown) -> list[Line]:
    counted = {count.source for count in consultation.assessment.platelets.counts}
    lines = [Line(text, 95) for text in count_detail(consultation)]
    triggers = consultation.assessment.triggers
    data = {(d.source, d.shown): d for trigger in triggers for d in trigger.data if d.source not in counted}
    words = told_by_chart(list(data.values())[:_DATA_SHOWN], consultation, told)
    if not words and not lines:
        words = [criterion_line(trigger, consultation, told) for trigger in triggers]
    return lines + [Line(text, 90 - position) for position, text in enumerate(words)]


def _not_known(consultation: Consultation, leading: RankedCause | None) -> tuple[Line, ...]:
    questions = [
        Line(escape(question.text, _TEXT_LIMIT), 94 - 5 * position)
        for position, question in enumerate(consultation.assessment.questions[:_QUESTIONS_SHOWN])
    ]
    silent = [lower_first(plain(label)) for label in leading.unknown] if leading is not None else []
    if leading is not None and silent and len(questions) < _QUESTIONS_SHOWN:
        text = f"not recorded but telling for {short_name(plain(leading.label))}: {listing(silent)}"
        questions.append(Line(escape(text, 400), 55))
    gaps = (*unread(consultation, 90), *missing(consultation, 96), *awaited(consultation, 68))
    return best((*questions, *gaps), _UNKNOWN_SHOWN)


def _do(consultation: Consultation, share: Share, leading: RankedCause | None) -> tuple[Line, ...]:
    """What no click can do: gate instructions, examinations, advice, tests for later.

    The leading cause's own urgent step is among them unless the danger card is about that cause.
    """
    lines = list(imperatives((fired.do for fired in share.watch), 91))
    for suggested in share.tests:
        if not suggested.test.orderable and suggested.group is not WorkupGroup.IF_UNEXPLAINED:
            name, why = escape(upper_first(suggested.test.label)), escape(lower_first(suggested.because), _TEXT_LIMIT)
            lines.append(Line(f"{name}: {why}" if why else name, 64))
    if leading is not None and _urgent(leading) and not _told_by_gate(leading, consultation):
        step = lower_first(plain(leading.cause.urgent_action, _TEXT_LIMIT)).removesuffix(".")
        lines.append(Line(escape(f"If {short_name(plain(leading.label))}: {step}", _TEXT_LIMIT), 93))
    # A danger card, where there is one, has said what an emergency asks for.
    said = {AdviceKind.EMERGENCY} if share.said else set()
    general = [a for a in consultation.assessment.advice if a.beside is None and a.kind not in said]
    for position, advice in enumerate(general):
        lines.append(Line(escape(upper_first(advice.text), _TEXT_LIMIT), 74 - 4 * position))
    late = [s for s in share.tests if s.group is WorkupGroup.IF_UNEXPLAINED and s.test.orderable]
    if late and not clickable(share.tests):
        lines.append(Line(escape(f"Only if still unexplained: {some(test_names(late))}", _TEXT_LIMIT), 45))
    unique = {line.text: line for line in reversed(lines) if line.text}
    return best(reversed(unique.values()), _STEPS_SHOWN)


def _told_by_gate(leading: RankedCause, consultation: Consultation) -> bool:
    critical = (f.gate for f in consultation.assessment.gates if f.gate.indicator is Indicator.CRITICAL)
    return any(leading.cause.id in gate.names for gate in critical)


def _urgent(leading: RankedCause) -> bool:
    cause = leading.cause
    likely = leading.band is LikelihoodBand.LIKELY and cause.urgency is not Urgency.ROUTINE
    return likely and bool(plain(cause.urgent_action))
