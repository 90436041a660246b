"""The words of the cards for a terminal: the same phrases and dates, without Markdown's escapes."""

from __future__ import annotations

from rich.text import Text

from cds.cards.markdown import unescape
from rules.definitions import Indicator
from rules.logic import Truth
from rules.reasons import LikelihoodBand

__all__ = ["BAND_STYLES", "INDICATOR_STYLES", "TRUTH_STYLES", "TRUTH_WORDS", "unescaped"]

BAND_STYLES = {
    LikelihoodBand.LIKELY: "bold",
    LikelihoodBand.PLAUSIBLE: "",
    LikelihoodBand.POSSIBLE: "",
    LikelihoodBand.LESS_LIKELY: "dim",
}
INDICATOR_STYLES = {Indicator.CRITICAL: "bold red", Indicator.WARNING: "yellow", Indicator.INFO: "cyan"}
TRUTH_STYLES = {Truth.PRESENT: "green", Truth.ABSENT: "dim", Truth.UNKNOWN: "yellow"}
TRUTH_WORDS = {Truth.PRESENT: "met", Truth.ABSENT: "not met", Truth.UNKNOWN: "unknown"}


def unescaped(line: str) -> Text:
    """A line of a card (see ``cds.cards.markdown``) as plain text."""
    return Text(unescape(line))
