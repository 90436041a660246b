"""Age and sex of a patient as a clinician says them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds.cards.wording import counted
from rules.chart import Sex

if TYPE_CHECKING:
    from rules.chart import Chart

__all__ = ["age", "sex"]

_DAY_HOURS, _WEEKS_FROM, _MONTHS_FROM, _YEARS_FROM = 24, 28, 92, 731


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
            return counted(int(days / size), unit)
    return f"{int(days / 365.25)} years"


def sex(chart: Chart) -> str:
    """Administrative sex, or that it is not known."""
    return "sex not known" if chart.patient.sex is Sex.UNKNOWN else chart.patient.sex.value
