"""Which reference limits apply: the sender's own, else those of the laboratory definition for age and sex."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.chart import Sex

if TYPE_CHECKING:
    from rules.chart import Chart, Result
    from rules.criteria import Bound
    from rules.lab_definitions import LabDefinition

__all__ = ["limit_of", "lower_limit", "upper_limit"]

_DIGITS = 9
"""Decimals of a limit that is reckoned: 1.15 times 100 is 115, which binary fractions miss by a hair."""


def limit_of(bound: Bound, result: Result, lab: LabDefinition, chart: Chart) -> float | None:
    """The number a bound stands for, in the canonical unit; None when the reference limit it needs is not known."""
    if bound.limit is not None:
        return bound.limit
    reference = (lower_limit if bound.times_lower is not None else upper_limit)(result, lab, chart)
    if reference is None:
        return None
    if bound.past_upper is not None:
        return round(reference + bound.past_upper, _DIGITS)
    times = bound.times_lower if bound.times_lower is not None else bound.times_upper
    return None if times is None else round(times * reference, _DIGITS)


def upper_limit(result: Result, lab: LabDefinition, chart: Chart) -> float | None:
    """Upper reference limit in the canonical unit; None when neither sender nor definition gives one."""
    return result.high if result.high is not None else _defined(lab, chart, upper=True)


def lower_limit(result: Result, lab: LabDefinition, chart: Chart) -> float | None:
    """Lower reference limit in the canonical unit; None when neither sender nor definition gives one."""
    return result.low if result.low is not None else _defined(lab, chart, upper=False)


def _defined(lab: LabDefinition, chart: Chart, *, upper: bool) -> float | None:
    """The first row that fits. With unknown age or sex only a limit that all rows in question share is used."""
    age = chart.age_days
    sex = chart.patient.sex
    values: set[float | None] = set()
    for row in lab.limits:
        if row.sex is not None and sex in (Sex.FEMALE, Sex.MALE) and row.sex is not sex:
            continue
        if age is not None and not (row.from_days <= age and (row.to_days is None or age < row.to_days)):
            continue
        values.add(row.high if upper else row.low)
        if age is not None and (row.sex is None or row.sex is sex):
            break
    if len(values) != 1:
        # Sexes differ and the sex is unknown: the wider limit never calls a normal value abnormal.
        known = [v for v in values if v is not None]
        if age is None or len(known) != len(values) or not known:
            return None
        return max(known) if upper else min(known)
    return values.pop()
