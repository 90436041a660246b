from __future__ import annotations

import json
from typing import Any

import pytest

from cds.fhir.concept_codes import Concepts
from cds.fhir.reading import Source, read_chart
from cds.fhir.terminology import Terminology
from rules.chart import Assertion, Course, Origin
from rules.loading import load_knowledge
from rules.word_definitions import TextWords
from tests.cds.fhir.builders import AS_OF, RXNORM, bundle

SNOMED = "http://snomed.info/sct"
HEPARIN = {"coding": [{"system": RXNORM, "code": "5224", "display": "heparin"}]}
THROMBOCYTOPENIA = {"coding": [{"system": SNOMED, "code": "302215000"}], "text": "Thrombocytopenia"}


@pytest.fixture(scope="module")
def terminology() -> Terminology:
    return Terminology.compile(load_knowledge())


@pytest.fixture
def statements(terminology: Terminology) -> Any:
    def read(**more: Any) -> Any:
        raw = {"resourceType": "AllergyIntolerance", "id": "a", "patient": {"reference": "Patient/p"}, **more}
        source = Source("allergies", json.dumps(bundle(raw)).encode())
        return read_chart([source], patient_id="p", as_of=AS_OF, terminology=terminology).statements

    return read


def reaction(*manifestations: Any, **more: Any) -> list[dict[str, Any]]:
    return [{"manifestation": list(manifestations), **more}]


def test_heparin_with_thrombocytopenia_is_hit_of_the_past(statements: Any) -> None:
    (statement,) = statements(code=HEPARIN, reaction=reaction(THROMBOCYTOPENIA), recordedDate="2020-03-01")
    assert statement.concepts >= {"hit", "heparin_allergy", "drug_thrombocytopenia"}
    assert (statement.course, statement.origin, statement.text) == (
        Course.PAST, Origin.ALLERGY, "heparin: Thrombocytopenia",
    )  # fmt: skip
    assert statement.recorded.at.year == 2020


@pytest.mark.parametrize("text", ["Heparin", "heparin allergy", "Allergy to enoxaparin", "Hypersensitivity to heparin"])
def test_heparin_alone_is_a_heparin_allergy_and_no_hit(statements: Any, text: str) -> None:
    (statement,) = statements(code={"text": text})
    assert "heparin_allergy" in statement.concepts
    assert "hit" not in statement.concepts


@pytest.mark.parametrize(
    ("name", "alone"),
    [
        ("Enoxaparin allergy", "Enoxaparin"),
        ("ALLERGIC to enoxaparin", "to enoxaparin"),
        ("enoxaparin intolerance", "enoxaparin"),
        ("Intolerant: enoxaparin", ": enoxaparin"),
        ("Hypersensitivity enoxaparin", "enoxaparin"),
        ("adverse reaction, enoxaparin", ", enoxaparin"),
        ("Allergyn 5 mg", "Allergyn 5 mg"),
        ("enoxaparin", "enoxaparin"),
    ],
)
def test_the_words_that_only_say_that_it_is_an_allergy_are_those_of_the_knowledge(
    terminology: Terminology, name: str, alone: str
) -> None:
    assert terminology.concepts.medicine_alone(name).strip() == alone
    assert Concepts({}, TextWords()).medicine_alone(name) == name


def test_a_medicine_is_found_beside_such_a_word(statements: Any) -> None:
    (statement,) = statements(code={"text": "Enoxaparin allergy"}, reaction=reaction(THROMBOCYTOPENIA))
    assert "hit" in statement.concepts


@pytest.mark.parametrize(
    "more",
    [
        {"reaction": reaction({"text": "HIT"})},
        {"reaction": reaction(description="developed HIT after bypass")},
        {"note": [{"text": "HIT in 2019"}]},
        {"reaction": reaction(note=[{"text": "heparin-induced thrombocytopenia"}])},
        {"reaction": reaction({"concept": {"text": "HIT"}})},
    ],
)
def test_hit_is_found_wherever_it_is_written(statements: Any, more: Any) -> None:
    (statement,) = statements(code=HEPARIN, **more)
    assert "hit" in statement.concepts


def test_hit_as_the_entry_itself(statements: Any) -> None:
    (statement,) = statements(code={"text": "Heparin induced thrombocytopenia"})
    assert "hit" in statement.concepts


def test_other_medicines(statements: Any) -> None:
    (low,) = statements(code={"text": "Vancomycin"}, reaction=reaction(THROMBOCYTOPENIA))
    assert "drug_thrombocytopenia" in low.concepts
    assert low.concepts.isdisjoint({"hit", "heparin_allergy"})
    (purpura,) = statements(code={"text": "Sulfamethoxazole"}, reaction=reaction({"text": "Purpura"}))
    assert "drug_purpura_known" in purpura.concepts
    (rash,) = statements(code={"text": "Penicillin"}, reaction=reaction({"text": "Rash"}))
    assert "drug_rash" in rash.concepts


@pytest.mark.parametrize("text", ["No known allergies", "Peanut", "Latex", "Penicillin", ""])
def test_what_bears_on_neither_platelets_nor_skin_says_nothing(statements: Any, text: str) -> None:
    assert not statements(code={"text": text}, reaction=reaction({"text": "Anaphylaxis"}))


def test_nothing_known(statements: Any) -> None:
    assert not statements()
    assert not statements(reaction=[None], code=None)


def test_a_denial_in_a_note_is_no_reaction(statements: Any) -> None:
    (statement,) = statements(code=HEPARIN, note=[{"text": "no HIT, mother had HIT"}])
    assert "hit" not in statement.concepts


def test_a_refuted_entry_denies(statements: Any) -> None:
    refuted = {"verificationStatus": {"coding": [{"code": "refuted"}]}}
    (statement,) = statements(code=HEPARIN, reaction=reaction({"text": "HIT"}), **refuted)
    assert statement.assertion is Assertion.ABSENT
    assert "hit" in statement.concepts


def test_an_unconfirmed_entry_counts(statements: Any) -> None:
    (statement,) = statements(code=HEPARIN, verificationStatus={"coding": [{"code": "unconfirmed"}]})
    assert statement.assertion is Assertion.PRESENT


@pytest.mark.parametrize(
    "more",
    [
        {"verificationStatus": {"coding": [{"code": "entered-in-error"}]}},
        {"verificationStatus": "entered-in-error"},
        {"status": "entered-in-error"},
        {"recordedDate": "2030-01-01"},
        {"patient": {"reference": "Patient/other"}},
    ],
)
def test_withdrawn_future_and_foreign_entries_are_not_used(statements: Any, more: Any) -> None:
    assert not statements(code=HEPARIN, **more)


def test_dstu2_calls_the_code_substance(statements: Any) -> None:
    (statement,) = statements(substance=HEPARIN, reaction=reaction(THROMBOCYTOPENIA), status="confirmed")
    assert "hit" in statement.concepts
