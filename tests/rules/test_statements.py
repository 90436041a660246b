from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest

from rules.chart_index import ChartIndex
from rules.concept_definitions import ConceptKind
from rules.identifiers import ConceptId
from rules.logic import Truth
from rules.statements import statement_question
from tests.rules.builders import Assertion, Caveat, Course, Origin, ago, chart, knowledge, said, statement


def asked(entries: list[Any], **more: Any) -> Truth:
    return statement_question(said("petechiae", **more))(ChartIndex(chart(statements=entries), knowledge())).truth


def test_nothing_said_is_unknown() -> None:
    assert asked([]) is Truth.UNKNOWN


def test_a_yes_anywhere_wins_over_a_no_elsewhere() -> None:
    no = statement("petechiae", assertion=Assertion.ABSENT)
    assert asked([no]) is Truth.ABSENT
    assert asked([no, statement("petechiae")]) is Truth.PRESENT


def test_a_relative_counts_only_where_family_history_is_asked_for() -> None:
    relative = statement("petechiae", origin=Origin.FAMILY)
    assert asked([relative]) is Truth.UNKNOWN
    assert asked([relative], origins=frozenset({Origin.FAMILY})) is Truth.PRESENT
    assert asked([statement("petechiae")], origins=frozenset({Origin.FAMILY})) is Truth.UNKNOWN


@pytest.mark.parametrize(("days", "truth"), [(29, Truth.PRESENT), (31, Truth.UNKNOWN)])
def test_a_suspected_disease_counts_only_where_suspicion_is_asked_for(days: float, truth: Truth) -> None:
    sign = knowledge().concepts[ConceptId("petechiae")]
    disease = replace(sign, id=ConceptId("itp"), kind=ConceptKind.DISEASE)
    known = replace(knowledge(), concepts=MappingProxyType({disease.id: disease}))
    index = ChartIndex(chart(statements=[statement("itp", days=days, uncertain=True)]), known)
    assert statement_question(said("itp", within_days=30, suspected=True))(index).truth is truth
    assert statement_question(said("itp", within_days=30))(index).truth is Truth.UNKNOWN
    refuted = ChartIndex(chart(statements=[statement("itp", assertion=Assertion.ABSENT)]), known)
    assert statement_question(said("itp", suspected=True))(refuted).truth is Truth.ABSENT


def test_a_site_asked_for_must_be_said() -> None:
    leg = frozenset({ConceptId("leg")})
    assert asked([statement("petechiae", sites=leg)], sites=leg) is Truth.PRESENT
    assert asked([statement("petechiae")], sites=leg) is Truth.UNKNOWN


def test_what_is_over_counts_only_where_the_past_is_asked_for() -> None:
    over = statement("petechiae", course=Course.PAST)
    assert asked([over]) is Truth.UNKNOWN
    assert asked([over], past=True) is Truth.PRESENT


@pytest.mark.parametrize(("days", "truth"), [(29, Truth.PRESENT), (31, Truth.UNKNOWN)])
def test_onset_decides_the_window(days: float, truth: Truth) -> None:
    assert asked([statement("petechiae", days=days, recorded=ago(0))], within_days=30) is truth


@pytest.mark.parametrize(
    ("entry", "counts_undated", "truth"),
    [
        ({}, True, Truth.PRESENT),
        ({}, False, Truth.UNKNOWN),
        ({"course": Course.PAST}, True, Truth.UNKNOWN),
        ({"course": Course.PAST}, False, Truth.UNKNOWN),
        ({"recorded": ago(1)}, False, Truth.PRESENT),
        ({"recorded": ago(31)}, False, Truth.UNKNOWN),
        ({"recorded": ago(1), "course": Course.PAST}, True, Truth.PRESENT),
        ({"recorded": ago(1), "course": Course.PAST}, False, Truth.UNKNOWN),
        ({"recorded": ago(1), "course": Course.PAST, "days": 29}, False, Truth.PRESENT),
        ({"recorded": ago(1), "course": Course.PAST, "days": 31}, False, Truth.UNKNOWN),
    ],
)
def test_what_has_no_date_is_of_now_unless_it_is_past_or_happened_once(
    entry: dict[str, Any], truth: Truth, *, counts_undated: bool
) -> None:
    asks = {"within_days": 30, "past": True, "date_unknown": counts_undated}
    assert asked([statement("petechiae", **entry)], **asks) is truth


def test_without_a_window_no_date_is_asked_for() -> None:
    assert asked([statement("petechiae", course=Course.PAST)], past=True, date_unknown=False) is Truth.PRESENT


@pytest.mark.parametrize(("days", "truth"), [(43, Truth.PRESENT), (41, Truth.UNKNOWN), (None, Truth.UNKNOWN)])
def test_older_than_needs_an_onset(days: float | None, truth: Truth) -> None:
    assert asked([statement("petechiae", days=days)], older_than_days=42) is truth


@pytest.mark.parametrize(
    ("entry", "truth"),
    [
        ({"days": 400, "recorded": ago(1)}, Truth.PRESENT),
        ({"days": 400, "recorded": ago(40)}, Truth.UNKNOWN),
        ({}, Truth.PRESENT),
    ],
)
def test_noted_lately_is_told_by_the_later_date_and_no_date_is_now(entry: dict[str, Any], truth: Truth) -> None:
    assert asked([statement("petechiae", **entry)], noted_within_days=30) is truth


def told(*concepts: str, **more: Any) -> Any:
    return statement(*concepts, from_text=True, **more)


def test_running_text_is_heard_where_no_entry_answers() -> None:
    assert asked([told("petechiae")]) is Truth.PRESENT
    assert asked([told("fever", denied=frozenset({ConceptId("petechiae")}))]) is Truth.ABSENT


@pytest.mark.parametrize(
    ("denied_days_ago", "told_days_ago", "expected"),
    [(1.0, 3.0, Truth.ABSENT), (1.0, 1.0, Truth.ABSENT), (3.0, 1.0, Truth.PRESENT), (None, 1.0, Truth.ABSENT),
     (1.0, None, Truth.ABSENT), (60.0, 61.0, Truth.PRESENT)],
)  # fmt: skip
def test_running_text_yields_to_an_entry_of_the_same_day_or_later(
    denied_days_ago: float | None, told_days_ago: float | None, expected: Truth
) -> None:
    def when(days: float | None) -> Any:
        return None if days is None else ago(days)

    denial = statement("petechiae", assertion=Assertion.ABSENT, recorded=when(denied_days_ago))
    assert asked([denial, told("petechiae", recorded=when(told_days_ago))]) is expected


def test_an_entry_is_shown_in_place_of_the_text_that_says_the_same() -> None:
    entry = statement("petechiae", text="petechiae of the legs")
    index = ChartIndex(chart(statements=[told("petechiae"), entry]), knowledge())
    (datum,) = statement_question(said("petechiae"))(index).data
    assert (datum.shown, datum.caveats) == ("petechiae of the legs", frozenset())


def test_a_text_that_denies_takes_nothing_from_an_entry() -> None:
    no = told("fever", denied=frozenset({ConceptId("petechiae")}), recorded=ago(0))
    assert asked([statement("petechiae", recorded=ago(9)), no]) is Truth.PRESENT


def test_what_text_says_is_marked() -> None:
    index = ChartIndex(chart(statements=[told("petechiae")]), knowledge())
    assert statement_question(said("petechiae"))(index).data[0].caveats == {Caveat.NARRATIVE}
