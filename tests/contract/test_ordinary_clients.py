"""What ordinary clients send day by day is no error, and a low count that may hide in it is one all the same.

All patients are invented; the servers' remarks are of the forms that large vendors send with nearly every answer.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from cds.examples import examples
from tests.fhir_server import searchset

if TYPE_CHECKING:
    from flask.testing import FlaskClient

CALL = "/cds-services/petechiae-differential"
SILENT = next(example.request for example in examples() if example.name == "silent")
SUBJECT = {"reference": f"Patient/{SILENT['context']['patientId']}"}
OTHER = {"reference": "Patient/somebody-else"}
LONG_AGO, LATELY, TODAY = "2026-02-10T06:00:00Z", "2026-11-10T06:00:00Z", "2026-11-20T06:00:00Z"
UNREADABLE = {"valueQuantity": {"value": 9, "unit": "furlong"}}
NINE: dict[str, Any] = {"valueQuantity": {"value": 9, "unit": "10*3/uL"}}
UNKNOWN_CODE = {"coding": [{"system": "urn:x", "code": "4711"}]}


def count(at: str | None = TODAY, **more: Any) -> dict[str, Any]:
    """A count of 230, or what ``more`` makes of it."""
    quiet = json.loads(json.dumps(SILENT["prefetch"]["trend"]["entry"][-1]["resource"]))
    made = {**quiet, "id": f"c{at}{len(more)}", "effectiveDateTime": at, "issued": None, **more}
    return {name: value for name, value in made.items() if value is not None}


def remark(code: str, severity: str = "warning") -> dict[str, Any]:
    return {"resourceType": "OperationOutcome", "issue": [{"severity": severity, "code": code, "diagnostics": "x"}]}


def status(service: FlaskClient, **parts: Any) -> int:
    """Of a call whose other parts were looked for in vain. Where it is 200, there is no card."""
    keys = service.get("/cds-services").get_json()["services"][0]["prefetch"]
    prefetch = {**dict.fromkeys(keys), "patient": SILENT["prefetch"]["patient"], **parts}
    answer = service.post(CALL, json={**SILENT, "prefetch": prefetch})
    assert answer.status_code != 200 or answer.get_json()["cards"] == []
    return answer.status_code


def test_a_server_that_holds_back_other_kinds_of_results_is_no_error(service: FlaskClient) -> None:
    held_back = remark("suppressed")
    assert status(service, trend=searchset(count(), held_back)) == 200
    assert status(service, trend=searchset(held_back)) == 200, "the laboratory results were looked for without remark"
    assert status(service, trend=searchset(held_back), laboratory=searchset()) == 200


@pytest.mark.parametrize("laboratory", [searchset(remark("suppressed")), remark("forbidden", "error"), ...])
def test_one_that_may_hold_back_the_counts_is(service: FlaskClient, laboratory: Any) -> None:
    parts = {} if laboratory is ... else {"laboratory": laboratory}
    keys = service.get("/cds-services").get_json()["services"][0]["prefetch"]
    prefetch = {
        **dict.fromkeys(keys),
        "patient": SILENT["prefetch"]["patient"],
        "trend": searchset(remark("suppressed")),
    }
    if laboratory is ...:
        del prefetch["laboratory"]
    answer = service.post(CALL, json={**SILENT, "prefetch": {**prefetch, **parts}})
    assert answer.status_code == 412
    assert [issue["expression"] for issue in answer.get_json()["issue"]] == [["prefetch.trend"]]


@pytest.mark.parametrize("code", ["incomplete", "timeout", "throttled"])
def test_one_that_says_that_it_did_not_finish_is_too(service: FlaskClient, code: str) -> None:
    assert status(service, trend=searchset(count(), remark(code))) == 412


def test_a_count_lost_so_long_ago_that_it_would_be_no_news_is_passed_over(service: FlaskClient) -> None:
    assert status(service, trend=searchset(count(LONG_AGO, **UNREADABLE))) == 200
    assert status(service, trend=searchset(count("2026-01-10T06:00:00Z"), count(LONG_AGO, **UNREADABLE))) == 200
    assert status(service, trend=searchset(count(LONG_AGO, valueQuantity=None, valueString="see comment"))) == 200
    for lost in (count(LATELY, **UNREADABLE), count(None, **UNREADABLE)):
        assert status(service, trend=searchset(count(LONG_AGO), lost)) == 412


def test_counts_that_are_all_normal_need_no_date(service: FlaskClient) -> None:
    assert status(service, trend=searchset(count(None))) == 200
    assert status(service, trend=searchset(count(None), count(None, id="low", **NINE))) == 412
    assert status(service, trend=searchset(count(None, valueQuantity=None, valueString="see comment"))) == 412
    two_tests = {"coding": [{"system": "http://loinc.org", "code": "777-3"}], "text": "MPV"}
    assert status(service, trend=searchset(count(LATELY), count(None, code=two_tests, **NINE))) == 412


@pytest.mark.parametrize("words", ["Test not performed", "TNP", "QNS", "Specimen clotted", "Cancelled", "Pending"])
def test_words_that_say_that_no_count_was_made_are_no_lost_count(service: FlaskClient, words: str) -> None:
    assert status(service, trend=searchset(count(LATELY), count(valueQuantity=None, valueString=words))) == 200
    coded: dict[str, Any] = {"valueQuantity": None, "valueCodeableConcept": {"text": words}}
    assert status(service, trend=searchset(count(LATELY), count(**coded))) == 200
    seen = {"valueQuantity": None, "valueString": f"{words} see comment" if words == "TNP" else "see comment"}
    assert status(service, trend=searchset(count(LATELY), count(**seen))) == (200 if words == "TNP" else 412)


def test_a_malformed_entry_that_is_no_result_does_not_stand_for_a_count(service: FlaskClient) -> None:
    broken = {"resourceType": "Condition", "id": "c", "subject": SUBJECT, "code": 5}
    assert status(service, conditions=searchset(broken)) == 200
    odd = {"resourceType": "Observation", "id": "o", "subject": SUBJECT, "status": 5, "code": UNKNOWN_CODE}
    assert status(service, laboratory=searchset(odd)) == 412
    assert status(service, laboratory=searchset(odd), trend=searchset(count())) == 200
    report = {"resourceType": "DiagnosticReport", "id": "r", "subject": SUBJECT, "status": 5}
    assert status(service, reports=searchset(report)) == 412


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"valueQuantity": {"value": 5.1, "unit": "mmol/L"}}, 200),
        ({"valueQuantity": {"value": 88, "unit": "%"}}, 200),
        ({"valueQuantity": None, "valueBoolean": False}, 200),
        ({"valueQuantity": None, "valueString": "No growth after two days"}, 200),
        ({"valueQuantity": {"value": 9, "unit": "K/uL"}}, 412),
        ({"valueQuantity": {"value": 9}}, 412),
        ({"valueQuantity": {"value": 9, "unit": "furlong"}}, 412),
        ({"valueQuantity": None, "valueString": "9"}, 412),
        ({"valueQuantity": None, "valueString": "low"}, 412),
        ({"valueQuantity": None, "valueString": "Critically low, called to the ward"}, 412),
        ({"valueQuantity": None, "valueCodeableConcept": {"text": "low"}}, 412),
        ({"valueQuantity": None, "valueCodeableConcept": {"coding": [{"code": "LL"}]}}, 412),
        ({"valueQuantity": None, "valueCodeableConcept": {"text": "Negative"}}, 200),
        ({"valueQuantity": None, "dataAbsentReason": {"coding": [{"code": "masked"}]}}, 412),
        ({"valueQuantity": None, "dataAbsentReason": {"coding": [{"code": "not-performed"}]}}, 200),
        ({"valueQuantity": None}, 412),
    ],
)
def test_a_result_under_an_unknown_code_stands_for_a_count_only_if_it_may_be_one(
    service: FlaskClient, value: dict[str, Any], expected: int
) -> None:
    assert status(service, trend=searchset(count(code=UNKNOWN_CODE, **value))) == expected


def test_relatives_and_donors_in_one_key_are_no_error(service: FlaskClient) -> None:
    own = {"resourceType": "Condition", "id": "own", "subject": SUBJECT, "code": {"text": "Asthma"}}
    mother = {**own, "id": "mother", "subject": OTHER}
    device = {"resourceType": "Observation", "id": "d", "status": "final", "code": {"text": "Battery"}}
    device["subject"] = {"reference": "Device/pump"}
    assert status(service, conditions=searchset(own, mother)) == 200
    assert status(service, conditions=searchset(own), findings=searchset(device)) == 200
    assert status(service, conditions=searchset(own), laboratory=searchset(count(subject=OTHER, **NINE))) == 422
    hidden = count(subject=OTHER, code=UNKNOWN_CODE)
    assert status(service, conditions=searchset(own), trend=searchset(hidden)) == 422
    assert status(service, conditions=searchset(own), trend=searchset(count(), hidden)) == 200
    assert status(service, conditions=searchset(mother)) == 422, "all that was sent is of another"
