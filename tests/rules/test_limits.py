"""Reference limits by sender, age and sex."""

from __future__ import annotations

import pytest

from rules.criteria import Bound, Side
from rules.lab_definitions import ReferenceLimit
from rules.limits import limit_of, lower_limit, upper_limit
from tests.rules.builders import Sex, chart, lab, result

ROWS = (
    ReferenceLimit(140.0, 240.0, 0, 28),
    ReferenceLimit(110.0, 150.0, 28, 6575),
    ReferenceLimit(120.0, 155.0, 6575, None, Sex.FEMALE),
    ReferenceLimit(130.0, 170.0, 6575, None, Sex.MALE),
)


@pytest.mark.parametrize(
    ("age", "sex", "low", "high"),
    [
        (27.9, Sex.FEMALE, 140.0, 240.0),
        (28.0, Sex.FEMALE, 110.0, 150.0),
        (6574.0, Sex.MALE, 110.0, 150.0),
        (6575.0, Sex.MALE, 130.0, 170.0),
        (6575.0, Sex.FEMALE, 120.0, 155.0),
        # The sex is unknown: the wider limits never call a normal value abnormal.
        (6575.0, Sex.UNKNOWN, 120.0, 170.0),
        (None, Sex.FEMALE, None, None),
    ],
)
def test_by_age_and_sex(age: float | None, sex: Sex, low: float | None, high: float | None) -> None:
    patient, haemoglobin, value = chart(age_days=age, sex=sex), lab("haemoglobin", *ROWS), result("haemoglobin", 125)
    assert lower_limit(value, haemoglobin, patient) == low
    assert upper_limit(value, haemoglobin, patient) == high


def test_the_senders_limit_wins_and_each_side_on_its_own() -> None:
    patient, haemoglobin = chart(sex=Sex.MALE), lab("haemoglobin", *ROWS)
    value = result("haemoglobin", 125, low=115.0)
    assert lower_limit(value, haemoglobin, patient) == 115.0
    assert upper_limit(value, haemoglobin, patient) == 170.0


def test_no_limit_is_none() -> None:
    assert upper_limit(result("crp", 5), lab("crp"), chart()) is None


def test_limits_without_age_hold_for_an_unknown_age() -> None:
    assert (
        lower_limit(result("platelet_count", 5), lab("platelet_count", ReferenceLimit(150, 450)), chart(age_days=None))
        == 150
    )


@pytest.mark.parametrize(
    ("bound", "expected"),
    [
        (Bound(Side.ABOVE, 7.0), 7.0),
        (Bound(Side.ABOVE, times_upper=2.0), 29.0),
        (Bound(Side.BELOW, times_lower=0.5), 5.0),
        (Bound(Side.AT_LEAST, past_upper=3.0), 17.5),
    ],
)
def test_a_bound_is_a_number_or_is_set_against_a_limit(bound: Bound, expected: float) -> None:
    clotting, value = lab("pt", ReferenceLimit(10.0, 14.5)), result("pt", 12)
    assert limit_of(bound, value, clotting, chart()) == expected
    unlimited = lab("pt")
    assert limit_of(bound, value, unlimited, chart()) == bound.limit


@pytest.mark.parametrize(
    ("bound", "high", "expected"),
    [
        (Bound(Side.ABOVE, times_upper=1.15), 100.0, 115.0),
        (Bound(Side.AT_LEAST, times_upper=1.1), 160.0, 176.0),
        (Bound(Side.AT_LEAST, past_upper=0.1), 0.2, 0.3),
    ],
)
def test_a_reckoned_limit_is_the_decimal_number_it_is_on_paper(bound: Bound, high: float, expected: float) -> None:
    value = result("heart_rate", 115, high=high)
    assert limit_of(bound, value, lab("heart_rate"), chart()) == expected
