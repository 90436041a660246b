"""Skipping questions a chart cannot answer never changes an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.chart_index import ChartIndex
from rules.criteria import AgeIs, AllOf, AnyOf, AtLeast, FirstKnown, Not, SexIs, Side, Unless
from rules.definitions import TriggerDefinition
from rules.evaluation import Evaluation
from rules.logic import Truth
from rules.relevance import Relevances, relevance
from tests.rules.builders import Assertion, Sex, chart, knowledge, lab_is, result, said, statement

if TYPE_CHECKING:
    from rules.criteria import Criterion

LEAVES: st.SearchStrategy[Criterion] = st.sampled_from(
    [
        said("petechiae"),
        said("fever"),
        said("spreading"),
        lab_is("platelet_count", Side.BELOW, 50),
        AgeIs(below_days=28),
        SexIs(Sex.FEMALE),
    ]
)
CRITERIA = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda p: AllOf(tuple(p))),
        st.lists(inner, min_size=1, max_size=3).map(lambda p: AnyOf(tuple(p))),
        st.lists(inner, min_size=1, max_size=3).map(lambda p: FirstKnown(tuple(p))),
        st.lists(inner, min_size=2, max_size=3).map(lambda p: AtLeast(2, tuple(p))),
        inner.map(Not),
        inner.map(Unless),
    ),
    max_leaves=8,
)
FACTS = st.sets(st.sampled_from(["petechiae", "fever", "no fever", "low", "normal"]), max_size=3)


@given(CRITERIA, FACTS, st.sampled_from([5.0, 9000.0, None]), st.sampled_from(Sex))
def test_silence_is_worth_what_asking_would_have_told(
    criterion: Criterion, facts: set[str], age: float | None, sex: Sex
) -> None:
    statements = [statement(f) for f in facts & {"petechiae", "fever"}]
    if "no fever" in facts:
        statements.append(statement("fever", assertion=Assertion.ABSENT))
    counts = [result("platelet_count", v) for name, v in (("low", 20), ("normal", 200)) if name in facts]
    known = knowledge(triggers=(TriggerDefinition("t", "t", criterion),))
    index = ChartIndex(chart(statements=statements, results=counts, age_days=age, sex=sex), known)
    asked_in_full = Evaluation(index, Relevances(knowledge(triggers=()))).answer(criterion)
    assert Evaluation(index, Relevances(known)).answer(criterion).truth is asked_in_full.truth


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
