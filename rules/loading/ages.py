"""An age as an author writes it, in days or in years, to days."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rules.loading.kinds import Plain

__all__ = ["age_days"]

_DAYS_PER_YEAR = 365.25


def age_days(data: Plain, side: str) -> float | None:
    """Days of the keys ``<side>_years`` or ``<side>_days``; None where there is neither."""
    if f"{side}_years" in data:
        return float(data[f"{side}_years"] * _DAYS_PER_YEAR)
    days: float | None = data.get(f"{side}_days")
    return days
