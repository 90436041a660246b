"""What an unknown finding would tell of the cause: held against the plain definition of information."""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.chart_index import ChartIndex
from rules.compiling import CompiledCriteria
from rules.evaluation import Evaluation
from rules.findings import derive_findings
from rules.identifiers import CauseId, FindingId
from rules.information import InformationGain, StateTable, questions
from tests.rules.builders import chart, knowledge, statement

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rules.chart import Statement

FEVER, SPREADING = FindingId("fever"), FindingId("rash_spreading")
KNOWN = knowledge(triggers=())
CAUSES = tuple(KNOWN.causes)
CRITERIA = CompiledCriteria(KNOWN)


def evaluation(*told: Statement) -> Evaluation:
    return Evaluation(ChartIndex(chart(statements=told), KNOWN), CRITERIA)


def gain(share: Mapping[CauseId, float], *told: Statement) -> InformationGain:
    findings = derive_findings(evaluation(*told))
    return InformationGain(KNOWN, StateTable(KNOWN), share, findings)


def plainly(finding: FindingId, share: Mapping[CauseId, float]) -> float:
    """The uncertainty about the cause now, less what is expected to be left once the finding is known."""
    definition, total = KNOWN.findings[finding], sum(share.values())
    left = 0.0
    for state in definition.states:
        joint = [
            weight
            / total
            * (listed.p if (listed := KNOWN.causes[c].likelihoods.get(finding)) else definition.leak)[state]
            for c, weight in share.items()
        ]
        chance = sum(joint)
        left -= sum(part * log(part / chance) for part in joint if part > 0)
    return -sum(weight / total * log(weight / total) for weight in share.values() if weight > 0) - left


@given(st.lists(st.integers(0, 100), min_size=len(CAUSES), max_size=len(CAUSES)).filter(any))
def test_the_gain_is_the_expected_fall_in_uncertainty(shares: list[int]) -> None:
    share = dict(zip(CAUSES, shares, strict=True))
    assert gain(share).of(FEVER) == pytest.approx(max(0.0, plainly(FEVER, share)), abs=1e-9)


def test_a_finding_that_no_cause_lists_tells_nothing() -> None:
    assert gain({CauseId("itp"): 0.5, CauseId("sepsis"): 0.5}).of(SPREADING) == 0.0


def test_what_is_known_tells_nothing_more() -> None:
    share = {CauseId("itp"): 0.5, CauseId("sepsis"): 0.5}
    assert gain(share).of(FEVER) > 0.2
    assert gain(share, statement("fever")).of(FEVER) == 0.0


def test_where_the_cause_is_certain_nothing_tells_more() -> None:
    assert gain({CauseId("itp"): 1.0}).of(FEVER) == pytest.approx(0.0)


def test_no_cause_at_all_leaves_nothing_to_ask() -> None:
    assert gain({}).of(FEVER) == 0.0
    assert questions(KNOWN, StateTable(KNOWN), gain({}), evaluation()) == ()


def test_only_what_can_be_asked_is_asked() -> None:
    told = gain({CauseId("itp"): 0.5, CauseId("sepsis"): 0.5})
    asked = questions(KNOWN, StateTable(KNOWN), told, evaluation())
    assert [question.finding for question in asked] == [FEVER]
