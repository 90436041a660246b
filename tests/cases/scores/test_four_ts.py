"""The 4Ts: a published patient, totals from the table, and both sides of every limit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from rules.chart import DrugState
from tests.cases.scores.reckoning import no, span, worth, yes
from tests.rules.builders import ago, drug, result, statement

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.cases.scores.reckoning import Reckon

HEPARIN_BEGAN = 12.0
FALLS = {
    "over half": ((12.2, 200), (6, 190), (3, 90)),
    "exactly half": ((12.2, 200), (6, 190), (3, 100)),
    "a third": ((12.2, 200), (6, 190), (3, 140)),
    "29.5 %": ((12.2, 200), (6, 190), (3, 141)),
    "to 20": ((12.2, 200), (6, 190), (3, 20)),
    "to 19": ((12.2, 200), (6, 190), (3, 19)),
    "to 10": ((12.2, 200), (6, 190), (3, 10)),
    "to 9": ((12.2, 200), (6, 190), (3, 9)),
    "over half and up again": ((12.2, 200), (6, 190), (3, 90), (0.5, 180)),
}


def falling(counts: Iterable[tuple[float, float]]) -> list[Any]:
    return [result("platelet_count", value, days, number=n) for n, (days, value) in enumerate(counts)]


def heparin(start: float | None = HEPARIN_BEGAN, stop: float | None = None) -> Any:
    more = {} if stop is None else {"stop": ago(stop), "state": DrugState.STOPPED}
    return drug("heparin", "heparin", start=start, **more)


@pytest.mark.parametrize(
    ("fall", "points"),
    [
        ("over half", (2,)),
        ("exactly half", (1,)),
        ("a third", (1,)),
        ("29.5 %", (0,)),
        ("to 20", (2,)),
        ("to 19", (1,)),
        ("to 10", (1,)),
        ("to 9", (0,)),
        ("over half and up again", (2,)),
    ],
)
def test_four_ts_depth_of_the_fall(reckon: Reckon, fall: str, points: tuple[int, ...]) -> None:
    found = reckon("four_ts", results=falling(FALLS[fall]), drugs=[heparin()])
    assert worth(found, "thrombocytopenia") == points


@pytest.mark.parametrize("drugs", [[], [heparin(None)], [heparin(20)]])
def test_four_ts_without_a_count_from_before_heparin_is_open(reckon: Reckon, drugs: list[Any]) -> None:
    """A small fall may be the end of a large one."""
    found = reckon("four_ts", results=falling(((12.2, 120), (3, 110))), drugs=drugs)
    assert worth(found, "thrombocytopenia") == (0, 1, 2)


@pytest.mark.parametrize(
    ("counts", "drugs", "points"),
    [
        (((12.2, 200), (8, 190), (7, 90)), [heparin()], (2,)),  # day 5, high on day 4
        (((12.2, 200), (8, 190), (2, 90)), [heparin()], (2,)),  # day 10
        (((12.2, 200), (10, 190), (7, 90)), [heparin()], (1, 2)),  # high on day 2, low on day 5
        (((12.2, 200), (8, 190), (1, 90)), [heparin()], (1, 2)),  # high on day 4, low on day 11
        (((12.2, 200), (1.5, 190), (0.5, 90)), [heparin()], (1,)),  # after day 10
        (((12.2, 200), (10.5, 190), (9, 90)), [heparin()], (0,)),  # day 3
        (((12.2, 200), (9, 90)), [heparin()], (0, 1, 2)),  # day 1 to 3: heparin lately before may not be recorded
        (((12.2, 200), (10.5, 190), (8, 90)), [heparin()], (1,)),  # day 2 to 4: not clear
        (((1.5, 200), (0.5, 90)), [heparin(40, 31), heparin(1)], (2,)),  # given again within 30 days
        (((1.5, 200), (0.5, 90)), [heparin(60, 40), heparin(1)], (1, 2)),  # again after more than 30 days
        (((12.2, 200), (7, 90)), [], (0, 1, 2)),
        (((12.2, 200), (7, 90)), [heparin(None)], (0, 1, 2)),
    ],
)
def test_four_ts_timing(reckon: Reckon, counts: Any, drugs: list[Any], points: tuple[int, ...]) -> None:
    assert worth(reckon("four_ts", results=falling(counts), drugs=drugs), "timing") == points


@pytest.mark.parametrize(
    ("statements", "points"),
    [
        (yes("thrombosis", "deep_vein_thrombosis", days=2), (2,)),
        (yes("skin_necrosis", days=2), (2,)),
        (yes("thrombosis", "deep_vein_thrombosis", days=12), (0, 1, 2)),  # may be why heparin was given
        (yes("myocardial_infarction", days=2), (2,)),
        (no("thrombosis"), (0,)),
        ([*no("deep_vein_thrombosis"), *no("pulmonary_embolism")], (0,)),
        (no("deep_vein_thrombosis"), (0, 1, 2)),
        (no("heart_thrombus"), (0, 1, 2)),
        (no("myocardial_infarction"), (0, 1, 2)),
        (no("skin_necrosis"), (0, 1, 2)),
        ([*no("thrombosis"), *yes("skin_necrosis", days=2)], (2,)),
        ([], (0, 1, 2)),
    ],
)
def test_four_ts_thrombosis(reckon: Reckon, statements: list[Any], points: tuple[int, ...]) -> None:
    found = reckon("four_ts", statements=statements, drugs=[heparin()])
    assert worth(found, "thrombosis") == points


CHEMOTHERAPY = {"statements": yes("chemotherapy", days=5)}
SEPSIS = {"statements": [*yes("sepsis", days=2), *no("chemotherapy", "blasts")]}
DAY_FIVE_TO_TEN = ((12.2, 200), (8, 190), (5, 90))


@pytest.mark.parametrize(
    ("statements", "points"),
    [
        (CHEMOTHERAPY["statements"], (0,)),
        (SEPSIS["statements"], (1,)),
        (yes("sepsis", days=2), (0, 1)),
        (yes("cardiac_surgery", days=14), (0, 1)),
        (yes("cardiac_surgery", days=15), (0, 1, 2)),
        ([statement("cardiac_surgery")], (0, 1, 2)),  # without a date
        ([], (0, 1, 2)),
    ],
)
def test_four_ts_other_causes(reckon: Reckon, statements: list[Any], points: tuple[int, ...]) -> None:
    assert worth(reckon("four_ts", statements=statements), "other_cause") == points


@pytest.mark.parametrize(
    ("counts", "statements", "total", "meaning"),
    [
        # Thrombosis Journal 2020;18:16, table 1: 2 + 1 + 0 + 1
        (((12.2, 240), (1.5, 220), (0.5, 100)), [*no("thrombosis"), *SEPSIS["statements"]], 4, "intermediate"),
        # from the table
        (DAY_FIVE_TO_TEN, [*yes("thrombosis", days=1), *SEPSIS["statements"]], 7, "high"),
        (DAY_FIVE_TO_TEN, [*yes("thrombosis", days=1), *CHEMOTHERAPY["statements"]], 6, "high"),
        (DAY_FIVE_TO_TEN, [*no("thrombosis"), *SEPSIS["statements"]], 5, "intermediate"),
        (DAY_FIVE_TO_TEN, [*no("thrombosis"), *CHEMOTHERAPY["statements"]], 4, "intermediate"),
        (((12.2, 200), (8, 190), (5, 100)), [*no("thrombosis"), *CHEMOTHERAPY["statements"]], 3, "low"),
        (((12.2, 200), (10.5, 190), (9, 9)), [*no("thrombosis"), *CHEMOTHERAPY["statements"]], 0, "low"),
    ],
)
def test_four_ts_totals(reckon: Reckon, counts: Any, statements: list[Any], total: int, meaning: str) -> None:
    found = reckon("four_ts", results=falling(counts), statements=statements, drugs=[heparin()])
    assert (span(found), found.meanings) == ((total, total), (meaning,))
