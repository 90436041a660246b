"""The way of the count in one line: how far it fell, how fast, what came back, and the drugs of that time."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from cds.cards.context import Consultation
from cds.cards.counts import count_detail
from rules.chart import Chart, DrugUse
from tests.cds.cards.builders import NOW, assessment, at, context, count, exposure, picture

if TYPE_CHECKING:
    from rules.platelet_picture import Exposure

BASE, LOW, NEWEST = count(200, at(7)), count(50, at(4)), count(60, at(0))


def detail(**more: Any) -> list[str]:
    """The lines about the count, with a fall by 70 % over a week unless told otherwise."""
    told: dict[str, Any] = {"nadir": NEWEST, "lost": 0.7, "over_days": 7.0, "fallen": True}
    shown = replace(picture(BASE, NEWEST), **(told | more))
    return count_detail(Consultation(assessment(platelets=shown), Chart(NOW), context()))


def test_how_far_and_how_fast() -> None:
    assert detail()[1] == "down 70 % over 7 days"
    assert detail(over_days=0.4)[1] == "down 70 % within a day"


def test_what_came_back_is_told_from_the_lowest() -> None:
    line = detail(nadir=LOW, lost=0.75, over_days=3.0, regained=0.0667)[1]
    assert line == "lowest 50 on 16 Nov (down 75 % over 3 days), 7 % regained"


@pytest.mark.parametrize("more", [{"fallen": False}, {"nadir": None}])
def test_a_small_fall_or_none_is_not_told(more: dict[str, Any]) -> None:
    assert len(detail(**more)) == 1


@pytest.mark.parametrize(
    ("course", "words"),
    [
        (exposure("Heparin", 8), "heparin since 12 Nov"),
        (exposure("Heparin", 0), "heparin since 06:30 today"),
        (exposure("Heparin", 8, 3), "heparin 12 Nov to 17 Nov"),
        (exposure("Heparin", 8, 8), "heparin 12 Nov"),
        (exposure("Heparin", None, 3), "heparin until 17 Nov"),
        (exposure("Heparin", 8, use=DrugUse.LINE_CARE), "heparin (line care) since 12 Nov"),
    ],
)
def test_a_drug_of_that_time_has_its_dates(course: Exposure, words: str) -> None:
    assert detail(exposures=(course,))[1] == f"down 70 % over 7 days; {words}"


def test_many_drugs_are_cut_at_what_fits() -> None:
    line = detail(exposures=tuple(exposure(f"Drug with a long name {number}", 8) for number in range(4)))[1]
    assert line.endswith(" and others")
    assert len(line) < 130
