"""A whole Bundle in one pass and the same Bundle entry by entry: one chart."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings

from cds.fhir.entries import KINDS, Unreadable, open_entries
from cds.fhir.reading import Source, read_chart
from tests.cds.fhir.any_resources import any_resources
from tests.cds.fhir.builders import AS_OF, TERMINOLOGY, bundle, count, observation

UNHEARD = {"resourceType": "Unheard"}
"""No such kind: it is passed over, and the Bundle it is in is opened entry by entry."""


def chart_of(raw: Any, patient_id: Any) -> Any:
    return read_chart([Source("chart", raw)], patient_id=patient_id, as_of=AS_OF, terminology=TERMINOLOGY)


def both(*resources: Any, patient_id: Any = "p") -> tuple[Any, Any]:
    whole, single = json.dumps(bundle(*resources)).encode(), json.dumps(bundle(*resources, UNHEARD)).encode()
    return chart_of(whole, patient_id), chart_of(single, patient_id)


def names_of(*resources: Any) -> list[bool]:
    """For each resource, whether it was decoded in the one pass."""
    entries, _ = open_entries(json.dumps(bundle(*resources)).encode())
    return [type(entry.resource).__struct_config__.tag is not None for entry in entries if entry.resource]


PATIENT = {"resourceType": "Patient", "id": "p", "gender": "female", "birthDate": "1980-02-03"}
MEDICATION = {"resourceType": "Medication", "id": "m", "code": {"text": "Warfarin 5 mg"}}
ORDER = {"resourceType": "MedicationRequest", "id": "r", "status": "active", "intent": "order",
         "medicationReference": {"reference": "Medication/m"}}  # fmt: skip
PROBLEM = {"resourceType": "Condition", "id": "c", "code": {"text": "ITP"}, "onsetDateTime": "2020"}
WELL_FORMED: list[Any] = [
    PATIENT, MEDICATION, ORDER, PROBLEM, count(88), observation({"text": "petechiae"}, id="o2"),
    {"resourceType": "Procedure", "id": "x", "status": "completed", "code": {"text": "transfusion"}},
    {"resourceType": "FamilyMemberHistory", "id": "f", "condition": [{"code": {"text": "ITP"}}]},
    {"resourceType": "Immunization", "id": "i", "status": "completed",
     "vaccineCode": {"coding": [{"system": "http://hl7.org/fhir/sid/cvx", "code": "210"}]}},
    {"resourceType": "ServiceRequest", "id": "s", "status": "active", "code": {"text": "peripheral smear"}},
    {"resourceType": "ProcedureRequest", "id": "s2", "status": "active", "code": {"text": "peripheral smear"}},
    {"resourceType": "DiagnosticReport", "id": "d", "status": "final", "conclusion": "Fever."},
    {"resourceType": "Encounter", "id": "e", "status": "finished", "reasonCode": [{"text": "bleeding"}]},
    {"resourceType": "Claim", "id": "k", "status": "active"},
]  # fmt: skip


def test_which_way_a_bundle_goes() -> None:
    assert all(names_of(*WELL_FORMED))
    assert not any(names_of(count(88), PROBLEM, UNHEARD))
    assert not any(names_of(count(88), PROBLEM | {"code": {}, "onsetDateTime": 5}))


def test_both_ways_read_every_kind_alike() -> None:
    whole, single = both(*WELL_FORMED)
    assert whole == single
    assert not whole.unread
    assert whole.results
    assert len(whole.statements) == 7
    assert whole.drugs[0].drugs == {"warfarin"}
    assert len(whole.orders) == 2


ODD: list[Any] = [
    count(88) | {"code": 7}, count(88) | {"status": ["final"]}, count(88) | {"id": 12}, count(88) | {"id": None},
    count(88) | {"valueQuantity": [{"value": "88", "unit": "K/uL"}]},
    count(88) | {"subject": {"reference": "Patient/q"}},
    count(88) | {"resourceType": None}, {"resourceType": "Patient", "id": "p", "gender": 5}, {"id": "nothing"}, 5, None,
    {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "processing"}]},
    bundle(count(90, id="inner")), MEDICATION | {"ingredient": 5}, ORDER | {"intent": 5}, ORDER | {"id": None},
    PROBLEM | {"clinicalStatus": 5}, {"resourceType": 5}, {"resourceType": "Basic"},
]  # fmt: skip


@pytest.mark.parametrize("odd", ODD, ids=str)
def test_an_odd_resource_costs_no_other(odd: Any) -> None:
    whole, single = both(PATIENT, PROBLEM, count(70, id="good"), odd)
    assert whole == single
    assert 70 in [result.value for result in whole.results["platelet_count"]]
    assert whole.statements


def test_an_odd_bundle_keeps_its_order() -> None:
    entries, _ = open_entries(json.dumps(bundle(count(1), count(2) | {"code": {}, "status": 5}, PROBLEM)).encode())
    kinds = [e.resource.kind if type(e.resource) is Unreadable else KINDS[type(e.resource)] for e in entries]
    assert kinds == ["Observation", "Observation", "Condition"]
    assert [type(e.resource) is Unreadable for e in entries] == [False, True, False]


def test_two_names_of_one_kind_are_read_entry_by_entry() -> None:
    twice = b'{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Condition","id":"c","code":{"text":"ITP"}'
    assert len(chart_of(twice + b',"resourceType":"Observation"}}]}', "p").statements) == 1


@settings(max_examples=150, deadline=None)
@given(any_resources(most_fields=4))
def test_both_ways_read_any_json_alike(resources: Any) -> None:
    whole, single = both(*resources)
    assert whole == single
