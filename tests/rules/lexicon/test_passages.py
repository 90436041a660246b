from __future__ import annotations

import pytest

from rules.lexicon import Sense, passages
from tests.rules.lexicon.delivered import TEXT_WORDS


def read(text: str) -> list[tuple[str, Sense | None]]:
    return [(passage.text, passage.sense) for passage in passages(text, TEXT_WORDS.headings)]


def texts(text: str) -> list[str]:
    return [passage.text for passage in passages(text, TEXT_WORDS.headings)]


def test_sentences_end_where_they_end() -> None:
    assert texts("Spots on the legs. No cough; well.\nAte today") == [
        "Spots on the legs.", "No cough;", "well.", "Ate today",
    ]  # fmt: skip
    assert texts("") == texts(" \n\n") == []


@pytest.mark.parametrize(
    "text", ["Grew E. coli today.", "Dr. Green saw him.", "Count 3.5 today", "Spots? No. Cough? Yes"]
)
def test_a_full_stop_need_not_end_one(text: str) -> None:
    assert texts(text) == [text]


def test_a_broken_line_goes_on() -> None:
    assert texts("no spots,\nbruises or\r\n  cough\nWell") == ["no spots, bruises or cough", "Well"]
    long = "no spots on the skin of the trunk, the legs and the arms"
    assert texts(f"{long}\nor the face") == [f"{long} or the face"]
    assert texts(f"{long}.\nor the face") == [f"{long}.", "or the face"]
    assert texts("no spots\ncough") == ["no spots", "cough"]
    assert texts("no spots\nskin: dry") == ["no spots", "skin: dry"]


@pytest.mark.parametrize(
    ("heading", "sense"),
    [("Family history", Sense.FAMILY), ("PMH", Sense.HISTORICAL), ("Differential", Sense.UNCERTAIN), ("Exam", None)],
)
def test_a_heading_holds_for_its_line_or_the_lines_below(heading: str, sense: Sense | None) -> None:
    assert read(f"{heading}: spots")[-1][1] is sense
    assert read(f"{heading}: spots\nspots")[-1] == ("spots", None)
    assert [each for _, each in read(f"{heading}:\nspots\ncough")][-2:] == [sense, sense]
    assert [each for _, each in read(f"{heading.upper()}\n\n- spots\n- cough")][-2:] == [sense, sense]
    assert read(f"{heading}\nspots\n\ncough")[-1] == ("cough", None)
    assert read(f"{heading}\nspots\nSkin: dry")[-1] == ("Skin: dry", None)


def test_plans_advice_allergies_and_vaccines_say_nothing() -> None:
    assert texts("Plan: watch for spots") == texts("ALLERGIES\nnuts: spots") == texts("Return precautions: spots") == []
    assert texts("Cough. Plan: watch for spots") == ["Cough. "[:-1]]


def test_several_headings_on_a_line() -> None:
    assert read("PMH: gout. O/E: spots. FH: gout.") == [
        ("gout.", Sense.HISTORICAL), ("O/E: spots.", None), ("gout.", Sense.FAMILY),
    ]  # fmt: skip


def test_a_word_of_the_present_leaves_the_heading() -> None:
    assert read("PMH: gout. Now spots. Cough") == [("gout.", Sense.HISTORICAL), ("Now spots.", None), ("Cough", None)]


def test_an_unknown_heading_is_part_of_its_sentence() -> None:
    assert read("Colour: red") == [("Colour: red", None)]


def test_only_ticked_boxes_speak() -> None:
    assert texts("Signs: [x] spots [ ] cough [X] bruises") == ["Signs:", "spots", "bruises"]
    assert texts("[ ] spots [ ] cough") == []
