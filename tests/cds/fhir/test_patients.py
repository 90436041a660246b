from __future__ import annotations

from typing import Any

import pytest

from rules.chart import Sex
from tests.cds.fhir.builders import read


def patient(**more: Any) -> Any:
    return read({"resourceType": "Patient", "id": "p", **more}).patient


def test_nothing_known() -> None:
    found = patient()
    assert (found.sex, found.birth, found.deceased) == (Sex.UNKNOWN, None, False)


def test_birth_time_extension() -> None:
    extension = {
        "url": "http://hl7.org/fhir/StructureDefinition/patient-birthTime",
        "valueDateTime": "2026-05-09T22:00:00Z",
    }
    found = patient(birthDate="2026-05-09", _birthDate={"extension": [extension]})
    assert (found.birth.at.hour, found.birth.is_day) == (22, False)
    assert patient(_birthDate={"extension": [extension]}).birth.at.hour == 22
    assert patient(birthDate="2020-01-01", _birthDate={"extension": [extension]}).birth.at.year == 2020


@pytest.mark.parametrize(("text", "days"), [("1980-02-03", 1), ("1980-02", 29), ("1980", 366)])
def test_partial_birth_dates(text: Any, days: Any) -> None:
    assert patient(birthDate=text).birth.span.days == days


@pytest.mark.parametrize("text", ["1980-13-01", "yesterday", "", "0000"])
def test_a_birth_date_that_is_none(text: Any) -> None:
    assert patient(birthDate=text).birth is None


@pytest.mark.parametrize(
    ("more", "dead"),
    [
        ({"deceasedBoolean": False}, False),
        ({"deceasedBoolean": True}, True),
        ({"deceasedDateTime": "2020"}, True),
        ({"deceasedDateTime": "2026-05-10T12:00:00Z"}, True),
        ({"deceasedDateTime": "2026-05-10T12:00:01Z"}, False),
        ({"deceasedDateTime": "some time in spring"}, True),
        ({"deceasedDateTime": ""}, False),
    ],
)
def test_death(more: Any, dead: Any) -> None:
    assert patient(**more).deceased is dead


def test_gender() -> None:
    assert patient(gender="female").sex is Sex.FEMALE
    assert patient(gender="M").sex is Sex.UNKNOWN
