from __future__ import annotations

from typing import Any

import pytest

from rules.chart import Assertion, Caveat, Course, Origin
from tests.cds.fhir.builders import AS_OF, LOINC, SNOMED, count, observation, read, the_result, whys

FEVER = {"coding": [{"system": SNOMED, "code": "386661006"}], "text": "Fever"}
EXAM = [{"coding": [{"code": "exam"}]}]
SOCIAL = [{"coding": [{"code": "social-history"}]}]


def only(chart: Any) -> Any:
    (statement,) = chart.statements
    return statement


@pytest.mark.parametrize("status", ["entered-in-error", "entered-in-error ", "cancelled"])
def test_withdrawn_results_are_dropped(status: Any) -> None:
    chart = read(count(88, status=status))
    assert not chart.results
    assert not chart.unread


@pytest.mark.parametrize(
    ("status", "caveat"),
    [("preliminary", Caveat.PRELIMINARY), ("unknown", Caveat.STATUS_UNKNOWN), ("banana", Caveat.STATUS_UNKNOWN)],
)
def test_doubtful_statuses_are_marked(status: Any, caveat: Any) -> None:
    assert the_result(read(count(88, status=status))).caveats == {caveat}
    assert not the_result(read(count(88))).caveats


def test_a_corrected_result_replaces_the_one_of_the_same_sample() -> None:
    chart = read(
        count(8), count(88, id="o2", status="corrected"), count(90, id="o3", effectiveDateTime="2026-05-08T08:00:00Z")
    )
    assert [r.value for r in chart.results["platelet_count"]] == [90, 88]


def test_a_final_result_replaces_the_preliminary_one() -> None:
    chart = read(count(8, status="preliminary"), count(88, id="o2"))
    assert the_result(chart).value == 88


def test_the_same_resource_twice_is_read_once() -> None:
    assert the_result(read(count(88), count(88))).value == 88


def test_times() -> None:
    day = the_result(read(count(88, effectiveDateTime="2026-05-09")))
    assert day.when.is_day
    period = the_result(read(count(88, effectiveDateTime=None, effectivePeriod={"end": "2026-05-09"})))
    assert period.when == day.when
    issued = the_result(read(count(88, effectiveDateTime=None, issued="2026-05-09T10:00:00+02:00")))
    assert issued.when.at.hour == 8
    assert the_result(read(count(88, effectiveDateTime=None))).when is None


def test_results_of_the_future_are_unread() -> None:
    chart = read(count(88, effectiveDateTime="2026-05-12T08:00:00Z"))
    assert not chart.results
    assert "dated in the future" in whys(chart)
    assert the_result(read(count(88, effectiveDateTime="2026-05-11T08:00:00Z"))).when.at > AS_OF


def test_a_boolean_answer_says_yes_or_no() -> None:
    assert only(read(observation(FEVER, category=EXAM, valueBoolean=True))).assertion is Assertion.PRESENT
    denied = only(read(observation(FEVER, category=EXAM, valueBoolean=False)))
    assert (denied.assertion, denied.concepts, denied.origin) == (Assertion.ABSENT, {"fever"}, Origin.EXAM)


def test_a_coded_answer_says_yes_or_no() -> None:
    absent = {"coding": [{"system": SNOMED, "code": "2667000"}]}
    assert only(read(observation(FEVER, valueCodeableConcept=absent))).assertion is Assertion.ABSENT


def test_question_and_answer_are_one_statement() -> None:
    chart = read(
        observation({"text": "Maternal history"}, category=SOCIAL, valueString="normal platelet count, no ITP")
    )
    statement = only(chart)
    assert statement.concepts == {"maternal_history", "normal_count"}
    assert statement.denied == {"itp"}
    assert statement.origin is Origin.SOCIAL
    assert statement.text == "Maternal history: normal platelet count, no ITP"


def test_a_question_answered_in_unknown_words_is_a_yes_and_none_is_a_no() -> None:
    travel = {"coding": [{"system": LOINC, "code": "8691-8"}], "text": "History of Travel"}
    yes = only(read(observation(travel, category=SOCIAL, valueString="Philippines")))
    assert (yes.assertion, yes.course) == (Assertion.PRESENT, Course.UNSTATED)
    assert only(read(observation(travel, category=SOCIAL, valueString="none"))).assertion is Assertion.ABSENT
    assert not read(observation(travel, category=SOCIAL, valueString="Unknown")).statements
    assert not read(observation(travel, category=SOCIAL, dataAbsentReason={"text": "unknown"})).statements


def test_unknown_questions_are_left_alone() -> None:
    chart = read(observation({"text": "Favourite colour"}, category=SOCIAL, valueString="blue"))
    assert not chart.statements
    assert not chart.unread


def test_unknown_laboratory_results_are_counted_without_values() -> None:
    labelled = [{"text": "Laboratory"}]
    chart = read(
        *(observation({"text": "Zonulin"}, id=f"z{n}", category=labelled, valueString="secret") for n in range(3))
    )
    assert whys(chart) == "3 laboratory results: not recognised: no known code or name"


def test_a_film_in_words_states_what_it_says() -> None:
    statement = only(read(observation("5909-7", valueString="schistocytes seen, no platelet clumps")))
    assert statement.concepts == {"schistocytes"}
    assert statement.denied == {"platelet_clumps"}
    assert statement.origin is Origin.REPORT


def test_body_sites_of_a_sign() -> None:
    statement = only(read(observation({"text": "Petechiae"}, category=EXAM, bodySite={"text": "both legs"})))
    assert statement.sites == {"legs", "limb"}


def test_category_as_one_object() -> None:
    chart = read(observation({"text": "Zonulin"}, category={"coding": [{"code": "laboratory"}]}, valueString="1"))
    assert "1 laboratory result" in whys(chart)


def test_an_invalid_extension_costs_nothing() -> None:
    assert the_result(read(count(88, extension=[{"url": "x", "valueString": ["None", "Many"]}]))).value == 88
