"""A sign and the body site in its own field state what the two say in one breath."""

from __future__ import annotations

import pytest

from cds.fhir.concept_codes import Concepts
from cds.fhir.spoken import Spoken
from rules.identifiers import ConceptId
from rules.loading import load_knowledge


@pytest.fixture(scope="module")
def concepts() -> Concepts:
    known = load_knowledge()
    return Concepts(known.concepts, known.text_words)


@pytest.mark.parametrize(
    ("sign", "site", "stated"),
    [
        ("haemorrhagic_bullae", "tongue", "wet_purpura"),
        ("purpura", "palate", "wet_purpura"),
        ("petechiae", "palate", "palatal_petechiae"),
        ("bleeding", "gums", "gum_bleeding"),
    ],
)
def test_a_sign_of_the_mouth_is_a_sign_of_the_mucosa(concepts: Concepts, sign: str, site: str, stated: str) -> None:
    placed = concepts.placed(Spoken(asserted=frozenset({ConceptId(sign)})), frozenset({ConceptId(site)}))
    assert stated in placed.asserted
    assert site in placed.sites


@pytest.mark.parametrize("site", ["lower_limb", "face"])
def test_a_sign_of_the_skin_says_nothing_of_the_mouth(concepts: Concepts, site: str) -> None:
    placed = concepts.placed(Spoken(asserted=frozenset({ConceptId("purpura")})), frozenset({ConceptId(site)}))
    assert placed.asserted == {"purpura"}
