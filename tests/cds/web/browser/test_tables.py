from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cds.web.browser.calculator import calculator
from cds.web.browser.evidence import percent, rows_of_cause, rows_of_finding
from cds.web.browser.kinds import Key, Kind
from cds.web.browser.limits import limit_rows
from cds.web.browser.spans import ages, days
from rules.identifiers import CauseId, FindingId, ScoreId
from rules.lab_definitions import ReferenceLimit
from tests.rules.builders import lab

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from cds.web.browser.library import Library
    from rules.definitions import Knowledge


@pytest.mark.parametrize(
    ("span", "told"),
    [(0.5, "12 hours"), (1, "1 day"), (28, "28 days"), (30, "30 days"), (91, "3 months"), (92.5, "92.5 days"),
     (182.625, "6 months"), (365.25, "1 year"), (400, "400 days"), (6574.5, "18 years")],
)  # fmt: skip
def test_a_span_is_told_in_the_unit_that_keeps_it_whole(span: float, told: str) -> None:
    assert days(span) == told


@pytest.mark.parametrize(
    ("at_least", "below", "told"),
    [(None, None, "any age"), (None, 28, "under 28 days"), (0, 28, "under 28 days"),
     (6574.5, None, "18 years and over"), (28, 182.625, "28 days to under 6 months"),
     (730.5, 2191.5, "2 to under 6 years")],
)  # fmt: skip
def test_ages_are_told_as_people_say_them(at_least: float | None, below: float | None, told: str) -> None:
    assert ages(at_least, below) == told


@pytest.mark.parametrize(
    ("share", "told"),
    [(0, "0 %"), (0.0005, "0.05 %"), (0.009, "0.9 %"), (0.025, "2.5 %"), (0.1, "10 %"), (0.976, "98 %"), (1, "100 %")],
)
def test_a_share_has_the_digits_it_is_worth(share: float, told: str) -> None:
    assert percent(share) == told


def test_limits_open_on_one_side_are_told_so() -> None:
    rows = limit_rows(lab("x", ReferenceLimit(None, 5.0, 0, 28), ReferenceLimit(2.0, None, 28)))
    assert [row.normal.split()[:2] for row in rows] == [["up", "to"], ["from", "2"]]
    assert [row.age for row in rows] == ["under 28 days", "28 days and over"]


def test_evidence_is_told_strongest_first_with_the_marks_of_the_ranking(knowledge: Knowledge, library: Library) -> None:
    rows = rows_of_cause(knowledge.causes[CauseId("ttp")], knowledge, library.table)
    assert len(rows) == len(knowledge.causes[CauseId("ttp")].likelihoods)
    assert [row.strength for row in rows] == sorted((row.strength for row in rows), reverse=True)
    fragments = next(row for row in rows if row.finding.id == "schistocytes")
    assert [(state.with_cause, state.mark, state.side) for state in fragments.states] == [
        ("92 %", "+++", "for"),
        ("8 %", "−−−", "against"),
    ]


def test_a_finding_lists_only_the_causes_it_weighs_for(knowledge: Knowledge, library: Library) -> None:
    rows = rows_of_finding(knowledge.findings[FindingId("schistocytes")], knowledge, library.table)
    named = {cause.id for cause in knowledge.causes.values() if "schistocytes" in cause.likelihoods}
    assert {row.cause.id for row in rows} == named
    assert 0 < len(named) < len(knowledge.causes)


def test_nothing_known_leaves_the_whole_range(knowledge: Knowledge) -> None:
    empty = calculator(knowledge.scores[ScoreId("plasmic")], {})
    assert (empty.points, empty.open) == ("0 to 7 of 7", 7)
    assert "low to high" in empty.meaning


def test_answers_narrow_the_range_until_it_is_settled(knowledge: Knowledge) -> None:
    score = knowledge.scores[ScoreId("plasmic")]
    one = calculator(score, {f"item.{score.items[0].id}": "0"})
    assert (one.points, one.open) == ("1 to 7 of 7", 6)
    every = calculator(score, {f"item.{item.id}": "0" for item in score.items})
    assert (every.points, every.open) == ("7 of 7", 0)
    assert "high" in every.meaning
    assert "low" not in every.meaning


@pytest.mark.parametrize("value", ["", "9", "-1", "yes", "0 "])
def test_an_answer_that_is_none_of_the_choices_is_not_known(value: str, knowledge: Knowledge) -> None:
    score = knowledge.scores[ScoreId("plasmic")]
    assert calculator(score, {f"item.{score.items[0].id}": value}).points == "0 to 7 of 7"


def test_every_score_can_be_worked_out_by_address(bench: FlaskClient, knowledge: Knowledge) -> None:
    for score in knowledge.scores.values():
        query = "&".join(f"item.{item.id}={len(item.options)}" for item in score.items)
        page = bench.get(f"/knowledge/scores/{score.id}?{query}").get_data(as_text=True)
        assert "every item known" in page
        assert page.count(" checked") == len(score.items)


def test_the_users_of_findings_tests_sources_and_drugs_are_told(library: Library) -> None:
    fragments = {entry.key for uses in library.users(Key(Kind.FINDING, "schistocytes")).values() for entry, _ in uses}
    assert {Key(Kind.GATE, "tma"), Key(Kind.CAUSE, "ttp")} <= fragments
    confirming = {entry.key: how for entry, how in library.users(Key(Kind.TEST, "adamts13"))[Kind.CAUSE]}
    assert "confirms" in confirming[Key(Kind.CAUSE, "ttp")]
    source = library.users(Key(Kind.REFERENCE, "zheng2020d"))
    assert Kind.GATE in source
    assert Kind.CAUSE in source
    assert Key(Kind.SCORE, "four_ts") in {use.by for use in library.uses[Key(Kind.DRUG_CLASS, "heparin")]}


def test_nothing_uses_itself_and_every_user_has_a_page(library: Library) -> None:
    for key, uses in library.uses.items():
        assert key in library.entries
        assert all(use.by in library.entries and use.by != key for use in uses)
