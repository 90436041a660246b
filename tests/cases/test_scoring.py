"""The figures of docs/accuracy.md are only as good as the scoring behind them."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import pytest

from benchmarks.scoring import DiagnosisTable, Match, Truth, first_at_least, relevant
from benchmarks.shares import Share
from benchmarks.timing import race

TABLE = DiagnosisTable(
    {
        "diagnoses": [
            {"id": "pox", "parent": "infection", "synonyms": ["great pox", "all"]},
            {"id": "cowpox", "parent": "infection", "synonyms": ["cow pox"]},
            {"id": "infection", "parent": None, "synonyms": []},
            {"id": "flu", "parent": None, "synonyms": ["influenza"]},
        ],
        "aliases": {"pox_adult": ["pox"], "pox_or_flu": ["flu", "pox"]},
        "workup_tests": {"film": ["blood film", "smear"], "level": ["zinc~"]},
    }
)
TRUTH = Truth("pox", frozenset({"flu"}), frozenset({"cowpox"}))


@pytest.mark.parametrize(
    ("cause", "label", "match"),
    [
        ("pox", "", Match.EXACT),
        ("pox_adult", "", Match.EXACT),
        ("pox_or_flu", "", Match.ACCEPTED),
        ("flu", "", Match.ACCEPTED),
        ("infection", "", Match.ACCEPTED),
        ("cowpox", "", Match.ARGUABLE),
        ("nosuch", "", Match.NONE),
        ("nosuch", "Great pox of the shin", Match.EXACT),
        ("nosuch", "Seasonal influenza", Match.ACCEPTED),
        ("nosuch", "Cow pox", Match.ARGUABLE),
        ("nosuch", "Fever (not great pox)", Match.NONE),
        ("nosuch", "After all", Match.NONE),
        ("nosuch", "ALL", Match.EXACT),
    ],
)
def test_an_entry_is_compared_by_id_then_alias_then_name(cause: str, label: str, match: Match) -> None:
    assert TABLE.match(TRUTH, TABLE.canonical(cause, label)) is match


def test_a_parent_is_accepted_for_its_child_never_the_child_for_its_parent() -> None:
    coarse = Truth("infection", frozenset(), frozenset())
    assert TABLE.match(coarse, TABLE.canonical("pox")) is Match.NONE


def test_entries_that_mean_the_same_take_one_place() -> None:
    listed = TABLE.listed([("pox_adult", ""), ("pox", ""), ("odd", "Odd"), ("flu", "")])
    assert listed == [("pox",), ("?Odd",), ("flu",)]


def test_places_count_from_one_and_none_is_not_listed() -> None:
    matches = [Match.NONE, Match.ARGUABLE, Match.ACCEPTED]
    assert first_at_least(matches, Match.ARGUABLE) == 2
    assert first_at_least(matches, Match.ACCEPTED) == 3
    assert first_at_least(matches, Match.EXACT) is None
    assert first_at_least([], Match.ARGUABLE) is None


@pytest.mark.parametrize(
    ("card", "named"),
    [
        ({"detail": "Order a Blood-film today"}, {"film"}),
        ({"suggestions": [{"label": "Smear"}]}, {"film"}),
        ({"detail": "zinc level"}, {"level"}),
        ({"detail": "zinc ointment"}, set()),
        ({"extension": {"x": "blood film"}}, set()),
        ({}, set()),
    ],
)
def test_tests_count_where_a_person_reads_them(card: dict[str, Any], named: set[str]) -> None:
    assert TABLE.named_tests([card]) == named


@pytest.mark.parametrize(
    ("card", "speaks"),
    [
        ({"summary": "Platelet count 9"}, True),
        ({"summary": "x", "detail": "easy bruising"}, True),
        ({"summary": "x", "extension": {"org.petechiae.differential": {"differential": []}}}, True),
        ({"summary": "Potassium 6"}, False),
        ({"summary": "x", "extension": {"org.petechiae.differential": {}}}, False),
    ],
)
def test_a_card_is_relevant_by_its_words_or_its_extension(card: dict[str, Any], *, speaks: bool) -> None:
    assert relevant(card) is speaks


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (Share(0, 0), "none"),
        (Share(5, 10), "5/10 = 50% (24 to 76)"),
        (Share(0, 10), "0/10 = 0% (0 to 28)"),
        (Share(10, 10), "10/10 = 100% (72 to 100)"),
    ],
)
def test_a_share_tells_its_uncertainty(share: Share, said: str) -> None:
    assert str(share) == said


def test_a_race_measures_everyone_every_round_and_itself_as_one() -> None:
    calls: list[str] = []
    times = race({"a": lambda: calls.append("a"), "b": lambda: calls.append("b")}, "a", rounds=3)
    assert [name for name, _ in groupby(calls)] == ["a", "b"] * 4
    assert times["a"].ratio == 1
    assert times["b"].milliseconds >= 0
