"""The vocabulary as delivered on sentences nobody tuned a phrase to first: what they state, and what they do not.

``wordings/stated.txt`` and ``wordings/not_stated.txt`` hold invented sentences, one a line.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from cds.fhir.concept_codes import Concepts
from rules.loading import load_knowledge

WORDINGS = Path(__file__).parent / "wordings"
OF_RELATIVES = ("family_", "maternal_")


def rows(name: str) -> list[tuple[str, str]]:
    lines = (WORDINGS / name).read_text(encoding="utf-8").splitlines()
    pairs = (line.rsplit("|", 1) for line in lines if not line.startswith("#"))
    return [(text.strip(), concepts.strip()) for text, concepts in pairs]


@pytest.fixture(scope="module")
def concepts() -> Concepts:
    known = load_knowledge()
    return Concepts(known.concepts, known.text_words)


def stated(concepts: Concepts, text: str, *, also_of_relatives: bool = False, also_past: bool = False) -> set[str]:
    """What the text says of the patient now, with all that is implied."""
    said: set[str] = set()
    for spoken in concepts.spoken(text):
        counts = (also_of_relatives or not spoken.family) and (also_past or not spoken.historical)
        if counts and not spoken.uncertain:
            meaning = concepts.meaning(spoken)
            said |= meaning.stated | meaning.sites
    return said


@pytest.mark.parametrize(("text", "concept"), rows("stated.txt"))
def test_states(concepts: Concepts, text: str, concept: str) -> None:
    said = stated(concepts, text, also_of_relatives=concept.startswith(OF_RELATIVES), also_past=True)
    assert concept in said


@pytest.mark.parametrize(("text", "unsaid"), rows("not_stated.txt"))
def test_does_not_state(concepts: Concepts, text: str, unsaid: str) -> None:
    assert stated(concepts, text).isdisjoint(unsaid.split())


def test_every_concept_named_here_exists() -> None:
    named = {name for file in ("stated.txt", "not_stated.txt") for _, names in rows(file) for name in names.split()}
    assert named <= load_knowledge().concepts.keys()


def test_the_relative_goes_with_what_is_said_of_them(concepts: Concepts) -> None:
    of_mother = [spoken for spoken in concepts.spoken("mother with history of lupus") if spoken.family]
    assert [sorted(spoken.asserted & {"maternal_history", "sle"}) for spoken in of_mother] == [
        ["maternal_history", "sle"]
    ]


def test_body_site_of_a_pair_stands_for_what_lies_in_it(concepts: Concepts) -> None:
    assert "oral_bleeding" in stated(concepts, "bleeding from the tongue")
