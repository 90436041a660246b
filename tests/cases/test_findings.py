"""Findings of the knowledge as delivered, where a boundary was hard won."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from rules.chart import Course, Origin
from rules.chart_index import ChartIndex
from rules.closure import closure
from rules.compiling import CompiledCriteria
from rules.evaluation import Evaluation
from rules.findings import derive_findings
from rules.identifiers import ConceptId, FindingId
from rules.loading import load_knowledge
from rules.logic import Truth
from tests.rules.builders import ago, chart, result, statement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rules.chart import Result, Statement
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


def count_states(
    knowledge: Knowledge, results: Sequence[Result], statements: Sequence[Statement] = (), age_days: float = 14600.0
) -> frozenset[str]:
    index = ChartIndex(chart(results=results, statements=statements, age_days=age_days), knowledge)
    states = derive_findings(Evaluation(index, CompiledCriteria(knowledge)))[FindingId("platelet_count")].states
    return frozenset(map(str, states))


@pytest.mark.parametrize(("film_days", "count_days", "low"), [(0, 2, True), (1, 2, True), (0, 1, False), (2, 3, False)])
def test_the_film_of_the_day_outweighs_an_older_number(
    knowledge: Knowledge, film_days: int, count_days: int, *, low: bool
) -> None:
    film = result("smear_comment", days=film_days, words="severe thrombocytopenia, no schistocytes")
    states = count_states(knowledge, [film, result("platelet_count", 214, days=count_days)])
    assert states == ({"lt10", "10_29", "30_49"} if low else {"150_450"})


@pytest.mark.parametrize(
    ("count_days", "spots_days", "states"),
    [(7, 1, {"150_450"}), (8, 1, set()), (8, 8, {"150_450"}), (30, 60, {"150_450"}), (8, None, {"150_450"})],
)
def test_a_normal_count_from_before_the_bleeding_says_nothing(
    knowledge: Knowledge, count_days: int, spots_days: int | None, states: set[str]
) -> None:
    spots = [] if spots_days is None else [statement("petechiae", days=spots_days)]
    assert count_states(knowledge, [result("platelet_count", 240, days=count_days)], spots) == states


def test_a_low_count_from_before_the_bleeding_stays_known(knowledge: Knowledge) -> None:
    spots = [statement("petechiae", days=1)]
    assert count_states(knowledge, [result("platelet_count", 40, days=20)], spots) == {"30_49"}


@pytest.mark.parametrize(
    ("concept", "own"),
    [("normal_platelet_count", {"150_450"}), ("severe_thrombocytopenia", {"lt10", "10_29", "30_49"})],
)
@pytest.mark.parametrize(
    ("age_days", "of_the_mother", "counts"), [(1, True, False), (1, False, True), (365, True, True)]
)
def test_the_count_of_the_mother_is_not_the_child_s(
    knowledge: Knowledge, concept: str, own: set[str], age_days: float, *, of_the_mother: bool, counts: bool
) -> None:
    told = statement(concept, *(["maternal_history"] if of_the_mother else []), days=1)
    assert count_states(knowledge, [], [told], age_days) == (own if counts else set())


OF_RED_CELLS = {"schistocytes", "spherocytes"}
OF_THE_FILM = OF_RED_CELLS | {
    "atypical_lymphocytes", "blasts", "dysplastic_film", "hypersegmented_neutrophils", "large_platelets",
    "leukoerythroblastic_film", "promyelocytes",
}  # fmt: skip


@pytest.mark.parametrize(
    ("words", "days", "absent"),
    [
        ("normal blood film", 30, OF_THE_FILM),
        ("normal blood film", 31, set()),
        ("normal red cell morphology", 30, OF_RED_CELLS),
        ("normal red cell morphology", 31, set()),
        ("see comment", 1, set()),
    ],
)
def test_a_normal_film_refutes_all_it_shows_and_normal_red_cells_only_what_red_cells_show(
    knowledge: Knowledge, words: str, days: float, absent: set[str]
) -> None:
    index = ChartIndex(chart(results=[result("smear_comment", days=days, words=words)]), knowledge)
    found = derive_findings(Evaluation(index, CompiledCriteria(knowledge)))
    assert {name for name in OF_THE_FILM if found[FindingId(name)].truth is Truth.ABSENT} == absent


CHILD_DAYS, INFANT_DAYS = 5.0 * 365, 210.0


@pytest.mark.parametrize(
    ("finding", "said", "age_days", "truth"),
    [
        ("consanguinity", [("consanguinity", {"origin": Origin.FAMILY})], CHILD_DAYS, Truth.PRESENT),
        ("consanguinity", [], CHILD_DAYS, Truth.UNKNOWN),
        ("paraprotein", [("mgus", {})], 25000.0, Truth.PRESENT),
        ("known_plasma_cell_disorder", [("mgus", {})], 25000.0, Truth.UNKNOWN),
        ("known_plasma_cell_disorder", [("myeloma", {})], 25000.0, Truth.PRESENT),
        ("injury_unexplained", [("unexplained_injury", {"course": Course.PAST})], INFANT_DAYS, Truth.PRESENT),
        ("injury_unexplained", [("unexplained_injury", {"course": Course.PAST})], CHILD_DAYS, Truth.UNKNOWN),
    ],
)
def test_findings_by_what_is_said(
    knowledge: Knowledge, finding: str, said: list[tuple[str, dict[str, Any]]], age_days: float, truth: Truth
) -> None:
    statements = [
        statement(*sorted(closure((name,), lambda each: knowledge.concepts[ConceptId(each)].implies)), **more)
        for name, more in said
    ]
    index = ChartIndex(chart(statements=statements, age_days=age_days), knowledge)
    found = derive_findings(Evaluation(index, CompiledCriteria(knowledge)))[FindingId(finding)]
    assert (found.truth if found.truth is Truth.PRESENT else Truth.UNKNOWN) is truth


@pytest.mark.parametrize(
    ("told", "truth"),
    [
        ([], Truth.UNKNOWN),
        ([statement("surgery", days=30)], Truth.PRESENT),
        ([statement("surgery", days=31)], Truth.UNKNOWN),
        ([statement("surgery")], Truth.UNKNOWN),
        ([statement("surgery", recorded=ago(1))], Truth.PRESENT),
        ([statement("surgery", recorded=ago(1), course=Course.PAST)], Truth.UNKNOWN),
        ([statement("fracture")], Truth.UNKNOWN),
        ([statement("dialysis")], Truth.PRESENT),
        ([statement("dialysis", course=Course.PAST)], Truth.UNKNOWN),
    ],
)
def test_an_operation_makes_heparin_likely_only_when_it_is_known_to_be_of_late(
    knowledge: Knowledge, told: Sequence[Statement], truth: Truth
) -> None:
    index = ChartIndex(chart(statements=told), knowledge)
    assert derive_findings(Evaluation(index, CompiledCriteria(knowledge)))[FindingId("heparin_likely")].truth is truth
