from __future__ import annotations

import json
from functools import cache
from typing import Any

import msgspec
import pytest

from cds.fhir.diagnostic_certainty import Certainty, certainty, without_letters
from cds.fhir.elements import CodeableConcept, Coding, concepts
from cds.fhir.reading import Source, read_chart
from cds.fhir.terminology import Terminology
from rules.chart import Assertion, Course
from rules.loading import load_knowledge
from tests.cds.fhir.builders import AS_OF, ICD, bundle

GM = "http://fhir.de/CodeSystem/bfarm/icd-10-gm"
WHO = "http://hl7.org/fhir/sid/icd-10"
URL = "http://fhir.de/StructureDefinition/icd-10-gm-diagnosesicherheit"
LETTERS = "https://fhir.kbv.de/CodeSystem/KBV_CS_SFHIR_ICD_DIAGNOSESICHERHEIT"


@cache
def terminology() -> Terminology:
    return Terminology.compile(load_knowledge())


def diagnosis(code: str, letter: str = "", system: str = GM, display: str = "", **more: Any) -> dict[str, Any]:
    said = {"extension": [{"url": URL, "valueCoding": {"system": LETTERS, "code": letter}}]} if letter else {}
    named = {"display": display} if display else {}
    return {
        "resourceType": "Condition",
        "id": "c",
        "code": {"coding": [{"system": system, "code": code, **named, **said}]},
        **more,
    }


def statements(*resources: Any) -> Any:
    source = Source("all", json.dumps(bundle(*resources)).encode())
    return read_chart([source], patient_id=None, as_of=AS_OF, terminology=terminology()).statements


def told(resource: Any) -> tuple[set[str], set[str]]:
    """What is held and what is denied."""
    held = {c for s in statements(resource) if s.assertion is Assertion.PRESENT for c in s.concepts}
    return held, {c for s in statements(resource) for c in s.denied}


@pytest.mark.parametrize("letter", ["", "G"])
def test_a_certain_diagnosis_is_held(letter: str) -> None:
    held, denied = told(diagnosis("D69.3", letter))
    assert "itp" in held
    assert not denied


def test_an_excluded_diagnosis_is_denied() -> None:
    held, denied = told(diagnosis("D69.3", "A"))
    assert "itp" not in held
    assert "itp" in denied


@pytest.mark.parametrize("status", ["refuted", "confirmed", "unconfirmed"])
def test_an_excluded_diagnosis_is_told_as_ruled_out_whatever_its_status(status: str) -> None:
    (said,) = statements(diagnosis("D69.3", "A", verificationStatus={"coding": [{"code": status}]}))
    assert "itp" in said.denied
    assert not said.concepts
    assert said.text.endswith(": ruled out")


def test_the_letter_may_be_a_plain_code() -> None:
    resource = diagnosis("D69.3", "A")
    resource["code"]["coding"][0]["extension"][0] = {"url": URL, "valueCode": "A"}
    assert "itp" in told(resource)[1]


def test_a_name_beside_the_letter_is_as_sure_as_the_letter() -> None:
    held, denied = told(diagnosis("D69.53", "A", display="HIT"))
    assert "hit" not in held
    assert "hit" in denied


def test_a_suspected_diagnosis_is_uncertain() -> None:
    (suspected,) = statements(diagnosis("D69.53", "V"))
    (certain,) = statements(diagnosis("D69.53", "G"))
    assert (suspected.uncertain, certain.uncertain) == (True, False)


def test_a_past_diagnosis_is_past() -> None:
    (past,) = statements(diagnosis("M31.1", "Z"))
    (certain,) = statements(diagnosis("M31.1", "G"))
    assert past.course is Course.PAST
    assert certain.course is not Course.PAST


@pytest.mark.parametrize(
    ("code", "meant"),
    [("D69.3 A", Certainty.EXCLUDED), ("D69.3V", Certainty.SUSPECTED), ("D69.3Z", Certainty.PAST), ("D69.3G", None),
     ("D69.3+", None), ("D69.3", None), ("D69.3 A L", Certainty.EXCLUDED), ("D69.3 L", None)],
)  # fmt: skip
def test_the_letter_behind_the_code(code: str, meant: Certainty | None) -> None:
    assert certainty(CodeableConcept(coding=[Coding(GM, code)])) is meant
    assert without_letters(code) == "D69.3"


def test_a_letter_means_that_in_germany_alone() -> None:
    """Swedish codes end in letters too, and an American one may."""
    for system in (WHO, ICD, "http://ward.example/icd"):
        assert certainty(CodeableConcept(coding=[Coding(system, "D69.3A")])) is None
    assert told(diagnosis("D69.3A", system=WHO)) == (set(), set())


@pytest.mark.parametrize(
    "sent", ["A", [{"url": 7}], [{"url": URL}], [{"url": "http://other.example", "valueCoding": {}}]]
)
def test_an_extension_that_says_nothing_leaves_the_diagnosis_certain(sent: Any) -> None:
    resource = diagnosis("D69.3")
    resource["code"]["coding"][0]["extension"] = sent
    assert "itp" in told(resource)[0]
    (concept,) = concepts_of(resource)
    assert certainty(concept) is None


def concepts_of(resource: Any) -> Any:
    return concepts(msgspec.Raw(json.dumps(resource["code"]).encode()))
