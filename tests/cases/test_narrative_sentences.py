"""Running text on labelled sentences, in all directions: present, denied, past, of a relative, not said."""

from __future__ import annotations

import pytest

from benchmarks.engine import load_engine
from benchmarks.narrative_sentences import Labelled, Mark, Tally, sentences, tally
from rules.identifiers import ConceptId


@pytest.fixture(scope="module")
def found() -> Tally:
    return tally([*sentences("tuned"), *sentences("unseen")], load_engine())


def test_there_are_sentences_of_every_kind(found: Tally) -> None:
    labelled = [*sentences("tuned"), *sentences("unseen")]
    assert len(labelled) >= 250
    assert len({sentence.text for sentence in labelled}) == len(labelled)
    assert min(found.all.values()) >= 20


def test_every_concept_that_is_marked_exists() -> None:
    known = load_engine().knowledge.concepts
    assert {mark.concept for name in ("tuned", "unseen") for each in sentences(name) for mark in each.marks} <= set(
        known
    )


def test_what_is_present_is_found_and_little_else(found: Tally) -> None:
    assert found.recall.hits >= 0.97 * found.recall.total, found.errors
    assert found.precision.hits >= 0.97 * found.precision.total, found.errors


@pytest.mark.parametrize(("sign", "least"), [("-", 0.97), ("<", 0.9), ("@", 0.9), ("~", 0.98)])
def test_what_is_not_present_is_read_as_what_it_is(found: Tally, sign: str, least: float) -> None:
    assert found.right[sign] >= least * found.all[sign], found.errors


def test_an_error_is_counted_and_told() -> None:
    wrong = Labelled("no petechiae", (Mark("+", ConceptId("petechiae")),))
    more = Labelled("petechiae", (Mark("-", ConceptId("petechiae")),))
    counted = tally([wrong, more], load_engine())
    assert (counted.recall.hits, counted.recall.total, counted.wrongly) == (0, 1, 1)
    assert counted.errors == ["+petechiae: no petechiae", "-petechiae: petechiae"]
