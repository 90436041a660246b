"""A range in a phrase and the numbers of a text: both ends, what may stand between, and what is counted instead."""

from __future__ import annotations

import pytest

from rules.lexicon import Lexicon
from rules.lexicon.numbers import number, number_range
from tests.rules.lexicon.delivered import TEXT_WORDS

LEXICON = Lexicon.compile(
    {
        "fever": ["temp 38..43.9", "t38*", "fever"],
        "no_fever": ["temp 36..37.9"],
        "low": ["platelet* 1..149", "platelet* 1000..149999", "platelet* < 1..150"],
        "big": ["spleen 13..40 cm"],
        "rash": ["rash"],
    },
    TEXT_WORDS,
)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("temp 38", ["fever"]),
        ("temp 37.9", ["no_fever"]),
        ("temp 37,9", ["no_fever"]),
        ("temp 43.9", ["fever"]),
        ("temp 44", []),
        ("temp 35.9", []),
        ("temp of 39.2", ["fever"]),
        ("temp: 39.2", ["fever"]),
        ("temp up to 39.2", ["fever"]),
        ("temp normal, 39", []),
        ("temp: rash 39", ["rash"]),
        ("T38.8", ["fever"]),
        ("T 38.8", []),
        ("no temp 39", ["fever"]),
        ("platelets 1", ["low"]),
        ("platelets 150", []),
        ("platelets 149", ["low"]),
        ("platelets 15,000", ["low"]),
        ("platelets 40k", ["low"]),
        ("platelets 400k", []),
        ("platelets < 100", ["low"]),
        ("platelets ≤100", ["low"]),
        ("platelets > 100", []),
        ("platelets 2 days ago", []),
        ("platelets 2 units, rash", ["rash"]),
        ("platelets 2 packs given", []),
        ("platelets 1 apheresis unit", []),
        ("platelets of 12 x 10^9/L", ["low"]),
        ("platelets twelve", []),
        ("spleen 16 cm", ["big"]),
        ("spleen of 16 cm", ["big"]),
        ("spleen 12 cm", []),
        ("spleen 16", []),
        ("spleen 1.2.3 cm", []),
    ],
)
def test_ranges(text: str, ids: list[str]) -> None:
    assert [match.id for match in LEXICON.match(text)] == ids


@pytest.mark.parametrize(
    ("token", "value"),
    [
        ("12", 12.0),
        ("12.5", 12.5),
        ("12,5", 12.5),
        ("1,200,000", 1_200_000.0),
        ("15k", 15_000.0),
        ("t38", None),
        ("1.2.3", None),
        ("3rd", None),
        (":", None),
        ("<", None),
    ],
)
def test_number(token: str, value: float | None) -> None:
    assert number(token) == value


@pytest.mark.parametrize("word", ["38", "38..", "..38", "a..b", "38.5", "temp"])
def test_a_plain_word_is_no_range(word: str) -> None:
    assert number_range(word) is None
