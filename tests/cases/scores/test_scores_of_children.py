"""IgA vasculitis, fever with petechiae, and bruises of infants, met, not met and not told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.cases.scores.reckoning import YEAR, labs, no, yes
from tests.rules.builders import statement

if TYPE_CHECKING:
    from tests.cases.scores.reckoning import Reckon

LEGS = statement("purpura", "rash", "nonblanching_lesion", days=1, sites=frozenset({"lower_limb"}))
TRUNK = statement("purpura", "rash", "nonblanching_lesion", days=1, sites=frozenset({"trunk"}))


@pytest.mark.parametrize(
    ("statements", "platelets", "meanings"),
    [
        ([LEGS, *yes("abdominal_pain")], 300, ("met",)),
        ([LEGS, *no("abdominal_pain", "arthritis", "haematuria", "iga_deposits")], 300, ("not met",)),
        ([LEGS, *yes("abdominal_pain")], 99, ("not met",)),
        ([LEGS, *yes("abdominal_pain")], 100, ("met",)),
        ([TRUNK, *yes("iga_deposits")], 300, ("met",)),
        ([LEGS], 300, ("not met", "met")),
        ([], 300, ("not met", "met")),
    ],
)
def test_iga_vasculitis_criteria(
    reckon: Reckon, statements: list[Any], platelets: float, meanings: tuple[str, ...]
) -> None:
    found = reckon("igav_eular", results=labs({"platelet_count": platelets}), statements=statements, age_days=6 * YEAR)
    assert found.meanings == meanings


NONE_OF_THE_SIGNS = no(
    "purpura", "rapidly_spreading_rash", "neck_stiffness", "poor_perfusion", "lethargy", "irritability"
)


@pytest.mark.parametrize(
    ("statements", "values", "means"),
    [
        (NONE_OF_THE_SIGNS, {"wbc": 5.0}, ("no danger sign",)),
        (NONE_OF_THE_SIGNS, {"wbc": 15.0}, ("no danger sign",)),
        (NONE_OF_THE_SIGNS, {"wbc": 4.9}, ("white cells not normal",)),
        (NONE_OF_THE_SIGNS, {"wbc": 15.1}, ("white cells not normal",)),
        (NONE_OF_THE_SIGNS[1:], {"wbc": 9.0}, ("no danger sign", "danger sign")),
        ([*NONE_OF_THE_SIGNS[1:], *yes("purpura")], {"wbc": 9.0}, ("danger sign",)),
        (yes("neck_stiffness"), {}, ("danger sign",)),
        ([], {"capillary_refill": 3.0}, ("danger sign",)),
        ([], {"capillary_refill": 2.9}, ("no danger sign", "white cells not normal", "danger sign")),
        ([], {}, ("no danger sign", "white cells not normal", "danger sign")),
    ],
)
def test_fever_and_petechiae_signs(
    reckon: Reckon, statements: list[Any], values: dict[str, float], means: tuple[str, ...]
) -> None:
    found = reckon("fever_petechiae", results=labs(values), statements=statements, age_days=3 * YEAR)
    assert tuple(meaning.split(":")[0] for meaning in found.meanings) == means


@pytest.mark.parametrize(
    ("months", "statements", "meanings"),
    [
        (4, yes("bruise"), ("positive",)),
        (5, yes("bruise"), ("negative", "positive")),
        (18, [statement("bruise", days=1, sites=frozenset({"neck"}))], ("positive",)),
        (20, [], ("negative", "positive")),
    ],
)
def test_bruise_rule(reckon: Reckon, months: int, statements: list[Any], meanings: tuple[str, ...]) -> None:
    found = reckon("ten4", statements=statements, age_days=months * 30.5)
    assert tuple(meaning.split(":")[0] for meaning in found.meanings) == meanings
