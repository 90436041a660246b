"""The ISTH scores of 2001 and 2025 and SIC. The upper limit of the prothrombin time is 14.5 s, of D-dimer 0.5 mg/L."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.cases.scores.reckoning import labs, no, span, worth

if TYPE_CHECKING:
    from tests.cases.scores.reckoning import Reckon


def clotting(platelets: float, d_dimer: float, pt: float, fibrinogen: float) -> list[Any]:
    return labs({"platelet_count": platelets, "d_dimer": d_dimer, "pt": pt, "fibrinogen": fibrinogen})


@pytest.mark.parametrize(
    ("edition", "values", "total", "overt"),
    [
        ("2001", (45, 5.1, 21.5, 0.8), 8, True),
        ("2001", (80, 2.0, 16.5, 2.1), 3, False),
        ("2001", (60, 5.1, 17.5, 1.6), 5, True),
        ("2001", (200, 0.5, 15.5, 3.5), 0, False),
        ("2001", (60, 2.0, 17.5, 1.6), 4, False),
        ("2001", (45, 2.0, 20.5, 1.0), 5, True),  # 6 s: one point in 2001
        ("2001", (45, 2.0, 20.6, 1.0), 6, True),
        ("2025", (80, 1.5, 16.5, 2.1), 1, False),  # D-dimer exactly 3 times the limit
        ("2025", (60, 4.0, 17.5, 1.6), 5, True),
        ("2025", (60, 3.5, 17.5, 1.6), 4, False),  # exactly 7 times
        ("2025", (45, 1.6, 20.5, 1.0), 6, True),  # 6 s: two points in 2025
        ("2025", (49, 0.4, 17.4, 0.99), 3, False),
        ("2025", (50, 0.4, 17.5, 1.0), 2, False),
        ("2025", (100, 0.4, 17.4, 1.0), 0, False),
    ],
)
def test_isth_dic_totals(
    reckon: Reckon, edition: str, values: tuple[float, float, float, float], total: int, *, overt: bool
) -> None:
    found = reckon(f"isth_dic_{edition}", results=clotting(*values))
    assert (span(found), found.meanings == ("overt DIC",)) == ((total, total), overt)


@pytest.mark.parametrize(
    ("values", "total", "overt"),
    [
        # worked example of a page for the FRCA and FFICM: 8 s over the limit, D-dimer strongly raised
        ((42, 5.1, 22.5, 0.9), 8, True),
        # test suite of sophiewell.com, which gives bands
        ((150, 0.5, 15.0, 2.0), 0, False),
        ((49, 2.0, 15.0, 2.0), 4, False),
        ((75, 5.1, 19.0, 2.0), 5, True),
        ((49, 5.1, 21.0, 0.9), 8, True),
    ],
)
def test_isth_dic_of_published_examples(
    reckon: Reckon, values: tuple[float, float, float, float], total: int, *, overt: bool
) -> None:
    found = reckon("isth_dic_2001", results=clotting(*values))
    assert (span(found), found.meanings == ("overt DIC",)) == ((total, total), overt)


@pytest.mark.parametrize(("inr", "points"), [(1.1, (0,)), (1.2, (0, 1, 2)), (1.9, (0, 1, 2)), (2.0, (2,))])
def test_isth_dic_with_an_inr_alone(reckon: Reckon, inr: float, points: tuple[int, ...]) -> None:
    for edition in ("2001", "2025"):
        assert worth(reckon(f"isth_dic_{edition}", results=labs({"inr": inr})), "prothrombin_time") == points


@pytest.mark.parametrize(
    ("values", "total", "sic"),
    [
        # test suite of sophiewell.com: 1 + 2 + 2 and 1 + 1 + 1
        ({"inr": 1.3, "platelet_count": 90.0, "creatinine": 180.0}, 5, True),
        ({"inr": 1.3, "platelet_count": 120.0, "creatinine": 120.0}, 3, False),
        # from the table
        ({"inr": 1.5, "platelet_count": 80.0, "creatinine": 180.0}, 6, True),
        ({"inr": 1.3, "platelet_count": 120.0, "creatinine": 180.0}, 4, False),  # two points from clotting
        ({"inr": 1.1, "platelet_count": 90.0, "creatinine": 180.0}, 4, False),
        ({"inr": 1.25, "platelet_count": 95.0, "creatinine": 120.0}, 4, True),
        ({"inr": 1.45, "platelet_count": 160.0, "creatinine": 180.0}, 4, False),
        ({"inr": 1.2, "platelet_count": 99.0, "creatinine": 180.0}, 4, False),
        ({"inr": 1.21, "platelet_count": 99.0, "creatinine": 180.0}, 5, True),
        ({"inr": 1.4, "platelet_count": 150.0, "creatinine": 180.0}, 3, False),
        ({"inr": 1.41, "platelet_count": 149.0, "creatinine": 180.0}, 5, True),
    ],
)
def test_sic_totals(reckon: Reckon, values: dict[str, float], total: int, *, sic: bool) -> None:
    rest = no("shock", "hypoxia", "intubation", "septic_shock", "respiratory_distress")
    found = reckon("sic", results=labs(values | {"bilirubin_total": 10.0}), statements=rest)
    assert (span(found), found.meanings == ("sepsis-induced coagulopathy",)) == ((total, total), sic)


def test_sic_organs_that_were_not_looked_at_stay_open(reckon: Reckon) -> None:
    found = reckon("sic", results=labs({"inr": 1.5, "platelet_count": 80.0, "creatinine": 80.0}))
    assert span(found) == (4, 6)
    assert found.meanings == ("sepsis-induced coagulopathy",)
    assert worth(found, "organs") == (0, 1, 2)


@pytest.mark.parametrize(
    ("values", "points"),
    [
        ({"bilirubin_total": 20.4, "creatinine": 106.0}, (0,)),
        ({"bilirubin_total": 20.5, "creatinine": 106.0}, (1,)),
        ({"bilirubin_total": 20.4, "creatinine": 106.1}, (1,)),
        ({"bilirubin_total": 20.5, "creatinine": 106.1}, (2,)),
        ({"bilirubin_total": 34.1, "creatinine": 106.0}, (1,)),
        ({"bilirubin_total": 34.2, "creatinine": 106.0}, (2,)),
        ({"bilirubin_total": 20.4, "creatinine": 176.7}, (1,)),
        ({"bilirubin_total": 20.4, "creatinine": 176.8}, (2,)),
    ],
)
def test_sic_organs(reckon: Reckon, values: dict[str, float], points: tuple[int, ...]) -> None:
    rest = no("shock", "hypoxia", "intubation", "septic_shock", "respiratory_distress")
    assert worth(reckon("sic", results=labs(values), statements=rest), "organs") == points
