"""The whole reasoning on a small knowledge: silence, gates, dangers, questions, tests."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from rules.assessment import Reasoner
from rules.chart import Order
from rules.criteria import AllOf, Side, Unless
from rules.definitions import AdviceDefinition, AdviceKind, Indicator, TriggerDefinition
from rules.identifiers import AdviceId, CauseId, FindingId, GateId, LabId, ResourceRef, State, TestId
from rules.logic import Truth
from rules.reasons import Assessment, EvidenceKind, LikelihoodBand, WorkupGroup
from rules.workup_definitions import HowSoon
from tests.rules.builders import (
    ESTIMATE,
    LOW,
    Assertion,
    Caveat,
    Merge,
    binary,
    cause,
    chart,
    gate,
    knowledge,
    lab_is,
    result,
    said,
    statement,
    test_definition,
)

PETECHIAE = statement("petechiae")
CBC = TestId("cbc")


def assess(more: dict[str, Any] | None = None, **facts: Any) -> Assessment:
    """Assess a chart with the small knowledge, changed by ``more``."""
    return Reasoner(knowledge(**(more or {}))).assess(chart(**facts))


def test_silent_without_a_trigger_even_with_a_low_count() -> None:
    answer = assess(results=[result("platelet_count", 20)])
    assert not answer.speaks
    assert answer.causes == ()
    assert answer.indicator is Indicator.INFO


@pytest.mark.parametrize(("deceased", "speaks"), [(False, True), (True, False)])
def test_nothing_is_said_of_a_patient_who_has_died(deceased: bool, speaks: bool) -> None:
    living = chart(statements=[PETECHIAE])
    answer = Reasoner(knowledge()).assess(replace(living, patient=replace(living.patient, deceased=deceased)))
    assert answer.speaks is speaks
    assert bool(answer.triggers or answer.gates or answer.causes) is speaks


def test_speaks_with_petechiae_and_names_why() -> None:
    answer = assess(statements=[PETECHIAE])
    assert [t.label for t in answer.triggers] == ["petechiae recorded"]
    assert answer.triggers[0].data[0].shown == "petechiae"


def test_nothing_known_but_petechiae_abstains_in_words() -> None:
    answer = assess(statements=[PETECHIAE])
    assert answer.abstains == "No platelet count: the ranking rests on the story and the skin alone."
    assert {f.truth for f in answer.findings.values() if f.id != "lesion_type"} == {Truth.UNKNOWN}


def test_clumps_make_the_count_doubtful() -> None:
    clumped = result("platelet_count", 20, caveats=frozenset({Caveat.CLUMPED}))
    answer = assess(statements=[PETECHIAE], results=[clumped])
    assert answer.platelets.doubtful
    assert answer.abstains.startswith("The platelet count may be false")


def test_same_chart_same_answer() -> None:
    facts: dict[str, Any] = {"statements": [PETECHIAE, statement("fever")], "results": [result("platelet_count", 20)]}
    assert assess(**facts) == assess(**facts)


GATE = gate(
    "fever_low",
    AllOf((said("fever"), lab_is("platelet_count", Side.BELOW, 50), Unless(said("spreading")))),
    names=(CauseId("hit"),),
    tests=(CBC,),
)


@pytest.mark.parametrize(
    ("statements", "counts", "fires"),
    [
        ([PETECHIAE, statement("fever")], [result("platelet_count", 49)], True),
        ([PETECHIAE, statement("fever")], [result("platelet_count", 50)], False),
        ([PETECHIAE, statement("fever")], [], False),
        ([PETECHIAE], [result("platelet_count", 49)], False),
        ([PETECHIAE, statement("fever"), statement("spreading")], [result("platelet_count", 49)], False),
        ([statement("fever")], [result("platelet_count", 49)], False),
    ],
)
def test_gate_fires_only_on_what_is_known(statements: list[Any], counts: list[Any], fires: bool) -> None:
    more = {"gates": {GATE.id: GATE}, "tests": {CBC: test_definition("cbc")}}
    answer = assess(more, statements=statements, results=counts)
    assert bool(answer.gates) is fires
    assert (answer.indicator is Indicator.CRITICAL) is fires


def test_gate_shows_each_criterion_and_never_an_unsearched_exception_as_met() -> None:
    more = {"gates": {GATE.id: GATE}, "tests": {CBC: test_definition("cbc")}}
    answer = assess(more, statements=[PETECHIAE, statement("fever")], results=[result("platelet_count", 20)])
    assert [(line.label, line.truth) for line in answer.gates[0].criteria] == [
        ("Fever", Truth.PRESENT),
        ("Platelet count", Truth.PRESENT),
        ("not: Spreading", Truth.UNKNOWN),
    ]


def test_a_gate_names_its_cause_as_not_excluded_whatever_the_rank() -> None:
    more = {"gates": {GATE.id: GATE}, "tests": {CBC: test_definition("cbc")}}
    answer = assess(more, statements=[PETECHIAE, statement("fever")], results=[result("platelet_count", 20)])
    named = {danger.cause.id: danger.named_by_gate for danger in answer.not_excluded}
    assert named[CauseId("hit")]
    assert not named[CauseId("sepsis")]


def test_a_gate_that_makes_another_redundant_suppresses_it() -> None:
    weaker = gate("weaker", said("fever"), suppressed_by=(GATE.id,), indicator=Indicator.WARNING)
    more = {"gates": {GATE.id: GATE, weaker.id: weaker}, "tests": {CBC: test_definition("cbc")}}
    both = assess(more, statements=[PETECHIAE, statement("fever")], results=[result("platelet_count", 20)])
    alone = assess(more, statements=[PETECHIAE, statement("fever")])
    assert [g.gate.id for g in both.gates] == ["fever_low"]
    assert [g.gate.id for g in alone.gates] == ["weaker"]


def test_a_gate_may_speak_without_a_trigger() -> None:
    open_gate = gate("alone", said("fever"), needs_trigger=False)
    answer = assess({"gates": {open_gate.id: open_gate}}, statements=[statement("fever")])
    assert answer.speaks
    assert [g.gate.id for g in answer.gates] == [GateId("alone")]


def test_a_dangerous_cause_of_some_weight_earns_a_warning() -> None:
    answer = assess(statements=[PETECHIAE, statement("fever")], results=[result("platelet_count", 20)])
    assert answer.indicator is Indicator.WARNING
    calm = assess(
        statements=[PETECHIAE, statement("fever", assertion=Assertion.ABSENT)],
        results=[result("platelet_count", 250)],
    )
    assert calm.indicator is Indicator.INFO


@pytest.mark.parametrize(("prior", "level"), [(20.0, Indicator.INFO), (400.0, Indicator.WARNING)])
def test_only_the_dangerous_part_of_an_entry_of_several_causes_warns(prior: float, level: Indicator) -> None:
    causes = (
        cause("cold", 400.0, {"lesion_type": 0.8}),
        cause("measles", prior, {"lesion_type": 0.8}, must_not_miss=True),
        cause("other", 400.0, {"lesion_type": 0.8}),
    )
    merge = Merge("viral", "Viral infection", tuple(c.id for c in causes[:2]))
    answer = assess({"causes": {c.id: c for c in causes}, "merges": (merge,)}, statements=[PETECHIAE])
    assert answer.indicator is level
    assert [danger.label for danger in answer.not_excluded] == ["MEASLES"]


@pytest.mark.parametrize(
    ("treats", "told"), [((), True), (("itp",), True), (("pressure",), False), (("pressure", "itp"), True)]
)
def test_advice_for_a_cause_is_told_while_it_is_at_least_possible(treats: tuple[str, ...], told: bool) -> None:
    advice = AdviceDefinition(
        AdviceId("stop"),
        AdviceKind.DRUG_SAFETY,
        "Stop it",
        said("petechiae"),
        None,
        tuple(map(CauseId, treats)),
        ESTIMATE,
    )
    answer = assess({"advice": {advice.id: advice}}, statements=[PETECHIAE], results=[result("platelet_count", 20)])
    bands = {ranked.cause.id: ranked.band for ranked in answer.causes}
    assert bands[CauseId("itp")] is LikelihoodBand.LIKELY
    assert bands[CauseId("pressure")] is LikelihoodBand.LESS_LIKELY
    assert (answer.advice == (advice,)) is told


def test_the_most_telling_unknown_is_asked() -> None:
    answer = assess(statements=[PETECHIAE], results=[result("platelet_count", 20)])
    assert [q.text for q in answer.questions] == ["Is there fever?"]
    known = assess(statements=[PETECHIAE, statement("fever")], results=[result("platelet_count", 20)])
    assert known.questions == ()


def suggested_groups(
    order: tuple[Order, ...] = (), counts: tuple[Any, ...] = (), **definition: Any
) -> dict[str, WorkupGroup]:
    """Suggested tests and their group, with one cause whose first-line test is ``cbc``."""
    test = test_definition("cbc", done_labs=(LabId("platelet_count"),), **definition)
    more = {
        "causes": {CauseId("x"): cause("x", 1.0, {"platelet_count": LOW}, first_line=(CBC,))},
        "tests": {CBC: test},
    }
    answer = assess(more, statements=[PETECHIAE], results=counts, orders=order)
    return {s.test.id: s.group for s in answer.tests}


def test_nothing_already_there_is_suggested() -> None:
    assert suggested_groups() == {"cbc": WorkupGroup.NOW}
    assert suggested_groups(counts=(result("platelet_count", 20, days=1.0),)) == {}
    assert suggested_groups(counts=(result("platelet_count", 20, days=1.1),)) == {"cbc": WorkupGroup.NOW}
    pending = Order(frozenset({CBC}), "CBC", ResourceRef("ServiceRequest/1"))
    assert suggested_groups((pending,)) == {}


def test_urgency_and_burden_decide_the_group() -> None:
    assert suggested_groups(urgency=HowSoon.NEXT) == {"cbc": WorkupGroup.NEXT}
    assert suggested_groups(urgency=HowSoon.IF_UNEXPLAINED) == {"cbc": WorkupGroup.IF_UNEXPLAINED}
    assert suggested_groups(invasiveness=3) == {"cbc": WorkupGroup.IF_UNEXPLAINED}


def test_the_missing_finding_ids_are_never_invented() -> None:
    answer = assess(statements=[PETECHIAE])
    assert set(answer.findings) == set(knowledge().findings)
    assert FindingId("lesion_type") in answer.findings


@pytest.mark.parametrize(("named", "asked"), [(True, ["cbc"]), (False, [])])
def test_a_merely_conceivable_danger_brings_no_tests_unless_a_gate_names_it(*, named: bool, asked: list[str]) -> None:
    rare = cause("rare", 3.0, {}, must_not_miss=True, first_line=(CBC,))
    pointing = gate("points", said("petechiae"), names=(rare.id,) if named else ())
    more = {
        "causes": {CauseId("common"): cause("common", 1000.0, {}), rare.id: rare},
        "tests": {CBC: test_definition("cbc")},
        "gates": {pointing.id: pointing},
    }
    answer = assess(more, statements=[PETECHIAE])
    assert [danger.cause.id for danger in answer.not_excluded] == ["rare"]
    assert [suggested.test.id for suggested in answer.tests] == asked


def supposing(supposed: dict[str, set[str]], **facts: Any) -> Assessment:
    states = {FindingId(finding): frozenset(map(State, states)) for finding, states in supposed.items()}
    return Reasoner(knowledge()).assess(chart(**facts), states)


def test_a_supposed_finding_weighs_as_a_recorded_one_and_says_what_it_is() -> None:
    recorded = assess(statements=[PETECHIAE, statement("fever")])
    supposed = supposing({"fever": {"present"}}, statements=[PETECHIAE])
    assert [(r.cause.id, r.score) for r in supposed.causes] == [(r.cause.id, r.score) for r in recorded.causes]
    finding = supposed.findings[FindingId("fever")]
    assert finding.supposed
    assert finding.data[0].caveats == {Caveat.SUPPOSED}
    kinds = {row.kind for ranked in supposed.causes for row in ranked.ledger if row.finding is finding}
    assert kinds == {EvidenceKind.SUPPOSED}
    assert not any(f.supposed for f in recorded.findings.values())


def test_a_supposition_stands_in_place_of_the_chart() -> None:
    facts: dict[str, Any] = {"statements": [PETECHIAE, statement("fever")]}
    assert supposing({"fever": {"absent"}}, **facts).findings[FindingId("fever")].truth is Truth.ABSENT
    taken = supposing({"fever": set()}, **facts)
    assert taken.findings[FindingId("fever")].truth is Truth.UNKNOWN
    assert taken.causes == assess(statements=[PETECHIAE]).causes


def test_a_silent_chart_answers_what_is_supposed_to_be_there_only() -> None:
    assert supposing({"fever": {"present"}}).triggers[0].data[0].caveats == {Caveat.SUPPOSED}
    assert not supposing({"fever": {"absent"}}).speaks
    assert not supposing({"fever": set()}).speaks
    assert not supposing({}).speaks


def test_running_text_alone_is_a_reason_to_speak_and_says_so() -> None:
    answer = assess(statements=[statement("petechiae", from_text=True)])
    assert answer.triggers[0].only_told
    assert answer.triggers[0].data[0].caveats == {Caveat.NARRATIVE}
    assert not assess(statements=[PETECHIAE]).triggers[0].only_told


def weight_of_fever(**more: Any) -> dict[str, float]:
    answer = assess(statements=[PETECHIAE, statement("fever", **more)])
    rows = ((ranked.cause.id, row) for ranked in answer.causes for row in ranked.ledger)
    return {cause: row.weight for cause, row in rows if row.finding is not None and row.finding.id == "fever"}


def test_a_finding_from_text_weighs_less() -> None:
    entered, told = weight_of_fever(), weight_of_fever(from_text=True)
    assert told == pytest.approx({cause: weight / 2 for cause, weight in entered.items()})
    assert assess(statements=[PETECHIAE, statement("fever", from_text=True)]).findings[FindingId("fever")].from_text


FEVER_AND_SPOTS = gate("danger", AllOf((said("fever"), said("petechiae"))))


@pytest.mark.parametrize(
    ("fever", "spots", "only"), [(True, True, True), (True, False, False), (False, True, False), (False, False, False)]
)
def test_a_danger_met_by_running_text_alone_stays_a_danger_and_says_so(*, fever: bool, spots: bool, only: bool) -> None:
    said_so = [statement("petechiae", from_text=spots), statement("fever", from_text=fever)]
    answer = assess({"gates": {FEVER_AND_SPOTS.id: FEVER_AND_SPOTS}}, statements=said_so)
    assert answer.indicator is Indicator.CRITICAL
    assert answer.gates[0].only_told is only


@pytest.mark.parametrize(
    ("assertion", "asked"),
    [(Assertion.PRESENT, True), (None, False), (Assertion.ABSENT, False)],
    ids=["known to hold", "nothing known", "known not to hold"],
)
def test_a_question_is_asked_only_of_whom_it_is_for(assertion: Assertion | None, *, asked: bool) -> None:
    itch = binary("itch", said("spreading"), 0.2, question="Does it itch?", asked_if=said("petechiae"))
    findings = {**knowledge().findings, itch.id: itch}
    causes = {"a": cause("a", 50.0, {"itch": 0.9}), "b": cause("b", 50.0, {"itch": 0.1})}
    skin = [statement("petechiae", assertion=assertion)] if assertion is not None else []
    feverish = TriggerDefinition("fever", "fever recorded", said("fever"))
    known = knowledge(findings=findings, causes=causes, triggers=(feverish,))
    answer = Reasoner(known).assess(chart(statements=[statement("fever"), *skin]))
    assert ("Does it itch?" in [question.text for question in answer.questions]) is asked


@pytest.mark.parametrize(
    ("assertion", "told"), [(Assertion.PRESENT, True), (None, True), (Assertion.ABSENT, False)]
)  # fmt: skip
def test_a_cause_of_a_gate_is_not_told_where_what_it_requires_is_known_to_be_absent(
    assertion: Assertion | None, *, told: bool
) -> None:
    obstetric = cause("obstetric", 0.001, {}, must_not_miss=True, requires=FindingId("fever"))
    causes = {"obstetric": obstetric, "other": cause("other", 99.0, {})}
    naming = gate("naming", said("petechiae"), names=(CauseId("obstetric"),))
    fever = [statement("fever", assertion=assertion)] if assertion is not None else []
    known = knowledge(causes=causes, gates={naming.id: naming})
    answer = Reasoner(known).assess(chart(statements=[PETECHIAE, *fever]))
    assert ([danger.cause.id for danger in answer.not_excluded] == ["obstetric"]) is told
