"""The shipped medicine and its scores."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from rules.chart_index import ChartIndex
from rules.compiling import CompiledCriteria
from rules.evaluation import Evaluation
from rules.findings import derive_findings
from rules.identifiers import ScoreId
from rules.loading import load_knowledge
from tests.rules.builders import chart

if TYPE_CHECKING:
    from rules.definitions import Knowledge
    from rules.reasons import ScoreResult
    from tests.cases.scores.reckoning import Reckon


@pytest.fixture(scope="package")
def knowledge() -> Knowledge:
    return load_knowledge()


@pytest.fixture(scope="package")
def reckon(knowledge: Knowledge) -> Reckon:
    criteria = CompiledCriteria(knowledge)

    def reckoned(score: str, **facts: Any) -> ScoreResult:
        index = ChartIndex(chart(**facts), knowledge)
        evaluation = Evaluation(index, criteria)
        derive_findings(evaluation)
        return evaluation.score(ScoreId(score))

    return reckoned
