"""Findings of the knowledge as delivered, where a boundary was hard won."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rules.chart_index import ChartIndex
from rules.compiling import CompiledCriteria
from rules.evaluation import Evaluation
from rules.findings import derive_findings
from rules.identifiers import ConceptId, FindingId
from rules.loading import load_knowledge
from rules.logic import Truth
from tests.rules.builders import chart, statement

if TYPE_CHECKING:
    from rules.definitions import Knowledge

TODDLER_DAYS = 600.0


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge()


@pytest.mark.parametrize(
    ("sites", "truth"),
    [
        ({"shin", "lower_limb"}, Truth.UNKNOWN),
        ({"shin", "lower_limb", "face"}, Truth.UNKNOWN),
        ({"shin", "lower_limb", "trunk"}, Truth.PRESENT),
        ({"ears"}, Truth.PRESENT),
        (set(), Truth.PRESENT),
    ],
)
def test_bruises_of_many_ages_on_the_shins_of_a_toddler_are_no_unexplained_injury(
    knowledge: Knowledge, sites: set[str], truth: Truth
) -> None:
    bruises = statement("bruises_various_stages", "bruise", days=1, sites=frozenset(map(ConceptId, sites)))
    index = ChartIndex(chart(statements=[bruises], age_days=TODDLER_DAYS), knowledge)
    assert (
        derive_findings(Evaluation(index, CompiledCriteria(knowledge)))[FindingId("injury_unexplained")].truth is truth
    )
