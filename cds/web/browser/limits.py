"""The normal limits of a laboratory test as a table by age and sex."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cds.cards.wording import number
from cds.web.browser.spans import ages

if TYPE_CHECKING:
    from rules.lab_definitions import LabDefinition

__all__ = ["LimitRow", "limit_rows"]


class LimitRow(NamedTuple):
    """Who, and the range that is normal for them."""

    age: str
    sex: str
    normal: str


def limit_rows(lab: LabDefinition) -> tuple[LimitRow, ...]:
    """In the order of the definition, which goes by age."""
    return tuple(
        LimitRow(
            ages(limit.from_days or None, limit.to_days),
            "both" if limit.sex is None else limit.sex.value,
            _normal(limit.low, limit.high, lab),
        )
        for limit in lab.limits
    )


def _normal(low: float | None, high: float | None, lab: LabDefinition) -> str:
    decimals = max(lab.decimals, 2)
    if low is None or high is None:
        side = f"up to {number(high, decimals)}" if high is not None else f"from {number(low or 0.0, decimals)}"
        return f"{side} {lab.unit_shown}".rstrip()
    return f"{number(low, decimals)} to {number(high, decimals)} {lab.unit_shown}".rstrip()
