from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cds.web.browser.kinds import Key, Kind
from cds.web.browser.sentences import Sentences
from rules.chart import Sex
from rules.criteria import (
    AgeIs,
    AllOf,
    AnyOf,
    AtLeast,
    Bound,
    DrugIs,
    FindingIs,
    LabIs,
    Not,
    OnsetIs,
    Said,
    ScoreIs,
    SexIs,
    Side,
    TrendIs,
    Unless,
)
from rules.identifiers import ConceptId, DrugClass, FindingId, LabId, ScoreId, State

if TYPE_CHECKING:
    from cds.web.browser.sentences import Clause
    from rules.criteria import Criterion
    from rules.definitions import Knowledge


@pytest.fixture(scope="session")
def sentences(knowledge: Knowledge) -> Sentences:
    return Sentences(knowledge)


def words(clause: Clause) -> str:
    return "".join(piece.label for piece in clause.words)


PLATELETS = LabId("platelet_count")
HEPARIN = frozenset({DrugClass("heparin")})


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (LabIs((PLATELETS,), (Bound(Side.BELOW, 20),), within_days=3), "Platelet count under 20 ×10⁹/L, in the last 3"),
        (LabIs((LabId("ldh"),), (Bound(Side.ABOVE, times_upper=1.5),)), "over 1.5 times the upper limit of normal"),
        (LabIs((LabId("ldh"),), (Bound(Side.ABOVE, times_upper=1),)), "dehydrogenase over the upper limit of normal"),
        (LabIs((LabId("schistocytes"),), words=("helmet cell*",)), "reported with the words “helmet cell…”"),
        (Said(frozenset({ConceptId("petechiae")}), past=True), "the chart states, now or in the past, Petechiae"),
        (DrugIs(classes=HEPARIN, running=True), "molecular weight) running now"),
        (DrugIs(classes=HEPARIN, stopped_within_days=100), "running or stopped in the last 100 days"),
        (AgeIs(below_days=28), "age under 28 days"),
        (AgeIs(at_least_days=365.25, below_days=6574.5), "age 1 to under 18 years"),
        (SexIs(Sex.FEMALE), "female sex"),
        (TrendIs(PLATELETS, fall=0.5, within_days=30), "down by 50 % or more now, from the patient's own"),
        (OnsetIs(PLATELETS, 0.3, HEPARIN, 5, 10), "began on day 5 to 10 of Heparin"),
        (OnsetIs(PLATELETS, 0.3, HEPARIN, 4, possible=True), "may have begun on day 4 or later of Heparin"),
        (ScoreIs(ScoreId("plasmic"), Side.AT_LEAST, 6), "PLASMIC at least 6 points"),
        (FindingIs(FindingId("fever")), "Fever"),
        (FindingIs(FindingId("ldh"), frozenset({State("gt2x")})), "LDH: LDH over twice the limit"),
        (Not(FindingIs(FindingId("fever"))), "not Fever"),
        (Unless(FindingIs(FindingId("fever"))), "unless this is known: Fever"),
        (Unless(AllOf((FindingIs(FindingId("fever")),), "hot")), "unless this is known:"),
    ],
)  # fmt: skip
def test_a_question_is_a_sentence(asked: Criterion, told: str, sentences: Sentences) -> None:
    assert told in words(sentences.clause(asked))


def test_lists_keep_their_parts_and_labels(sentences: Sentences) -> None:
    fever, rash = FindingIs(FindingId("fever")), FindingIs(FindingId("schistocytes"))
    assert words(sentences.clause(AnyOf((fever, rash)))) == "any of these:"
    counted = sentences.clause(AtLeast(2, (fever, rash), "two signs"))
    assert (words(counted), counted.label, len(counted.parts)) == ("at least 2 of these:", "two signs", 2)
    named = sentences.clause(AllOf((fever,), "hot"))
    assert (named.label, named.words[0].key) == ("hot", Key(Kind.FINDING, "fever"))


def test_every_criterion_of_the_knowledge_can_be_read(sentences: Sentences, knowledge: Knowledge) -> None:
    def wordless(clause: Clause) -> bool:
        return not words(clause).strip() or any(map(wordless, clause.parts))

    asked = [gate.when for gate in knowledge.gates.values()]
    asked += [rule.when for finding in knowledge.findings.values() for rule in finding.rules]
    asked += [criterion for score in knowledge.scores.values() for criterion in score.criteria]
    assert len(asked) > 300
    assert not [criterion for criterion in asked if wordless(sentences.clause(criterion))]
