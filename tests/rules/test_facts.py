"""Which facts a question asks about, and which a chart holds."""

from __future__ import annotations

from rules.chart_index import ChartIndex
from rules.criteria import AgeIs, DrugIs, FindingIs, Side
from rules.facts import ALWAYS, Facts
from rules.identifiers import DrugId, FindingId
from tests.rules.builders import Assertion, chart, drug, knowledge, lab_is, result, said, statement, states

LOW = FindingIs(FindingId("platelet_count"), states("low"))
FEVER = FindingIs(FindingId("fever"))


def test_a_chart_holds_the_facts_it_tells_of_in_any_way() -> None:
    facts = Facts(())
    asked = {
        "said": facts.of(said("fever")),
        "denied": facts.of(said("petechiae")),
        "result": facts.of(lab_is("platelet_count", Side.BELOW, 50)),
        "drug": facts.of(DrugIs(drugs=frozenset({DrugId("heparin")}))),
        "never told": facts.of(said("spreading")),
    }
    told = chart(
        statements=[statement("fever"), statement("petechiae", assertion=Assertion.ABSENT)],
        results=[result("platelet_count", 20)],
        drugs=[drug("heparin", "heparin")],
    )
    held = facts.held_by(ChartIndex(told, knowledge(triggers=())))
    assert {name for name, bits in asked.items() if bits & held} == {"said", "denied", "result", "drug"}
    assert len(set(asked.values())) == len(asked)


def test_a_question_about_several_things_asks_for_any_of_them() -> None:
    facts = Facts(())
    assert facts.of(said("fever", "petechiae")) == facts.of(said("fever")) | facts.of(said("petechiae"))


def test_every_chart_has_an_age_if_only_an_unknown_one() -> None:
    facts = Facts(())
    assert facts.of(AgeIs(below_days=28)) == ALWAYS
    assert facts.held_by(ChartIndex(chart(), knowledge(triggers=()))) == ALWAYS


def test_a_finding_tells_that_it_is_as_asked_or_that_it_is_not() -> None:
    facts = Facts((LOW, FEVER, LOW))
    so, not_so = facts.about(LOW)
    low, normal = states("low"), states("normal")
    assert facts.told_by(LOW.finding, low) == so
    assert facts.told_by(LOW.finding, normal) == not_so
    assert facts.told_by(LOW.finding, low | normal) == 0
    assert facts.told_by(LOW.finding, frozenset()) == 0
    assert facts.told_by(FEVER.finding, states("present")) == facts.about(FEVER)[0]
    assert facts.told_by(FEVER.finding, states("absent")) == facts.about(FEVER)[1]
    assert facts.told_by(FindingId("nobody_asks"), states("present")) == 0


def test_facts_of_findings_and_of_the_chart_are_never_the_same() -> None:
    facts = Facts((LOW, FEVER))
    bits = [ALWAYS, *facts.about(LOW), *facts.about(FEVER), facts.of(said("fever")), facts.of(said("petechiae"))]
    assert sum(bits).bit_count() == len(bits)
