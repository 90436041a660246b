from __future__ import annotations

import re

import pytest

from cds.fhir.wordings import any_of, listed_plain, one_of, plain_words
from rules.word_definitions import WordList


@pytest.mark.parametrize(
    ("wording", "found"),
    [
        ("heparin FLUSH", True),
        ("heparin flushed", False),
        ("in haemodialysis", True),
        ("prehaemodialysis", False),
        ("line care", True),
        ("linecare", False),
        ("血液透析用", True),
        ("ab(c) line", True),
        ("abc line", False),
        ("", False),
    ],
)
def test_whole_words_endings_and_words_inside_others(wording: str, found: bool) -> None:
    words = any_of(["flush", "haemodialys*", "line care", "b(c) l*"], ["透析", "b(c)"])
    assert (words.search(wording) is not None) is found


@pytest.mark.parametrize("wording", ["", "flush", "(?!)"])
def test_without_words_nothing_is_found(wording: str) -> None:
    assert any_of([]).search(wording) is None


@pytest.mark.parametrize(
    ("wording", "found"),
    [("尿", True), ("尿沈渣", True), ("尿素", False), ("尿酸と尿", True), ("素尿", True)],
)
def test_a_word_inside_a_longer_one_of_another_meaning_is_not_found(wording: str, found: bool) -> None:
    assert (any_of([], ["尿"], ["尿素", "尿酸"]).search(wording) is not None) is found


@pytest.mark.parametrize(
    "sent", ["Liquor cérébral", "LIQUOR CEREBRAL", "PLT(クエン酸)", "pleurapunktat", "Pleura-Erguss"]
)
def test_a_list_is_found_in_plain_words_however_it_is_spelled(sent: str) -> None:
    words = listed_plain(WordList(("liquor cérébral", "Pleura*"), ("クエン酸",)))
    assert words.search(plain_words(sent)) is not None


@pytest.mark.parametrize(("words", "found"), [((), None), (("a", "a+b"), "a+b"), (("a", "b"), "a")])
def test_the_longest_word_is_tried_first(words: tuple[str, ...], found: str | None) -> None:
    match = re.match(one_of(words), "a+b")
    assert (match and match[0]) == found
