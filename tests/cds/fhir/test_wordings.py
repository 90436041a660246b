from __future__ import annotations

import pytest

from cds.fhir.wordings import any_of


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
