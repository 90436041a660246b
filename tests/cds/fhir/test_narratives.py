from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from cds.fhir.narratives import LONGEST_TEXT
from rules.chart import Course, Origin
from tests.cds.fhir.builders import observation, read, whys


def concluded(text: str, **more: Any) -> Any:
    return {"resourceType": "DiagnosticReport", "id": "r", "status": "final", "issued": "2026-05-09T10:00:00Z",
            "conclusion": text, **more}  # fmt: skip


def told(*resources: Any) -> list[tuple[set[str], set[str], str]]:
    return [(set(s.concepts), set(s.denied), s.text) for s in read(*resources).statements]


def test_only_the_phrase_is_quoted() -> None:
    (statement,) = read(concluded("Mr Miller of 12 Elm Street has petechiae, he works as a baker")).statements
    assert statement.text == "petechiae"
    assert statement.from_text


def test_what_is_denied_is_quoted_as_denied() -> None:
    (statement,) = read(concluded("Petechiae on the legs, no ITP")).statements
    assert (statement.text, statement.denied) == ("petechiae, legs, no itp", {"itp"})


def test_each_sentence_speaks_for_itself() -> None:
    first, second = read(concluded("Petechiae on the legs. Fever.")).statements
    assert (first.concepts >= {"petechiae"}, first.sites) == (True, {"legs", "limb"})
    assert (second.concepts, second.sites) == ({"fever"}, frozenset())


def test_the_date_is_that_of_the_report() -> None:
    (statement,) = read(concluded("Fever")).statements
    assert statement.recorded.at.day == 9
    assert not read(concluded("Fever", issued="2027-05-09T10:00:00Z")).statements


def test_headings_decide_whom_and_when() -> None:
    chart = read(concluded("PMH:\nITP\n\nFamily history: ITP\nPlan: return if petechiae\nExam: petechiae"))
    assert [(s.origin, s.course, sorted(s.concepts & {"itp", "petechiae"})) for s in chart.statements] == [
        (Origin.REPORT, Course.PAST, ["itp"]),
        (Origin.FAMILY, Course.UNSTATED, ["itp"]),
        (Origin.REPORT, Course.UNSTATED, ["petechiae"]),
    ]


def test_a_suspected_disease_is_marked() -> None:
    assert read(concluded("Differential: ITP")).statements[0].uncertain
    assert not read(concluded("Diagnosis: ITP")).statements[0].uncertain


def test_notes_beside_a_sign_are_read_and_those_of_the_laboratory_are_not() -> None:
    sign = observation({"text": "skin"}, valueString="see note", note=[{"text": "petechiae"}])
    assert ({"petechiae", "skin_bleeding", "bleeding"}, set(), "petechiae") in told(sign)
    method = {"note": [{"text": "Fever may lower the count."}, {"text": "petechiae"}]}
    assert not told(observation("777-3", valueQuantity={"value": 90, "unit": "10*3/uL"}, **method))
    laboratory = [{"coding": [{"code": "laboratory"}]}]
    assert not told(observation({"text": "unknown test"}, category=laboratory, valueString="done", **method))


def test_older_versions_call_a_note_comments() -> None:
    assert told(observation({"text": "skin"}, valueString="see comment", comments="petechiae"))


def condition(**more: Any) -> Any:
    return {"resourceType": "Condition", "id": "c", "code": {"text": "rash of the legs"}, "recordedDate": "2026-05-08",
            "note": [{"text": "petechiae, no fever"}], **more}  # fmt: skip


def test_the_note_of_a_problem() -> None:
    (statement,) = read(condition()).statements
    assert (statement.denied, statement.from_text, statement.recorded.at.day) == ({"fever"}, True, 8)
    assert statement.concepts >= {"petechiae"}
    assert told(condition(note=None, notes="petechiae"))
    assert not told(condition(note=None))


def test_the_note_of_a_problem_that_is_over_is_of_the_past() -> None:
    (statement,) = read(condition(clinicalStatus={"coding": [{"code": "resolved"}]})).statements
    assert statement.course is Course.PAST


@pytest.mark.parametrize("status", ["refuted", "entered-in-error"])
def test_the_note_of_a_problem_that_is_none_is_not_read(status: str) -> None:
    assert not told(condition(verificationStatus={"coding": [{"code": status}]}))


def test_an_entry_is_no_running_text() -> None:
    assert not read(condition(code={"text": "petechiae"}, note=None)).statements[0].from_text


def test_a_reason_in_words_is_from_text_and_a_coded_one_is_not() -> None:
    visit: Any = {"resourceType": "Encounter", "id": "e", "status": "in-progress", "reasonCode": [{"text": "fever"}]}
    assert read(visit).statements[0].from_text
    coded = {"coding": [{"system": "http://snomed.info/sct", "code": "271813007"}], "text": "spots"}
    assert not read(visit | {"reasonCode": [coded]}).statements[0].from_text


def test_a_text_is_read_to_its_bound_and_the_rest_is_reported() -> None:
    well = "Well. " * (LONGEST_TEXT // 6 - 2)
    at_the_end = well + " " * (LONGEST_TEXT - len(well) - 9) + "petechiae"
    assert len(told(concluded(at_the_end))) == 1
    beyond = read(concluded(f" {at_the_end}"))
    assert not beyond.statements
    assert "longer than is read" in whys(beyond)


def test_half_a_sentence_is_not_read() -> None:
    well = "Well. " * (LONGEST_TEXT // 6 - 2)
    assert not told(concluded(f"{well}Petechiae of the legs or arms have not been seen"))


def test_a_chart_is_read_to_its_bound() -> None:
    long = "fever. " + "x" * (LONGEST_TEXT - 7)
    chart = read(*(concluded(long, id=str(number)) for number in range(7)))
    assert len(chart.statements) == 3
    assert "longer than is read" in whys(chart)


def test_of_more_than_is_read_the_newest_are_read_whatever_their_order() -> None:
    filler = "x" * (LONGEST_TEXT - 11)
    sent = [
        concluded(f"fever. {filler}", id="old", issued="2026-05-01T10:00:00Z"),
        concluded(f"petechiae. {filler}", id="new"),
        concluded(f"jaundice. {filler}", id="undated", issued=None),
        concluded(f"rash. {filler}", id="older", issued="2026-04-01T10:00:00Z"),
    ]
    first = read(*sent)
    assert [statement.text for statement in first.statements] == ["petechiae", "fever"]
    for order in permutations(sent):
        assert read(*order) == first
