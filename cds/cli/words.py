"""The words of the cards for a terminal: the same phrases and dates, without Markdown's escapes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.text import Text

from rules.chart import Sex
from rules.definitions import Indicator
from rules.logic import Truth
from rules.reasons import LikelihoodBand

if TYPE_CHECKING:
    from rules.chart import Chart

__all__ = ["BAND_STYLES", "INDICATOR_STYLES", "TRUTH_STYLES", "TRUTH_WORDS", "age", "sex", "unescaped"]

_ESCAPED = re.compile(r"\\([\\*_~|&<>$\-+#=:])")
_DAY_HOURS, _WEEKS_FROM, _MONTHS_FROM, _YEARS_FROM = 24, 28, 92, 731

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
    return Text(_ESCAPED.sub(r"\1", line.replace("**", "").replace("`", "").replace("\u2060", "")))


def age(chart: Chart) -> str:
    """Hours, days, weeks, months or years, as a clinician counts them; "age not known" without a birth date."""
    days = chart.age_days
    if days is None:
        return "age not known"
    if days < 0:
        return "born after this date"
    for limit, size, unit in (
        (2, 1 / _DAY_HOURS, "hour"),
        (_WEEKS_FROM, 1, "day"),
        (_MONTHS_FROM, 7, "week"),
        (_YEARS_FROM, 30.4375, "month"),
    ):
        if days < limit:
            count = int(days / size)
            return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
    return f"{int(days / 365.25)} years"


def sex(chart: Chart) -> str:
    """Administrative sex, or that it is not known."""
    return "sex not known" if chart.patient.sex is Sex.UNKNOWN else chart.patient.sex.value
