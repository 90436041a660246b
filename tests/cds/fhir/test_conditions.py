from __future__ import annotations

from typing import Any

import pytest

from rules.chart import Assertion, Course, Origin
from tests.cds.fhir.builders import ICD, SNOMED, bundle, read

PETECHIAE = {"coding": [{"system": SNOMED, "code": "271813007"}], "text": "Petechiae"}


def condition(code: Any = PETECHIAE, **more: Any) -> Any:
    return {"resourceType": "Condition", "id": "c1", "code": code, **more}


def coded(word: Any) -> Any:
    return {"coding": [{"code": word}]}


def only(resource: Any) -> Any:
    (statement,) = read(resource).statements
    return statement


def test_a_condition_without_status_is_held_and_not_over() -> None:
    statement = only(condition())
    assert statement.concepts == {"petechiae", "skin_bleeding", "bleeding"}
    assert (statement.assertion, statement.course) == (Assertion.PRESENT, Course.UNSTATED)
    assert not statement.from_text


def test_an_empty_status_is_no_status() -> None:
    assert only(condition(clinicalStatus={})).course is Course.UNSTATED


def test_words_alone_are_an_entry_all_the_same() -> None:
    assert not only(condition({"text": "petechial rash"})).from_text


def test_a_refuted_condition_denies_only_what_it_names() -> None:
    statement = only(condition(verificationStatus=coded("refuted")))
    assert (statement.assertion, statement.concepts) == (Assertion.ABSENT, {"petechiae"})
    assert statement.text == "Petechiae: ruled out"
    assert only(condition()).text == "Petechiae"


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("denies history of travel", {"travel", "tropics", "malaria_area"}),
        ("no tropics", {"tropics", "malaria_area"}),
        ("no fever", {"fever"}),
    ],
)
def test_what_is_denied_with_a_broader_concept(text: Any, denied: Any) -> None:
    assert only(condition({"text": text})).denied == denied


@pytest.mark.parametrize(
    ("text", "denied"),
    [("Fever", {"fever"}), ("Previous fever", set()), ("Previous ITP", {"itp"})],
)
def test_that_there_was_none_before_denies_no_sign_of_today(text: Any, denied: Any) -> None:
    statements = read(condition({"text": text}, verificationStatus=coded("refuted"))).statements
    assert denied <= {concept for statement in statements for concept in statement.concepts}
    assert bool(statements) == bool(denied)


def test_a_refuted_condition_denies_what_falls_with_it() -> None:
    statement = only(condition({"text": "history of travel"}, verificationStatus=coded("refuted")))
    assert (statement.assertion, statement.concepts) == (Assertion.ABSENT, {"travel", "tropics", "malaria_area"})


def test_a_narrower_concept_denied_leaves_the_broader_open() -> None:
    assert "travel" not in only(condition({"text": "no tropics"})).denied


def test_entered_in_error_is_dropped() -> None:
    assert not read(condition(verificationStatus=coded("entered-in-error"))).statements


@pytest.mark.parametrize(
    ("status", "course"),
    [("active", Course.ACTIVE), ("relapse", Course.ACTIVE), ("resolved", Course.PAST), ("inactive", Course.PAST)],
)
def test_clinical_status(status: Any, course: Any) -> None:
    assert only(condition(clinicalStatus=coded(status))).course is course
    assert only(condition(clinicalStatus=status)).course is course


def test_verification_and_category() -> None:
    statement = only(condition(verificationStatus=coded("provisional"), category=[coded("encounter-diagnosis")]))
    assert statement.uncertain
    assert statement.origin is Origin.ENCOUNTER
    assert only(condition()).origin is Origin.PROBLEM_LIST


@pytest.mark.parametrize(
    ("more", "course"),
    [
        ({"abatementDateTime": "2026-01-01"}, Course.PAST),
        ({"abatementDateTime": "2027-01-01"}, Course.UNSTATED),
        ({"abatementString": "last year"}, Course.PAST),
        ({"abatementBoolean": False}, Course.UNSTATED),
    ],
)
def test_abatement(more: Any, course: Any) -> None:
    assert only(condition(**more)).course is course


