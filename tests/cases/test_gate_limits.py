"""Both sides of every limit of every gate have a case: whatever limit is shifted a little, some case notices.

A case notices when its gate's criteria hold with the shifted limit and not with the real one, or the other way round.
"""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pytest

from cds.cases.gate_cases import GateJudge, read_gate_cases
from rules.chart_index import ChartIndex
from rules.compiling import CompiledCriteria
from rules.evaluation import Evaluation
from rules.findings import derive_findings
from rules.identifiers import GateId
from rules.loading import load_knowledge
from rules.logic import Truth
from tests.shifted_limits import shifts

KNOWLEDGE = load_knowledge()

UNTRIED = {
    "neo": {"within_days 42 up", "within_days 42 down", "within_days 14 up", "within_days 14 down"},
    "ptp": {"within_days 30 up", "within_days 30 down"},
}
"""A newborn of so many days has none of 42; a fall within 30 days ends within them."""


@pytest.fixture(scope="module")
def unnoticed() -> dict[GateId, set[str]]:
    """By gate, what was shifted and no case noticed."""
    variants = {
        gate.id: [(done, replace(gate, when=when)) for done, when in shifts(gate.when)]
        for gate in KNOWLEDGE.gates.values()
    }
    more = {GateId(f"{gate}-{n}"): each for gate, made in variants.items() for n, (_, each) in enumerate(made)}
    shifted = replace(KNOWLEDGE, gates=MappingProxyType({**KNOWLEDGE.gates, **more}))
    criteria, judge = CompiledCriteria(shifted), GateJudge(KNOWLEDGE)
    left = {gate: dict(enumerate(made)) for gate, made in variants.items()}
    for case in read_gate_cases():
        evaluation = Evaluation(ChartIndex(judge.chart(case), shifted), criteria)
        derive_findings(evaluation)
        real = evaluation.answer(KNOWLEDGE.gates[case.gate].when).truth is Truth.PRESENT
        for place, (_, variant) in list(left[case.gate].items()):
            if (evaluation.answer(variant.when).truth is Truth.PRESENT) is not real:
                del left[case.gate][place]
    return {gate: {done for done, _ in made.values()} for gate, made in left.items()}


@pytest.mark.parametrize("gate", KNOWLEDGE.gates)
def test_some_case_notices_every_shift_of_a_limit(unnoticed: dict[GateId, set[str]], gate: GateId) -> None:
    assert unnoticed[gate] == UNTRIED.get(gate, set())
