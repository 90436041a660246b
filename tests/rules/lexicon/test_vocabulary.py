"""The vocabulary as delivered: every phrase belongs to one concept, and common wording finds the right one."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from rules.lexicon import Lexicon, fold
from rules.lexicon.spelling import american, singular
from tests.rules.lexicon.delivered import TEXT_WORDS

FOLDER = Path(__file__).parents[3] / "rules" / "knowledge" / "concepts"


@pytest.fixture(scope="module")
def concepts() -> dict[str, dict[str, Any]]:
    return {path.stem: yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader) for path in FOLDER.glob("*.yaml")}


@pytest.fixture(scope="module")
def lexicon(concepts: dict[str, dict[str, Any]]) -> Lexicon:
    return Lexicon.compile({name: concept.get("phrases", ()) for name, concept in concepts.items()}, TEXT_WORDS)


def key(phrase: str) -> tuple[str, ...]:
    """The words of a phrase as the matcher compares them: spelling and plural do not make another phrase."""
    words = ((word, "*" if word.endswith("*") else "") for word in phrase.split())
    return tuple(
        american(token) + star if star else singular(american(token)) for word, star in words for token in fold(word)
    )


def test_no_phrase_stands_twice(concepts: dict[str, dict[str, Any]]) -> None:
    counts = Counter(key(phrase) for concept in concepts.values() for phrase in concept.get("phrases", ()))
    assert [" ".join(phrase) for phrase, count in counts.items() if count > 1] == []


def test_no_code_stands_in_two_concepts(concepts: dict[str, dict[str, Any]]) -> None:
    counts = Counter(
        (code["system"], code["code"]) for concept in concepts.values() for code in concept.get("codes", ())
    )
    assert [code for code, count in counts.items() if count > 1] == []


def test_no_concept_implies_what_it_denies(concepts: dict[str, dict[str, Any]]) -> None:
    def implied(name: str) -> set[str]:
        found = {name}
        for broader in concepts[name].get("implies", ()):
            found |= implied(broader)
        return found

    assert [name for name, c in concepts.items() if implied(name) & set(c.get("denies", ()))] == []


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Petechial rash of the lower limbs", {"petechiae", "lower_limb"}),
        ("palpable purpura on buttocks", {"palpable_purpura", "buttocks"}),
        ("non-blanching rash", {"nonblanching_lesion"}),
        ("blanching rash", {"blanching_lesion"}),
        ("bruises easily", {"spontaneous_bruising"}),
        ("contusion", {"contusion"}),
        ("bleeding from the gums", {"gum_bleeding"}),
        ("hemorrhagic bullae", {"haemorrhagic_bullae"}),
        ("haemorrhagic bullae", {"haemorrhagic_bullae"}),
        ("bloody diarrhea", {"bloody_diarrhoea"}),
        ("watery diarrhoea", {"diarrhoea"}),
        ("acute promyelocytic leukemia", {"apl"}),
        ("tick bite", {"tick_bite"}),
        ("vitamin K was not given", {"vitamin_k_not_given"}),
        ("received vitamin K at birth", {"vitamin_k_given"}),
        ("drinks wine", {"alcohol_use"}),
        ("drinks heavily", {"heavy_alcohol_use"}),
        ("hit his head", {"head_injury"}),
        ("eats no fruit or vegetables", {"no_fruit_or_vegetables"}),
        ("raccoon eyes", {"periorbital_purpura"}),
        ("long term care", {"institution"}),
        ("healthy, here for a check of growth", set()),
    ],
)
def test_common_wording(lexicon: Lexicon, text: str, ids: set[str]) -> None:
    assert {match.id for match in lexicon.match(text)} == ids


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("No petechiae, purpura or bleeding", {"petechiae", "purpura", "bleeding"}),
        ("non-tender, non-blanching macules", set()),
        ("gram-negative rods", set()),
        ("liver and spleen not palpable", set()),
        ("no known drug allergies", {"allergy"}),
    ],
)
def test_denials(lexicon: Lexicon, text: str, denied: set[str]) -> None:
    assert {match.id for match in lexicon.match(text) if match.negated} == denied
