"""One key for both spellings and for singular and plural, and words that only look so."""

from __future__ import annotations

import pytest

from rules.lexicon import Lexicon
from rules.lexicon.spelling import american, singular
from tests.rules.lexicon.delivered import TEXT_WORDS

LEXICON = Lexicon.compile({"bleed": ["haemorrhagic blister"], "bite": ["tick bite"], "pass": ["oesophag*"]}, TEXT_WORDS)


@pytest.mark.parametrize(
    ("british", "expected"),
    [
        ("haemorrhage", "hemorrhage"),
        ("anaemia", "anemia"),
        ("oedematous", "edematous"),
        ("diarrhoea", "diarrhea"),
        ("dyspnoea", "dyspnea"),
        ("leucopenia", "leukopenia"),
        ("generalised", "generalized"),
        ("tumour", "tumor"),
        ("shoe", "shoe"),
        ("does", "does"),
        ("aerobic", "aerobic"),
        ("raised", "raised"),
        ("four", "four"),
        ("", ""),
    ],
)
def test_american(british: str, expected: str) -> None:
    assert american(british) == expected


@pytest.mark.parametrize(
    ("plural", "expected"),
    [
        ("bruises", "bruise"),
        ("rashes", "rash"),
        ("spots", "spot"),
        ("gums", "gums"),
        ("pus", "pus"),
        ("abscess", "abscess"),
        ("meningitis", "meningitis"),
        ("thrombus", "thrombus"),
        ("pregnancies", "pregnancies"),
    ],
)
def test_singular(plural: str, expected: str) -> None:
    assert singular(plural) == expected


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("hemorrhagic blisters", ["bleed"]),
        ("haemorrhagic blister", ["bleed"]),
        ("tick bites", ["bite"]),
        ("ticks bite", ["bite"]),
        ("esophageal", ["pass"]),
        ("oesophageal", ["pass"]),
        ("tic bite", []),
    ],
)
def test_a_phrase_is_found_in_either_spelling(text: str, ids: list[str]) -> None:
    assert [match.id for match in LEXICON.match(text)] == ids
