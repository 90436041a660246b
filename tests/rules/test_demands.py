"""In what order tests of several fired gates are wanted."""

from __future__ import annotations

from rules.definitions import Indicator
from rules.demands import demands_of
from rules.identifiers import TestId
from rules.reasons import FiredGate
from tests.rules.builders import gate, said


def fired(name: str, *tests: str, indicator: Indicator = Indicator.CRITICAL) -> FiredGate:
    return FiredGate(gate(name, said("petechiae"), tests=tuple(map(TestId, tests)), indicator=indicator), ())


def always(_: TestId) -> bool:
    return True


def test_one_gate_keeps_its_own_order() -> None:
    assert list(demands_of([fired("a", "z", "y", "x")], always)) == ["z", "y", "x"]


def test_the_first_of_each_gate_comes_before_the_second_of_any() -> None:
    assert list(demands_of([fired("a", "a1", "a2"), fired("b", "b1", "b2")], always)) == ["a1", "b1", "a2", "b2"]


def test_a_test_that_two_gates_ask_for_is_wanted_once_and_by_the_first() -> None:
    wanted = demands_of([fired("a", "both", "a2"), fired("b", "both", "b2")], always)
    assert dict(wanted) == {"both": "a", "a2": "a", "b2": "b"}


def test_a_lesser_gate_has_its_first_test_early_and_the_others_late() -> None:
    lesser = fired("warns", "w1", "w2", indicator=Indicator.WARNING)
    assert list(demands_of([fired("a", "a1", "a2", "a3"), lesser], always)) == ["a1", "w1", "a2", "a3", "w2"]
    both = [fired("v", "v1", "v2", indicator=Indicator.WARNING), lesser]
    assert list(demands_of(both, always)) == ["v1", "w1", "v2", "w2"]


def test_what_is_done_holds_no_turn() -> None:
    """The second test of a gate is what it needs first when the first is back."""
    wanted = demands_of([fired("a", "done", "a2", "a3"), fired("b", "b1")], lambda test: test != "done")
    assert list(wanted) == ["a2", "b1", "a3"]


def test_no_gate_demands_nothing() -> None:
    assert dict(demands_of([], always)) == {}
