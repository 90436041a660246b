"""Diagnoses of countries that do not code in ICD-10-CM, with the delivered knowledge."""

from __future__ import annotations

from functools import cache

import pytest

from cds.fhir.concepts_by_code import ConceptsByCode
from cds.fhir.elements import CodeableConcept, Coding
from rules.loading import load_knowledge

CM = "http://hl7.org/fhir/sid/icd-10-cm"
WHO = "http://hl7.org/fhir/sid/icd-10"
GM = "http://fhir.de/CodeSystem/bfarm/icd-10-gm"
CIM = "https://smt.esante.gouv.fr/terminologie-cim-10"
SKS = "urn:oid:1.2.208.176.2.4"


@cache
def delivered() -> ConceptsByCode:
    return ConceptsByCode(load_knowledge().concepts.values())


def stated(system: str, code: str) -> set[str]:
    return set(delivered().of(CodeableConcept(coding=[Coding(system, code)])))


@pytest.mark.parametrize(
    ("system", "code", "concept"),
    [
        (WHO, "D59.3", "hus"),
        (WHO, "M31.1", "thrombotic_microangiopathy"),
        (WHO, "C92.4", "apl"),
        (WHO, "O14.2", "hellp"),
        (WHO, "Z92.1", "anticoagulant_use"),
        (WHO, "D69.3", "itp"),
        (WHO, "I26.9", "pulmonary_embolism"),
        (WHO, "A41.9", "sepsis"),
        (CIM, "D69.3", "itp"),
        (CIM, "C910", "all"),
        (GM, "D69.53", "hit"),
        (GM, "D68.33", "anticoagulant_bleeding"),
        (GM, "D69.61", "thrombocytopenia"),
        (GM, "D65.1", "dic"),
        (GM, "A41.51", "sepsis"),
        (GM, "D69.3 G", "itp"),
        (GM, "D69.5-", "secondary_thrombocytopenia"),
        (SKS, "DD693", "itp"),
        (SKS, "DD693A", "itp"),
        (SKS, "DO142", "hellp"),
    ],
)
def test_a_diagnosis_of_another_country(system: str, code: str, concept: str) -> None:
    assert concept in stated(system, code)


@pytest.mark.parametrize(
    ("system", "code"),
    [
        (WHO, "D75.8"),  # other diseases of blood; in the American list HIT is one of them
        (WHO, "D69.5X"),
        (WHO, "Z79.01"),  # an American code
        (WHO, "D68.32"),  # in Germany antibodies to a factor, in America a bleeding on anticoagulants
        (GM, "D68.32"),
        (GM, "D75.821"),
        (CM, "Z92.1"),
        (CM, "D69.53"),
        (SKS, "KD693"),
        (SKS, "D693"),
    ],
)
def test_what_looks_like_it_in_another_list(system: str, code: str) -> None:
    assert not stated(system, code) & {
        "hit", "itp", "anticoagulant_use", "anticoagulant_bleeding", "acquired_haemophilia",
    }  # fmt: skip
