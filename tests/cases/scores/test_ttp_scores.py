"""PLASMIC and the French score: published patients, totals from the tables, and both sides of every limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cases.scores.reckoning import labs, no, span, worth, yes
from tests.rules.builders import Comparator, result

if TYPE_CHECKING:
    from tests.cases.scores.reckoning import Reckon

PLASMIC = {
    "platelet_count": 14.0,
    "reticulocytes_percent": 6.0,
    "mcv": 86.0,
    "inr": 1.0,
    "creatinine": 88.0,
}


@pytest.mark.parametrize(
    ("changed", "cancer", "total", "meaning"),
    [
        ({}, False, 7, "high"),
        ({"mcv": 96.0}, False, 6, "high"),
        ({"platelet_count": 62.0, "mcv": 88.0, "inr": 1.1, "creatinine": 406.6}, False, 5, "intermediate"),
        ({"platelet_count": 22.0, "mcv": 92.0, "inr": 1.6}, True, 4, "low"),
        ({"platelet_count": 35.0, "mcv": 93.0, "inr": 1.2, "creatinine": 212.2}, False, 4, "low"),
    ],
)
def test_plasmic_totals(reckon: Reckon, changed: dict[str, float], cancer: bool, total: int, meaning: str) -> None:
    said = [*(yes("cancer") if cancer else no("cancer")), *no("transplant")]
    found = reckon("plasmic", results=labs(PLASMIC | changed), statements=said)
    assert (span(found), found.meanings) == ((total, total), (meaning,))


def test_plasmic_of_a_published_patient_is_the_most_her_chart_allows(reckon: Reckon) -> None:
    """Society of Hospital Medicine abstract "Play DICE no more with TTP": 6 points; INR, reticulocytes not told."""
    told = labs({"platelet_count": 9.0, "mcv": 89.0, "creatinine": 362.4, "bilirubin_total": 140.2})
    haptoglobin = result("haptoglobin", 30.0, comparator=Comparator.BELOW)
    found = reckon("plasmic", results=[*told, haptoglobin], statements=no("cancer", "transplant"))
    assert span(found) == (4, 6)
    assert found.meanings[-1] == "high"
    assert worth(found, "creatinine") == (0,)


def test_plasmic_of_a_published_patient_without_ttp(reckon: Reckon) -> None:
    """Manabe 2025, lack of B12: 5 points; INR and creatinine are told as normal, haptoglobin as under 10 mg/dL."""
    values = {"platelet_count": 105.0, "reticulocytes_percent": 3.07, "mcv": 117.4, "inr": 1.0, "creatinine": 70.0}
    haptoglobin = result("haptoglobin", 10.0, comparator=Comparator.BELOW)
    found = reckon("plasmic", results=[*labs(values), haptoglobin], statements=no("cancer", "transplant"))
    assert (span(found), found.meanings) == ((5, 5), ("intermediate",))


@pytest.mark.parametrize(
    ("lab", "inside", "outside", "item"),
    [
        ("platelet_count", 29.0, 30.0, "platelets"),
        ("mcv", 89.9, 90.0, "mcv"),
        ("inr", 1.49, 1.5, "inr"),
        ("creatinine", 176.0, 177.0, "creatinine"),
    ],
)
def test_plasmic_limits(reckon: Reckon, lab: str, inside: float, outside: float, item: str) -> None:
    assert worth(reckon("plasmic", results=labs({lab: inside})), item) == (1,)
    assert worth(reckon("plasmic", results=labs({lab: outside})), item) == (0,)


@pytest.mark.parametrize(
    ("values", "points"),
    [
        ({"reticulocytes_percent": 2.6}, (1,)),
        ({"reticulocytes_percent": 2.5}, (0, 1)),
        ({"bilirubin_indirect": 34.3}, (1,)),
        ({"haptoglobin": 10.0}, (1,)),
        ({"reticulocytes_percent": 2.5, "haptoglobin": 80.0, "bilirubin_indirect": 34.2}, (0,)),
        ({"reticulocytes_percent": 2.5, "haptoglobin": 80.0, "bilirubin_total": 34.2}, (0,)),
        ({"reticulocytes_percent": 2.5, "haptoglobin": 80.0, "bilirubin_total": 60.0}, (0, 1)),
    ],
)
def test_plasmic_haemolysis(reckon: Reckon, values: dict[str, float], points: tuple[int, ...]) -> None:
    assert worth(reckon("plasmic", results=labs(values)), "haemolysis") == points


def test_plasmic_silence_about_cancer_and_transplant_is_no_no(reckon: Reckon) -> None:
    found = reckon("plasmic", results=labs(PLASMIC))
    assert (span(found), found.meanings) == ((5, 7), ("intermediate", "high"))


@pytest.mark.parametrize(
    ("platelets", "creatinine", "total", "meaning"),
    [
        (14, 90, 2, "high"),
        (62, 350, 0, "low"),
        (18, 260, 1, "intermediate"),
        (45, 120, 1, "intermediate"),
        (29, 200, 2, "high"),
        (30, 200, 1, "intermediate"),
        (30, 201, 0, "low"),
    ],
)
def test_french_totals(reckon: Reckon, platelets: float, creatinine: float, total: int, meaning: str) -> None:
    found = reckon("french", results=labs({"platelet_count": platelets, "creatinine": creatinine}))
    assert (span(found), found.meanings) == ((total, total), (meaning,))