def test_onset_as_date_partial_date_period_and_age() -> None:
    assert only(condition(onsetDateTime="2026-05-07")).onset.at.day == 7
    assert only(condition(onsetDateTime="2026-05")).onset.span.days == 31
    assert only(condition(onsetPeriod={"start": "2026-05-07"})).onset.at.day == 7
    patient = {"resourceType": "Patient", "id": "p", "birthDate": "2000-05-10"}
    (statement,) = read(bundle(patient, condition(onsetAge={"value": 6, "unit": "years", "code": "a"}))).statements
    assert statement.onset.at.year == 2006
    assert only(condition(onsetAge={"value": 6, "code": "a"})).onset is None


def test_sites_by_code_by_text_and_in_the_condition_itself() -> None:
    legs = {"coding": [{"system": SNOMED, "code": "61685007"}]}
    assert only(condition(bodySite=[legs])).sites == {"legs", "limb"}
    assert only(condition(bodySite={"text": "lower limb"})).sites == {"legs", "limb"}
    assert only(condition({"text": "Petechiae of both legs"})).sites == {"legs", "limb"}


def test_a_denial_in_the_text_wins_over_its_code() -> None:
    statement = only(condition({"coding": [{"system": SNOMED, "code": "386661006"}], "text": "No fever"}))
    assert (statement.concepts, statement.denied) == (set(), {"fever"})


def test_a_code_of_absence_denies() -> None:
    assert only(condition({"coding": [{"system": SNOMED, "code": "86699002"}]})).denied == {"fever"}


@pytest.mark.parametrize(
    ("system", "code", "concepts"),
    [
        (ICD, "D69.6", {"low_platelets"}),
        ("http://mimic.mit.edu/fhir/mimic/CodeSystem/mimic-diagnosis-icd10", "D696", {"low_platelets"}),
        (ICD, "D75.82", {"hit"}),  # has since been split
        (ICD, "C50.911", {"neoplasm"}),  # finer than the table
        (ICD, "D69", set()),
        ("http://hl7.org/fhir/sid/icd-10", "D75.821", set()),  # countries differ here
        ("http://hl7.org/fhir/sid/icd-10", "D69.6", {"low_platelets"}),
        (None, "D69.6", set()),
    ],
)
def test_icd_codes(system: Any, code: Any, concepts: Any) -> None:
    chart = read(condition({"coding": [{"system": system, "code": code}]}))
    assert {c for s in chart.statements for c in s.concepts} == concepts


def test_an_unknown_condition_says_nothing() -> None:
    chart = read(condition({"text": "Ingrown toenail"}))
    assert not chart.statements
    assert not chart.unread


VISIT = {
    "resourceType": "Encounter",
    "id": "e1",
    "status": "finished",
    "period": {"start": "2026-03-01T08:00:00Z", "end": "2026-03-04T12:00:00Z"},
}


@pytest.mark.parametrize("order", [0, 1])
def test_without_a_date_of_its_own_a_diagnosis_is_dated_by_its_encounter(order: int) -> None:
    sent = [VISIT, condition(encounter={"reference": "Encounter/e1"})]
    (statement,) = read(*(sent if order else sent[::-1])).statements
    assert statement.recorded is not None
    assert statement.recorded.at.isoformat() == "2026-03-01T08:00:00+00:00"
    assert statement.recorded.latest.isoformat() == "2026-03-04T12:00:00+00:00"


def test_its_own_date_wins_and_an_encounter_not_sent_dates_nothing() -> None:
    own = condition(encounter={"reference": "Encounter/e1"}, recordedDate="2026-03-02")
    (statement,) = read(VISIT, own).statements
    assert statement.recorded is not None
    assert statement.recorded.at.isoformat() == "2026-03-02T00:00:00+00:00"
    assert only(condition(encounter={"reference": "Encounter/e2"})).recorded is None


def test_a_code_without_words_is_told_by_its_label() -> None:
    bare = {"coding": [{"system": SNOMED, "code": "271813007"}]}
    assert only(condition(bare)).text == "petechiae"
    assert only(condition({**bare, "text": "Spots"})).text == "Spots"
