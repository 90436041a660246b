"""How common a cause is for this patient's age and sex, before any evidence."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

from rules.cause_definitions import AgeBand

if TYPE_CHECKING:
    from rules.cause_definitions import CauseDefinition
    from rules.chart import Chart, Sex
    from rules.definitions import Knowledge, Parameters

__all__ = ["Demographics", "Priors", "age_band", "log_prior"]


def age_band(chart: Chart, parameters: Parameters) -> AgeBand | None:
    """The band of the patient's age to the day; None when the age is unknown."""
    age = chart.age_days
    if age is None:
        return None
    for band, (low, high) in parameters.age_band_limits.items():
        if age >= low and (high is None or age < high):
            return band
    return None


@dataclass(frozen=True, slots=True)
class Demographics:
    """Age and sex as the priors need them; ``age_days`` and ``band`` None when the age is unknown."""

    age_days: float | None
    band: AgeBand | None
    sex: Sex

    @classmethod
    def of(cls, chart: Chart, parameters: Parameters) -> Demographics:
        """Read once per chart."""
        return cls(chart.age_days, age_band(chart, parameters), chart.patient.sex)


def log_prior(cause: CauseDefinition, patient: Demographics, parameters: Parameters) -> float | None:
    """Log weight of the cause for the patient's age and sex; None when it cannot occur at this age.

    With the age unknown the mean over all bands is used, so no cause is excluded by a missing birth date.
    """
    band, age = patient.band, patient.age_days
    prior = cause.priors[band] if band is not None else sum(cause.priors.values()) / len(AgeBand)
    if prior <= 0:
        return None
    factor = cause.sex_factors.get(patient.sex, 1.0)
    if age is not None:
        for modifier in cause.age_modifiers:
            if age >= modifier.from_days and (modifier.to_days is None or age < modifier.to_days):
                factor *= modifier.factor
    if factor <= 0:
        return None
    return parameters.prior_power * log(prior) + log(factor)


class Priors:
    """``log_prior`` of every cause of one knowledge, kept by age and sex: between two limits of age it is the same."""

    __slots__ = ("_ages", "_kept", "_knowledge")

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        limits = {limit for band in knowledge.parameters.age_band_limits.values() for limit in band}
        for cause in knowledge.causes.values():
            limits.update(limit for modifier in cause.age_modifiers for limit in (modifier.from_days, modifier.to_days))
        self._ages = sorted(limit for limit in limits if limit is not None)
        self._kept: dict[tuple[int | None, Sex], tuple[float | None, ...]] = {}

    def of(self, patient: Demographics) -> tuple[float | None, ...]:
        """``log_prior`` of each cause, in the order of the knowledge; None where it cannot occur at this age."""
        age = None if patient.age_days is None else bisect_right(self._ages, patient.age_days)
        found = self._kept.get((age, patient.sex))
        if found is None:
            parameters = self._knowledge.parameters
            found = tuple(log_prior(cause, patient, parameters) for cause in self._knowledge.causes.values())
            self._kept[age, patient.sex] = found
        return found
