from __future__ import annotations

import json
from typing import Any

import pytest

from cds.fhir.terminology import Terminology
from cds.fhir.unknown_codes import UnknownCodes
from tests.cds.fhir.builders import bundle, count, knowledge, observation

ABSENT = "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips"


def found(*resources: Any, raw: bytes | None = None) -> Any:
    unknown = UnknownCodes(knowledge(), Terminology.compile(knowledge()))
    unknown.add(json.dumps(bundle(*resources)).encode() if raw is None else raw)
    return unknown


def told(*resources: Any) -> list[tuple[str, str, str, int]]:
    return [(each.kind, each.code, each.words, each.number) for each in found(*resources).found()]


def local(code: str, text: str = "") -> dict[str, Any]:
    return {"coding": [{"system": "http://site.example", "code": code}], "text": text}


def test_what_is_understood_is_not_listed() -> None:
    assert told(count(20), {"resourceType": "Condition", "id": "c", "code": {"text": "petechiae"}}) == []


@pytest.mark.parametrize(
    "code",
    [
        {"text": "heparin 5000 units"},
        {"coding": [{"system": "http://snomed.info/sct", "code": "787481004", "display": "No known medication"}]},
        {"coding": [{"system": ABSENT, "code": "no-medication-info"}]},
    ],
)
def test_a_known_medicine_none_at_all_and_one_not_told_are_understood(code: dict[str, Any]) -> None:
    assert told({"resourceType": "MedicationRequest", "id": "m", "medicationCodeableConcept": code}) == []


def test_what_is_not_is_counted_most_frequent_first() -> None:
    one, other = local("7", "Thrombocyte number"), local("8", "Zzz")
    listed = told(observation(other, id="1"), observation(one, id="2"), observation(one, id="3"))
    assert listed == [("result", "7", "Thrombocyte number", 2), ("result", "8", "Zzz", 1)]


@pytest.mark.parametrize(
    ("resource", "kind"),
    [
        ({"resourceType": "Condition", "id": "c", "code": local("1", "Zzz")}, "problem"),
        ({"resourceType": "MedicationRequest", "id": "m", "medicationCodeableConcept": local("1", "Zzz")}, "drug"),
        ({"resourceType": "MedicationRequest", "id": "m", "medication": {"concept": local("1", "Zzz")}}, "drug"),
        ({"resourceType": "Medication", "id": "m", "code": local("1", "Zzz")}, "drug"),
        ({"resourceType": "Medication", "id": "m", "identifier": [{"value": "Zzz"}]}, "drug"),
        (observation(component=[{"code": local("1", "Zzz"), "valueString": "x"}]), "result"),
    ],
)
def test_kinds(resource: Any, kind: str) -> None:
    assert [(each[0], each[2]) for each in told(resource)] == [(kind, "Zzz")]


def test_an_unknown_unit_of_a_known_test() -> None:
    assert told(count(20, "furlongs"), count(20, "10*3/uL", id="2"), count(20, None, id="3")) == [
        ("unit", "furlongs", "platelet_count", 1)
    ]


def test_a_suggestion_is_by_likeness_of_names() -> None:
    (one,) = found(observation(local("7", "Platelet counts."))).found()
    assert (one.guess.id, one.guess.alike > 0.9) == ("platelet_count", True)
    (none,) = found(observation(local("7", "Sodium"))).found()
    assert none.guess is None
    (bare,) = found(observation(local("7"))).found()
    assert bare.guess is None


def test_requests_and_lines_are_read_and_what_is_broken_is_counted() -> None:
    part = bundle(observation(local("7", "Zzz")))
    request = {"hook": "patient-view", "prefetch": {"laboratory": part, "trend": None, "patient": part}}
    asked = found(raw=json.dumps(request).encode())
    assert [each.number for each in asked.found()] == [2]
    lines = "\n".join(json.dumps(observation(local("7", "Zzz"))) for _ in range(3))
    assert [each.number for each in found(raw=f"{lines}\n{{".encode()).found()] == [3]
    broken = found(raw=b"{")
    assert (broken.unreadable, list(broken.found())) == (1, [])
    odd = found(observation(code=3))
    assert (odd.unreadable, list(odd.found())) == (1, [])


def test_long_words_are_cut() -> None:
    (one,) = found(observation({"text": "z " * 400})).found()
    assert len(one.words) == 80
