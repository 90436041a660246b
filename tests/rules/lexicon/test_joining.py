"""Two entries that together state a third: near each other, in one part of a sentence, and with both their senses."""

from __future__ import annotations

import pytest

from rules.lexicon import Join, Lexicon
from tests.rules.lexicon.delivered import TEXT_WORDS

ENTRIES = {
    "bleeding": ["bleeding", "bled"],
    "nose": ["nose"],
    "nostril": ["nostril"],
    "surgery": ["surgery"],
    "raised": ["raised"],
    "spots": ["spots"],
}
LEXICON = Lexicon.compile(
    ENTRIES,
    TEXT_WORDS,
    [
        Join("nosebleed", frozenset({"bleeding"}), frozenset({"nose", "nostril"})),
        Join("surgical", frozenset({"bleeding"}), frozenset({"surgery"}), frozenset({"after"})),
        Join("raised_spots", frozenset({"raised"}), frozenset({"spots"})),
        Join("raised_spots", frozenset({"raised"}), frozenset({"spots"}), frozenset({","})),
    ],
)


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("bleeding from the nose", {"nosebleed"}),
        ("nose still bleeding", {"nosebleed"}),
        ("bled from one nostril", {"nosebleed"}),
        ("bleeding one two three four five six nose", {"nosebleed"}),
        ("bleeding one two three four five six seven nose", set()),
        ("bleeding, nose clear", set()),
        ("bleeding. nose clear", set()),
        ("bleeding but nose clear", set()),
        ("bleeding shows in the nose", {"nosebleed"}),
        ("bled for days after surgery", {"surgical"}),
        ("surgery after bleeding", set()),
        ("bleeding before surgery", set()),
        ("raised spots", {"raised_spots"}),
        ("raised, purple spots", {"raised_spots"}),
        ("raised, purple, painless spots", {"raised_spots"}),
        ("raised lumps, purple spots", set()),
        ("spots, raised", set()),
        ("raised. spots", set()),
        ("raised, then but spots", set()),
        ("raised, one two three four five spots", {"raised_spots"}),
        ("raised, one two three four five six spots", set()),
        ("bleeding", set()),
        ("nose", set()),
        ("", set()),
    ],
)
def test_joins(text: str, joined: set[str]) -> None:
    assert {match.id for match in LEXICON.match(text)} - ENTRIES.keys() == joined


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("bleeding from the nose", (False, False, False)),
        ("no bleeding from the nose", (True, False, False)),
        ("previous bleeding from the nose", (False, True, False)),
        ("mother bled from the nose", (False, False, True)),
    ],
)
def test_what_is_joined_has_the_senses_of_both(text: str, flags: tuple[bool, bool, bool]) -> None:
    match = next(match for match in LEXICON.match(text) if match.id == "nosebleed")
    assert (match.negated, match.historical, match.family) == flags


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("no bleeding after surgery", {"surgical"}),
        ("no bleeding", {"bleeding"}),
        ("no bleeding before surgery", {"bleeding", "surgery"}),
        ("no bleeding from the nose", {"bleeding", "nose", "nosebleed"}),
        ("bleeding after surgery", set()),
        ("no raised, purple spots", {"raised", "spots", "raised_spots"}),
    ],
)
def test_who_denies_two_that_are_linked_denies_that_they_met(text: str, denied: set[str]) -> None:
    assert {match.id for match in LEXICON.match(text) if match.negated} == denied
    assert not text.startswith("no") or all(match.negated for match in LEXICON.match(text))


def test_what_is_not_said_joins_nothing() -> None:
    assert LEXICON.match("risk of bleeding from the nose") == ()


def test_both_are_still_said() -> None:
    assert {match.id for match in LEXICON.match("bleeding from the nose")} == {"bleeding", "nose", "nosebleed"}
