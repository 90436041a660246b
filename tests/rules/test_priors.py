from __future__ import annotations

from dataclasses import replace
from math import log

import pytest

from rules.cause_definitions import AgeBand
from rules.priors import Demographics, age_band, log_prior
from tests.rules.builders import PARAMETERS, Sex, cause, chart


@pytest.mark.parametrize(
    ("days", "band"),
    [
        (0, AgeBand.NEONATE),
        (27.9, AgeBand.NEONATE),
        (28, AgeBand.INFANT),
        (18 * 365.25 - 1, AgeBand.CHILD),
        (18 * 365.25, AgeBand.ADULT),
        (100 * 365.25, AgeBand.OLDER),
        (None, None),
        (-1, None),
    ],
)
def test_the_band_of_an_age(days: float | None, band: AgeBand | None) -> None:
    assert age_band(chart(age_days=days), PARAMETERS) is band


def prior(sex: Sex, **factors: float) -> float | None:
    entry = cause("c", 10.0, {}, sex_factors={Sex(name): factor for name, factor in factors.items()})
    return log_prior(entry, Demographics.of(chart(sex=sex), PARAMETERS), PARAMETERS)


def test_a_factor_of_nought_excludes_for_that_sex_only() -> None:
    assert prior(Sex.FEMALE, female=0.0) is None
    assert prior(Sex.MALE, female=0.0) == pytest.approx(0.7 * log(10))


def test_an_unknown_age_takes_the_mean_of_all_bands() -> None:
    priors = dict.fromkeys(AgeBand, 0.0) | {AgeBand.NEONATE: 50.0}
    entry = cause("c", 0.0, {}, priors=priors)
    unknown = Demographics.of(chart(age_days=None), PARAMETERS)
    assert log_prior(entry, unknown, PARAMETERS) == pytest.approx(0.7 * log(10))
    assert log_prior(entry, replace(unknown, band=AgeBand.ADULT, age_days=9000), PARAMETERS) is None
