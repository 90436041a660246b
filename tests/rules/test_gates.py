"""The lines of a fired gate: what stands on the card for each criterion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from rules.assessment import Reasoner
from rules.cause_definitions import Role
from rules.chart import Order
from rules.criteria import AgeIs, AllOf, AnyOf, AtLeast, DrugIs, FindingIs, Not, Side, Unless
from rules.definitions import Indicator, ReservedStep, SendingStep
from rules.identifiers import DrugClass, DrugId, FindingId, ResourceRef, TestId
from rules.logic import Truth
from tests.rules.builders import (
    Assertion,
    cause,
    chart,
    drug,
    gate,
    knowledge,
    lab_is,
    result,
    said,
    statement,
    states,
    test_definition,
)

if TYPE_CHECKING:
    from rules.criteria import Criterion

LOW = lab_is("platelet_count", Side.BELOW, 50)
HEPARIN = DrugIs(classes=frozenset({DrugClass("heparin")}), drugs=frozenset({DrugId("heparin")}))


def lines(when: Criterion, **facts: Any) -> list[tuple[str, Truth]]:
    known = knowledge(gates={"g": gate("g", when, needs_trigger=False)})
    (fired,) = Reasoner(known).assess(chart(**facts)).gates
    return [(line.label, line.truth) for line in fired.criteria]


@pytest.mark.parametrize(
    ("criterion", "facts", "label"),
    [
        (LOW, {"results": [result("platelet_count", 20)]}, "Platelet count"),
        (said("petechiae"), {"statements": [statement("petechiae")]}, "Petechiae"),
        (HEPARIN, {"drugs": [drug("heparin", "heparin")]}, "heparin or heparin"),
        (
            FindingIs(FindingId("platelet_count"), states("low")),
            {"results": [result("platelet_count", 20)]},
            "low platelets",
        ),
        (
            FindingIs(FindingId("lesion_type"), states("present")),
            {"statements": [statement("petechiae")]},
            "Lesion type",
        ),
        (
            Not(said("fever")),
            {"statements": [statement("fever", assertion=Assertion.ABSENT)]},
            "not: Fever",
        ),
    ],
)
def test_a_criterion_without_words_of_its_own_is_named_by_what_it_asks(
    criterion: Criterion, facts: dict[str, Any], label: str
) -> None:
    assert lines(criterion, **facts) == [(label, Truth.PRESENT)]


def test_age_alone_has_no_line() -> None:
    when = AllOf((AgeIs(below_days=1e5), Not(AgeIs(below_days=1)), said("petechiae")))
    assert lines(when, statements=[statement("petechiae")]) == [("Petechiae", Truth.PRESENT)]


def test_of_an_unlabelled_choice_the_alternatives_that_hold_have_a_line_each_and_a_labelled_one_has_one() -> None:
    parts = (said("petechiae"), said("fever"))
    facts = {"statements": [statement("petechiae")]}
    assert lines(AnyOf(parts), **facts) == [("Petechiae", Truth.PRESENT)]
    assert lines(AnyOf(parts, label="either"), **facts) == [("either", Truth.PRESENT)]
    both = {"statements": [statement("petechiae"), statement("fever")]}
    assert lines(AnyOf(parts), **both) == [("Petechiae", Truth.PRESENT), ("Fever", Truth.PRESENT)]


def test_a_labelled_choice_carries_the_data_of_every_alternative_that_holds() -> None:
    known = knowledge(gates={"g": gate("g", AnyOf((said("petechiae"), LOW), label="either"), needs_trigger=False)})
    facts = chart(statements=[statement("petechiae")], results=[result("platelet_count", 20)])
    (fired,) = Reasoner(known).assess(facts).gates
    (line,) = fired.criteria
    assert [datum.shown for datum in line.data] == ["petechiae", "20"]


def test_an_alternative_that_stays_open_in_a_count_is_told() -> None:
    parts = (said("petechiae"), said("fever"), said("spreading"))
    facts = {"statements": [statement("petechiae"), statement("fever")]}
    assert lines(AtLeast(2, parts), **facts) == [
        ("Petechiae", Truth.PRESENT),
        ("Fever", Truth.PRESENT),
        ("Spreading", Truth.UNKNOWN),
    ]


def test_a_choice_that_does_not_hold_inside_a_count_shows_what_is_open() -> None:
    parts = (said("petechiae"), AnyOf((said("fever"), said("spreading"))))
    facts = {"statements": [statement("petechiae")]}
    assert lines(AtLeast(1, parts), **facts) == [
        ("Petechiae", Truth.PRESENT),
        ("Fever", Truth.UNKNOWN),
        ("Spreading", Truth.UNKNOWN),
    ]


def test_an_exception_that_was_looked_for_is_met_and_an_unsearched_one_is_unknown() -> None:
    when = AllOf((said("petechiae"), Unless(said("fever"), label="no fever")))
    skin = statement("petechiae")
    assert lines(when, statements=[skin])[1] == ("no fever", Truth.UNKNOWN)
    denied = statement("fever", assertion=Assertion.ABSENT)
    assert lines(when, statements=[skin, denied])[1] == ("no fever", Truth.PRESENT)


@pytest.mark.parametrize(
    ("drugs", "denied", "told"),
    [
        ([drug("heparin", "heparin")], (), ("Look", "Stop heparin")),
        ([], (), ("Look",)),
        ([], ("fever",), ("Look", "Cool the head")),
    ],
    ids=["known to be for this patient", "nothing known", "the exception is known"],
)
def test_a_step_for_some_patients_is_told_only_where_its_criterion_is_known_to_hold(
    drugs: list[Any], denied: tuple[str, ...], told: tuple[str, ...]
) -> None:
    steps = (ReservedStep("Stop heparin", HEPARIN), ReservedStep("Cool the head", Not(said("fever"))))
    do = ("Look", "Stop heparin", "Cool the head")
    made = gate("g", said("petechiae"), needs_trigger=False, do=do, do_not=("Run", "Stop heparin"), reserved=steps)
    refuted = [statement(concept, assertion=Assertion.ABSENT) for concept in denied]
    known = chart(statements=[statement("petechiae"), *refuted], drugs=drugs)
    (fired,) = Reasoner(knowledge(gates={"g": made})).assess(known).gates
    assert fired.do == told
    assert fired.do_not == ("Run", *(step for step in told if step == "Stop heparin"))


@pytest.mark.parametrize(
    ("open_for", "told"),
    [((), ("Send both",)), (("dimer",), ("Send both",)), (("dimer", "pf4"), ())],
    ids=["nothing ordered", "one of them ordered", "all of them ordered"],
)
def test_a_step_that_asks_for_tests_is_told_until_none_of_them_is_open(
    open_for: tuple[str, ...], told: tuple[str, ...]
) -> None:
    steps = (SendingStep("Send both", (TestId("dimer"), TestId("pf4"))),)
    made = gate("g", said("petechiae"), do=("Send both",), sending=steps)
    tests = {TestId(name): test_definition(name) for name in ("dimer", "pf4")}
    ordered = [Order(frozenset({TestId(name)}), name, ResourceRef(f"ServiceRequest/{name}")) for name in open_for]
    known = chart(statements=[statement("petechiae")], orders=ordered)
    (fired,) = Reasoner(knowledge(gates={"g": made}, tests=tests)).assess(known).gates
    assert fired.do == told


@pytest.mark.parametrize(
    ("share", "broad", "first"),
    [
        (95.0, {"gives_way": True}, "narrow"),
        (40.0, {"gives_way": True}, "broad"),
        (95.0, {}, "broad"),
        (95.0, {"gives_way": True, "names": ("named",)}, "broad"),
        (95.0, {"gives_way": True, "names": ("one", "named")}, "narrow"),
        (95.0, {"names": ("one", "named")}, "broad"),
    ],
    ids=[
        "the cause is likely",
        "it is merely plausible",
        "the other does not give way",
        "both name it first",
        "the other names it among others",
        "the other names it among others and does not give way",
    ],
)
def test_a_gate_that_names_the_likely_cause_goes_before_one_that_gives_way(
    share: float, broad: dict[str, Any], first: str
) -> None:
    others = {name: cause(name, (100.0 - share) / 2, {}) for name in ("one", "two")}
    causes = {"named": cause("named", share, {}), **others}
    gates = {
        "broad": gate("broad", said("petechiae"), priority=1, **broad),
        "narrow": gate("narrow", said("petechiae"), priority=9, names=("named",)),
    }
    answer = Reasoner(knowledge(causes=causes, gates=gates)).assess(chart(statements=[statement("petechiae")]))
    assert next(fired.gate.id for fired in answer.gates) == first


def test_a_likely_syndrome_heads_nothing() -> None:
    gates = {
        "broad": gate("broad", said("petechiae"), priority=1, gives_way=True),
        "narrow": gate("narrow", said("petechiae"), priority=9, names=("named",)),
    }
    for role, first in ((Role.SYNDROME, "broad"), (Role.PRIMARY, "narrow")):
        known = knowledge(causes={"named": cause("named", 1.0, {}, role=role)}, gates=gates)
        answer = Reasoner(known).assess(chart(statements=[statement("petechiae")]))
        assert next(fired.gate.id for fired in answer.gates) == first


def test_a_gate_gives_way_to_no_warning() -> None:
    gates = {
        "broad": gate("broad", said("petechiae"), priority=9, gives_way=True),
        "mild": gate("mild", said("petechiae"), priority=1, names=("named",), indicator=Indicator.WARNING),
    }
    known = knowledge(causes={"named": cause("named", 1.0, {})}, gates=gates)
    answer = Reasoner(known).assess(chart(statements=[statement("petechiae")]))
    assert [fired.gate.id for fired in answer.gates] == ["broad", "mild"]
