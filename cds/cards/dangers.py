"""Dangerous causes still open, as lines: what speaks against them, and which tests would tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds.cards.detail import Line, Section
from cds.cards.evidence import marked
from cds.cards.markdown import escape, plain
from cds.cards.summary import short_name
from cds.cards.wording import joined, lower_first

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cds.cards.context import Consultation
    from cds.cards.evidence import AlreadyShown
    from rules.reasons import NotExcluded

__all__ = ["not_excluded"]

_TESTS_SHOWN = 2
_DANGERS_SHOWN = 4


def not_excluded(dangers: Iterable[NotExcluded], consultation: Consultation, told: AlreadyShown, worth: int) -> Section:
    """The section "Not excluded": at most four, those that a gate names or that are more than less likely first.

    What speaks against one is told with it, a weak reason only where it is less likely: elsewhere it changes nothing.
    Of its tests a less likely one names the cheapest, the others what is its own before what is asked of everybody.
    Earlier entries are worth more than later ones, the best is worth ``worth``; the others are counted.
    """
    ordered = sorted(dangers, key=lambda danger: not danger.band.possible and not danger.named_by_gate)
    lines = tuple(
        Line(_line(danger, consultation, told), worth - 7 * position)
        for position, danger in enumerate(ordered[:_DANGERS_SHOWN])
    )
    return Section("Not excluded", lines, beyond=max(0, len(ordered) - _DANGERS_SHOWN))


def _line(danger: NotExcluded, consultation: Consultation, told: AlreadyShown) -> str:
    band = f", {danger.band}" if danger.band.possible else ""
    text = f"**{escape(danger.label)}**{band}"
    if (against := danger.against) and (not band or len(against[0].mark) > 1):
        text += f" · {marked(against[0], consultation, told)}"
    orderable = [test for test in danger.tests if test.orderable]
    tests = sorted(orderable, key=lambda test: test.basic if band else test.cost_tier) or danger.tests
    names = [lower_first(short_name(plain(test.label))) for test in tests[:_TESTS_SHOWN] if plain(test.label)]
    return f"{text} · would tell: {escape(joined(names), 200)}" if names else text
