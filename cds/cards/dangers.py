"""Dangerous causes still open, as lines: how likely, what speaks against them, what would exclude them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds.cards.detail import Line, Section
from cds.cards.evidence import reason
from cds.cards.markdown import escape, plain
from cds.cards.summary import short_name
from cds.cards.wording import joined, lower_first

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cds.cards.context import Consultation
    from cds.cards.evidence import Told
    from rules.reasons import NotExcluded

__all__ = ["not_excluded"]

_TESTS_SHOWN = 2


def not_excluded(dangers: Iterable[NotExcluded], consultation: Consultation, told: Told, worth: int) -> Section:
    """The section "Not excluded"; earlier entries are worth more than later ones, the best is worth ``worth``."""
    lines = tuple(
        Line(_line(danger, consultation, told), worth - 7 * position) for position, danger in enumerate(dangers)
    )
    return Section("Not excluded", lines)


def _line(danger: NotExcluded, consultation: Consultation, told: Told) -> str:
    text = f"**{escape(danger.label)}**, {danger.band}"
    if danger.against:
        against = danger.against[0]
        text += f"; against: {reason(against, consultation, told)} `{against.mark}`"
    names = [lower_first(short_name(plain(test.label))) for test in danger.tests[:_TESTS_SHOWN] if plain(test.label)]
    return f"{text}; would tell: {escape(joined(names), 200)}" if names else text
