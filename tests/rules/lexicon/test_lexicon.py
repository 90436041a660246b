"""Folding, phrases and wildcards, whole-name matching, and what holds for any text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.lexicon import Lexicon, fold
from tests.rules.lexicon.delivered import TEXT_WORDS

LEXICON = Lexicon.compile(
    {
        "petechiae": ["petechia*"],
        "purpura": ["purpura", "purpuric rash"],
        "palpable": ["palpable purpura"],
        "rash": ["rash"],
        "schonlein": ["henoch schonlein*"],
        "coli": ["e coli"],
        "both_a": ["shared words"],
        "both_b": ["shared words"],
        "bilirubin": ["bilirubin, total", "bili"],
    },
    TEXT_WORDS,
)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", ()),
        ("  Pétéchie  ", ("petechie",)),
        ("Non-blanching", ("non", "blanching")),
        ("Henoch\u2013Schönlein's", ("henoch", ",", "schonleins")),
        ("Henoch\u2010Schönlein", ("henoch", "schonlein")),
        ("pete\u200bchiae", ("petechiae",)),
        ("\ufb01brin", ("fibrin",)),
        ("\u00b5g", ("μg",)),
        ("\u03bcg", ("μg",)),
        ("T 38.5, well", ("t", "38.5", ",", "well")),
        ("E. coli. Fever", ("e", "coli", ".", "fever")),
        ("vitamin K. Fever", ("vitamin", "k", ".", "fever")),
        ("a\r\nb", ("a", "\n", "\n", "b")),
        ("rash (legs)", ("rash", ",", "legs", ",")),
        ("rash (-)", ("rash", "negative", ",")),
        ("rash - legs", ("rash", ",", "legs")),
        ("rash?", ("rash", "??")),
        ("Rash? No", ("rash", ":", "no")),
        ("Rash? Nodules", ("rash", "??", "nodules")),
        ("?rash", ("?", "rash")),
        ("a / b", ("a", "b")),
        ("T38.5 <39", ("t38.5", "<", "39")),
        ("a \u2264 b\u2265c", ("a", "<", "b", ">", "c")),
    ],
)
def test_fold(text: str, tokens: tuple[str, ...]) -> None:
    assert fold(text) == tokens


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("petechiae", ["petechiae"]),
        ("PETECHIAL spots", ["petechiae"]),
        ("petech", []),
        ("purpura", ["purpura"]),
        ("purpuras", ["purpura"]),
        ("purpurate", []),
        ("palpable purpura", ["palpable"]),
        ("palpable, purpura", ["purpura"]),
        ("purpuric rash", ["purpura"]),
        ("purpuric", []),
        ("purpuric purpura", ["purpura"]),
        ("Henoch-Schönlein purpura", ["schonlein", "purpura"]),
        ("E. coli", ["coli"]),
        ("shared words", ["both_a", "both_b"]),
    ],
)
def test_phrases(text: str, ids: list[str]) -> None:
    assert [m.id for m in LEXICON.match(text)] == ids


def test_positions_count_tokens() -> None:
    match = LEXICON.match("a small, palpable purpura")[0]
    assert (match.start, match.end) == (3, 5)


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("Bilirubin.total", ("bilirubin",)),
        ("bilirubin", ()),
        ("bilirubin total direct", ()),
        ("BILI", ("bilirubin",)),
        ("Shared words", ("both_a", "both_b")),
        ("petechial", ("petechiae",)),
        ("no petechiae", ()),
        ("", ()),
    ],
)
def test_exact(name: str, ids: tuple[str, ...]) -> None:
    assert LEXICON.exact(name) == ids


def test_phrase_without_a_word_is_refused() -> None:
    with pytest.raises(ValueError, match="of empty has no word"):
        Lexicon.compile({"empty": ["..."]}, TEXT_WORDS)


def test_lexicon_without_entries_finds_nothing() -> None:
    assert Lexicon.compile({}, TEXT_WORDS).match("no petechiae") == ()


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=120))
def test_any_text_is_read(text: str) -> None:
    for match in LEXICON.match(text):
        assert 0 <= match.start < match.end <= len(fold(text))
    LEXICON.exact(text)


_PIECES = st.lists(
    st.sampled_from(
        ["no", "petechiae", "rash", ",", ".", "or", "palpable", "purpura", "mother", "history of", "absent"]
    ),
    max_size=8,
)


@settings(max_examples=150, deadline=None)
@given(_PIECES)
def test_a_further_sentence_changes_nothing_before_it(pieces: list[str]) -> None:
    text = " ".join(pieces)
    assert LEXICON.match(text + " . Zyx wvu") == LEXICON.match(text)


@settings(max_examples=100, deadline=None)
@given(_PIECES, st.lists(st.sampled_from(["zyx", "wvu", "tsr"]), min_size=1, max_size=4))
def test_unrelated_words_behind_keep_what_was_found(pieces: list[str], words: list[str]) -> None:
    text = " ".join(pieces)
    found = [(m.id, m.start, m.end) for m in LEXICON.match(text)]
    assert [(m.id, m.start, m.end) for m in LEXICON.match(f"{text} {' '.join(words)}")] == found
