"""Which cards an assessment needs, in which order, and which of them tells what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cds.cards.context import CardContext, Consultation
from cds.cards.count_card import count_card
from cds.cards.differential_card import differential_card
from cds.cards.extension import EXTENSION, differential_extension
from cds.cards.gate_card import gate_card
from cds.cards.score_lines import scores_of, told_scores
from cds.cards.share import Share
from rules.definitions import Indicator

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rules.chart import Chart
    from rules.reasons import Assessment, FiredGate, SuggestedTest

__all__ = ["build_cards"]


def build_cards(assessment: Assessment, chart: Chart, context: CardContext) -> list[dict[str, Any]]:
    """The cards for a call, most pressing first; empty when there is nothing to say.

    At most one card each for a count in doubt, for danger, and for the differential. A count in doubt holds the
    differential back: its card stands in, no score is told, and what only causes would want is not ordered. No line,
    test, score or dangerous cause is told on two cards. The same assessment, chart and context give the same cards.
    """
    if not assessment.speaks:
        return []
    consultation = Consultation(assessment, chart, context)
    doubts = _by_priority(g for g in assessment.gates if g.gate.doubts_count)
    critical = tuple(g for g in assessment.gates if g.gate.indicator is Indicator.CRITICAL and not g.gate.doubts_count)
    lesser = _by_priority(g for g in assessment.gates if g not in doubts and g not in critical)
    named = {cause for fired in critical for cause in fired.gate.names}
    pressing = tuple(d for d in assessment.not_excluded if d.cause.id in named)
    open_still = tuple(d for d in assessment.not_excluded if d.cause.id not in named)
    doubt_tests, rest = _share(assessment.tests, doubts)
    danger_tests, rest = _share(rest, critical)
    alone = not doubts and not assessment.triggers
    told = () if doubts else told_scores(assessment.scores, assessment.gates)
    pressing_scores = told if alone else scores_of(told, critical)
    milder = Indicator.WARNING if lesser or open_still else Indicator.INFO
    own = milder if critical else assessment.indicator

    cards: list[dict[str, Any]] = []
    if doubts:
        # Only one card may be critical, and that is the danger's.
        level = assessment.indicator
        if critical:
            level = min(doubts[0].gate.indicator, Indicator.WARNING, key=lambda each: each.severity)
        share = Share(watch=lesser, dangers=open_still, tests=(*doubt_tests, *(s for s in rest if s.mandatory)))
        cards.append(count_card(consultation, doubts, share, indicator=level))
    if critical:
        share = Share(
            dangers=pressing, tests=danger_tests, scores=pressing_scores, said=_lines(cards), beside=_orders(cards)
        )
        if alone:
            share = Share(
                watch=lesser,
                dangers=(*pressing, *open_still),
                tests=assessment.tests,
                scores=pressing_scores,
                gaps=True,
            )
        cards.append(gate_card(consultation, critical, share, kind="danger", indicator=assessment.indicator))
    elif alone:
        share = Share(dangers=open_still, tests=assessment.tests, scores=told, gaps=True)
        cards.append(gate_card(consultation, lesser, share, kind="watch", indicator=own))
    if assessment.triggers and not doubts:
        calm = tuple(result for result in told if result not in pressing_scores)
        share = Share(
            watch=lesser, dangers=open_still, tests=rest, scores=calm, said=_lines(cards), beside=_orders(cards)
        )
        cards.append(differential_card(consultation, share, indicator=own))
    bearer = -1 if assessment.triggers and not doubts else 0
    cards[bearer]["extension"] = {EXTENSION: differential_extension(assessment)}
    return cards


def _by_priority(gates: Iterable[FiredGate]) -> tuple[FiredGate, ...]:
    return tuple(sorted(gates, key=lambda fired: (fired.gate.priority, fired.gate.id)))


def _share(
    tests: Sequence[SuggestedTest], gates: Sequence[FiredGate]
) -> tuple[tuple[SuggestedTest, ...], tuple[SuggestedTest, ...]]:
    """The tests these gates ask for, and the others."""
    asked = {test for fired in gates for test in fired.gate.tests}
    return tuple(s for s in tests if s.test.id in asked), tuple(s for s in tests if s.test.id not in asked)


def _orders(cards: Iterable[dict[str, Any]]) -> bool:
    """True when one of the cards offers orders already."""
    return any("suggestions" in card for card in cards)


def _lines(cards: Iterable[dict[str, Any]]) -> frozenset[str]:
    """The bulleted lines that already stand on a card."""
    return frozenset(
        line.removeprefix("- ")
        for card in cards
        for line in card.get("detail", "").splitlines()
        if line.startswith("- ")
    )
