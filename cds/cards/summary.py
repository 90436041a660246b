"""The sentence read in three seconds: situation, then action, below 140 characters, never cut in a word."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from cds.cards.markdown import cut, plain
from cds.cards.wording import upper_first

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["SUMMARY_LIMIT", "short_name", "summary"]

SUMMARY_LIMIT = 139
_PART_LIMIT = 70
_REMEMBERED = 4096
_ABBREVIATION = re.compile(r"\(([A-Z][A-Za-z0-9]{1,5}|[A-Z]{2,4}-[A-Z]{2,4})\)\s*$")


def summary(situation: Sequence[str], actions: Sequence[str], last_resort: Sequence[str] = ()) -> str:
    """As much of ``situation`` (most important first) as fits before one of ``actions`` (fullest first).

    A shorter action goes before a shorter situation; parts of the situation are given up from the end. Only when no
    action fits behind the first part is one of ``last_resort`` taken, then an action alone, cut if it must be.
    The colon between the halves is the only one: one inside an action becomes a semicolon.
    """
    parts = [text for text in (plain(part, _PART_LIMIT) for part in situation) if text]
    for wording in (actions, last_resort):
        wanted = [text for text in (plain(action, 3 * SUMMARY_LIMIT) for action in wording) if text]
        for size in range(len(parts), 0, -1):
            for action in wanted:
                sentence = upper_first(f"{', '.join(parts[:size])}: {action.replace(': ', '; ')}")
                if len(sentence) <= SUMMARY_LIMIT:
                    return sentence
    wanted = [text for text in (plain(action, 3 * SUMMARY_LIMIT) for action in (*actions, *last_resort)) if text]
    alone = next((action for action in wanted if len(action) <= SUMMARY_LIMIT), None)
    return upper_first(alone or cut(wanted[0] if wanted else ", ".join(parts), SUMMARY_LIMIT))


@lru_cache(maxsize=_REMEMBERED)
def short_name(label: str) -> str:
    """The name a cause goes by: its abbreviation where the label ends in one, else the label without its brackets."""
    abbreviation = _ABBREVIATION.search(label)
    if abbreviation:
        return abbreviation.group(1)
    return label.split(" (", 1)[0].split(" / ", 1)[0].strip() or label
