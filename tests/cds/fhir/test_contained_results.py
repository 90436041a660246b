"""Results inside a report or a panel are read like those beside it, when they are its patient's."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cds.fhir.builders import count, observation, read, the_result, whys

SUBJECT = {"reference": "Patient/p"}


def inside(**more: Any) -> dict[str, Any]:
    found = {**count(9), **more}
    return {name: value for name, value in found.items() if value is not None}


def report(*contained: Any, **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "DiagnosticReport", "id": "r", "status": "final", "subject": SUBJECT,
        "effectiveDateTime": "2026-05-09T07:00:00Z", "contained": [*contained], **more,
    }  # fmt: skip


def panel(*contained: Any, **more: Any) -> dict[str, Any]:
    return {**observation({"text": "Blood count"}), "id": "r", "subject": SUBJECT, "contained": [*contained], **more}


@pytest.mark.parametrize("holder", [report, panel])
def test_a_result_inside_is_read_under_its_own_name(holder: Any) -> None:
    result = the_result(read(holder(inside()), patient_id="p"))
    assert (result.value, result.when.at.hour) == (9, 8)
    assert result.source == f"{holder()['resourceType']}/r#o1"


def test_without_a_date_it_has_that_of_its_holder() -> None:
    assert the_result(read(report(inside(effectiveDateTime=None)), patient_id="p")).when.at.hour == 7
    issued = report(inside(effectiveDateTime=None), effectiveDateTime=None, issued="2026-05-09T06:00:00Z")
    assert the_result(read(issued, patient_id="p")).when.at.hour == 6
    period = report(
        inside(effectiveDateTime=None), effectiveDateTime=None, effectivePeriod={"start": "2026-05-09T05:00:00Z"}
    )
    assert the_result(read(period, patient_id="p")).when.at.hour == 5
    assert the_result(read(report(inside(effectiveDateTime=None), effectiveDateTime=None), patient_id="p")).when is None


@pytest.mark.parametrize(
    ("subject", "mine"),
    [
        (None, True),
        (SUBJECT, True),
        ({"reference": "https://ehr.example.org/r4/Patient/p"}, True),
        ({"reference": "#patient"}, True),
        ({"display": "Mrs X"}, True),
        ({"reference": "Patient/q"}, False),
    ],
)
def test_a_result_of_another_patient_inside_is_not_used(subject: Any, mine: bool) -> None:
    chart = read(report(inside(subject=subject)), patient_id="p")
    assert (bool(chart.results), chart.strangers) == (mine, 0 if mine else 1)
    nameless = read(report(inside(subject=subject), subject={"display": "Mrs X"}), patient_id="p")
    assert bool(nameless.results) is (mine and not (subject or {}).get("reference", "#").startswith(("P", "h")))


@pytest.mark.parametrize("status", ["entered-in-error", "cancelled"])
def test_nothing_inside_what_was_withdrawn_is_read(status: str) -> None:
    assert not read(report(inside(), status=status), patient_id="p").results
    assert not read(panel(inside(), status=status), patient_id="p").results


def test_what_else_is_inside_is_left_alone_and_what_is_broken_is_told() -> None:
    patient = {"resourceType": "Patient", "id": "patient"}
    chart = read(report(patient, {"id": "x"}, inside(valueQuantity=5), inside(id=None)), patient_id="p")
    assert the_result(chart).source == "DiagnosticReport/r#4"
    assert whys(chart) == "1 Observation resource: could not be read"
    assert not read(report(patient), patient_id="p").unread
