"""Which facts a criterion asks about, and what it is worth when the chart holds none of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rules.criteria import AgeIs, AllOf, AnyOf, Not, Side, Unless
from rules.logic import Truth
from rules.relevance import relevance
from tests.rules.builders import lab_is, said

if TYPE_CHECKING:
    from rules.criteria import Criterion


@pytest.mark.parametrize(
    ("criterion", "quiet"),
    [
        (said("fever"), Truth.UNKNOWN),
        (Not(said("fever")), Truth.UNKNOWN),
        (Unless(said("fever")), Truth.PRESENT),
        (AgeIs(below_days=28), None),
        (AllOf((AgeIs(below_days=28), said("fever"))), None),
        (AllOf((Unless(said("spreading")), said("fever"))), Truth.UNKNOWN),
        (AnyOf((Unless(said("spreading")), said("fever"))), Truth.PRESENT),
    ],
)
def test_what_silence_is_worth(criterion: Criterion, quiet: Truth | None) -> None:
    assert relevance(criterion).quiet is quiet


def test_facts_at_every_depth() -> None:
    nested = AllOf((Not(said("fever")), AnyOf((lab_is("platelet_count", Side.BELOW, 50), said("petechiae")))))
    assert relevance(nested).facts == {"concept:fever", "lab:platelet_count", "concept:petechiae"}
