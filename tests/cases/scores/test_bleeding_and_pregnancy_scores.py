"""WHO bleeding grade, HELLP and Swansea: totals from published tables and both sides of their limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.cases.scores.reckoning import labs, no, worth, yes

if TYPE_CHECKING:
    from tests.cases.scores.reckoning import Reckon


@pytest.mark.parametrize(
    ("statements", "points"),
    [
        (yes("intracranial_haemorrhage", "major_bleeding", "bleeding"), (4,)),
        ([*yes("major_bleeding", "bleeding", "shock"), *no("transfusion")], (4,)),
        ([*yes("haemoptysis", "bleeding"), *no("intracranial_haemorrhage", "major_bleeding", "transfusion")], (2,)),
        (yes("petechiae", "nonblanching_lesion"), (1, 2, 3, 4)),
        ([], (0, 1, 2, 3, 4)),
    ],
)
def test_who_bleeding_grade(reckon: Reckon, statements: list[Any], points: tuple[int, ...]) -> None:
    assert worth(reckon("who_bleeding", statements=statements), "bleeding") == points


@pytest.mark.parametrize(
    ("platelets", "ast", "ldh", "told"),
    [
        # test suite of sophiewell.com: lowest counts of 40, 75 and 120
        (40, 70, 600, ("complete", "class 1, the most severe")),
        (75, 70, 600, ("complete", "class 2")),
        (120, 70, 600, ("partial", "class 3")),
        # from the tables
        (58, 240, 980, ("complete", "class 2")),
        (40, 300, 1200, ("complete", "class 1, the most severe")),
        (130, 50, 700, ("partial", "class 3")),
        (120, 240, 980, ("partial", "class 3")),
        (100, 70, 600, ("complete", "class 2")),
        (101, 70, 600, ("partial", "class 3")),
        (100, 69, 600, ("partial", "no class")),
        (100, 70, 599, ("partial", "no class")),
        (50, 70, 600, ("complete", "class 1, the most severe")),
        (51, 70, 600, ("complete", "class 2")),
        (150, 40, 600, ("partial", "class 3")),
        (151, 40, 600, ("partial", "no class")),
        (151, 40, 599, ("not met", "no class")),
    ],
)
def test_hellp(reckon: Reckon, platelets: float, ast: float, ldh: float, told: tuple[str, str]) -> None:
    values = labs({"platelet_count": platelets, "ast": ast, "alt": ast, "ldh": ldh})
    meanings = [reckon(score, results=values).meanings for score in ("hellp_tennessee", "hellp_mississippi")]
    assert meanings == [(told[0],), (told[1],)]


SWANSEA = {"bilirubin_total": 14.1, "glucose": 3.9, "urate": 341.0, "wbc": 11.1, "ast": 43.0, "creatinine": 151.0}


@pytest.mark.parametrize(
    ("values", "low", "meanings"),
    [
        (SWANSEA, 6, ("supported",)),
        (SWANSEA | {"creatinine": 150.0}, 5, ("not supported", "supported")),
        (SWANSEA | {"bilirubin_total": 14.0, "pt": 14.1}, 6, ("supported",)),
        (SWANSEA | {"urate": 340.0, "pt": 14.0}, 5, ("not supported", "supported")),
    ],
)
def test_swansea(reckon: Reckon, values: dict[str, float], low: int, meanings: tuple[str, ...]) -> None:
    found = reckon("swansea", results=labs(values))
    assert (found.low, found.meanings) == (low, meanings)
