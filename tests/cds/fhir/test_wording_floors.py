"""How much of the words of charts is read: invented wordings by concept, counted, with floors that may only rise.

``wordings/read/*.txt``: ``## concept concept`` opens a block; ``+`` lines state one of these concepts, ``-`` lines deny
one of them, ``x`` lines only look like them. Wordings are parted by " | ". Some are not read yet; they stay, so that
the figures are honest.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from cds.fhir.concept_codes import Concepts
from rules.loading import load_knowledge

READ = Path(__file__).parent / "wordings" / "read"
OF_RELATIVES = ("family_", "maternal_", "neonatal_sepsis_risk", "growth_restriction", "bleeding_disorder")
SIGNS = ("sign", "symptom")
FLOORS = {  # file: shares stated, denied, left alone
    "bleeding": (0.975, 0.924, 1.0),
    "diseases_and_results_1": (0.99, 0.92, 1.0),
    "diseases_and_results_2": (0.965, 0.72, 1.0),
    "exposures": (0.983, 0.842, 0.944),
    "pregnancy_and_newborn": (0.99, 0.871, 1.0),
    "skin_1": (0.974, 0.896, 1.0),
    "skin_2": (0.988, 0.708, 1.0),
    "symptoms": (0.97, 0.897, 1.0),
    "ward_notes_1": (0.961, 0.911, 1.0),
    "ward_notes_2": (0.97, 0.844, 1.0),
}


@pytest.fixture(scope="module")
def concepts() -> Concepts:
    known = load_knowledge()
    return Concepts(known.concepts, known.text_words)


@pytest.fixture(scope="module")
def kinds() -> dict[str, str]:
    return {concept.id: concept.kind for concept in load_knowledge().concepts.values()}


def rows(file: str) -> list[tuple[frozenset[str], str, str]]:
    wanted: frozenset[str] = frozenset()
    found = []
    for line in (READ / f"{file}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            wanted = frozenset(line[3:].split())
        else:
            found += [(wanted, line[0], text.strip()) for text in line[2:].split(" | ")]
    return found


def reading(concepts: Concepts, kinds: dict[str, str], wanted: frozenset[str], text: str) -> str:
    """``stated``, ``denied`` or ``silent``: what the text says of any of the wanted concepts, of the patient and now.

    A disease or an exposure of the past counts, a sign of the past does not.
    """
    of_relatives = any(concept.startswith(OF_RELATIVES) for concept in wanted)
    stated: set[str] = set()
    denied: set[str] = set()
    for spoken in concepts.spoken(text):
        if spoken.uncertain or (spoken.family and not of_relatives):
            continue
        meaning = concepts.meaning(spoken)
        told = meaning.stated | meaning.sites
        stated |= {concept for concept in told if not spoken.historical or kinds[concept] not in SIGNS}
        denied |= meaning.denied
    if wanted & stated:
        return "stated"
    return "denied" if wanted & denied else "silent"


@pytest.mark.parametrize("file", FLOORS)
def test_floors(concepts: Concepts, kinds: dict[str, str], file: str) -> None:
    counts: Counter[tuple[str, str]] = Counter()
    misses = []
    for wanted, sign, text in rows(file):
        found = reading(concepts, kinds, wanted, text)
        good = {"+": found == "stated", "-": found == "denied", "x": found != "stated"}[sign]
        counts[sign, "all"] += 1
        counts[sign, "good"] += good
        if not good:
            misses.append(f"{sign} {text}: {found}, wanted {' '.join(sorted(wanted))}")
    for sign, floor in zip("+-x", FLOORS[file], strict=True):
        share = counts[sign, "good"] / counts[sign, "all"] if counts[sign, "all"] else 1.0
        assert share >= floor, "\n".join([f"{sign} {share:.3f} is under {floor}", *misses])


def test_every_file_is_counted_and_names_concepts_that_exist(kinds: dict[str, str]) -> None:
    files = {path.stem for path in READ.glob("*.txt")}
    assert files == FLOORS.keys()
    assert all(wanted and wanted <= kinds.keys() for file in files for wanted, _, _ in rows(file))
