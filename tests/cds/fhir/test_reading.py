from __future__ import annotations

import json
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings

from cds.fhir.reading import Source, read_chart
from rules.chart import Chart
from tests.cds.fhir.any_resources import any_resources
from tests.cds.fhir.builders import AS_OF, TERMINOLOGY, bundle, count, observation, read, the_result, whys


def chart_of(*raws: Any, patient_id: Any = None) -> Any:
    sources = [Source("laboratory results", raw) for raw in raws]
    return read_chart(sources, patient_id=patient_id, as_of=AS_OF, terminology=TERMINOLOGY)


def test_nothing_sent() -> None:
    chart = read_chart([], patient_id="p", as_of=AS_OF, terminology=TERMINOLOGY, missing=("vital signs",))
    assert chart == Chart(as_of=AS_OF, missing=("vital signs",))


def test_a_resource_a_bundle_and_ndjson() -> None:
    raw = json.dumps(count(88)).encode()
    assert the_result(chart_of(raw)).value == 88
    assert the_result(chart_of(memoryview(json.dumps(bundle(count(88))).encode()))).value == 88
    assert len(chart_of(raw + b"\n" + json.dumps(count(9, id="o2")).encode() + b"\n").results["platelet_count"]) == 2


def test_what_is_not_recognised_is_told_by_its_number() -> None:
    strange = [observation({"text": f"{number} strange"}, id=f"o{number}", valueString="x") for number in (17, 18, 19)]
    category = [{"coding": [{"code": "laboratory"}]}]
    chart = read(*(each | {"category": category} for each in strange))
    assert [(each.what, each.number) for each in chart.unread] == [("3 laboratory results", 3)]
    (twice,) = read(count(5, "furlong"), count(6, "furlong", id="o2")).unread
    assert (twice.number, twice.what.endswith(" (2 times)")) == (2, True)


def test_results_are_oldest_first_and_undated_ones_before() -> None:
    chart = read(
        count(3, effectiveDateTime="2026-05-09"),
        count(2, id="b", effectiveDateTime="2026-05-01"),
        count(1, id="c", effectiveDateTime=None),
    )
    assert [r.value for r in chart.results["platelet_count"]] == [1, 2, 3]


def test_one_odd_resource_costs_one_resource() -> None:
    odd = count(88, id="odd") | {"code": 7}
    chart = read(odd, count(90), {"resourceType": "Condition", "id": "c", "code": {"text": 5}})
    assert the_result(chart).value == 90
    assert "1 Observation resource: could not be read" in whys(chart)
    assert "1 Condition resource: could not be read" in whys(chart)


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[]", b"null", b"7", b"\xff\xfe", b'{"resourceType":1}', b'{"a":NaN}', b"[" * 100_000]
)
def test_bytes_that_are_no_fhir_never_raise(raw: Any) -> None:
    chart = chart_of(raw)
    assert not chart.results
    assert chart.unread


def test_deep_nesting_never_raises() -> None:
    deep = (
        b'{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Observation","x":'
        + b"[" * 5000
        + b"]" * 5000
        + b"}}]}"
    )
    assert chart_of(deep).unread
    nested = json.dumps(count(88)).encode()
    for _ in range(6):
        nested = b'{"resourceType":"Bundle","entry":[{"resource":' + nested + b"}]}"
    assert "nested too deep" in whys(chart_of(nested))


def test_an_odd_entry_costs_one_entry() -> None:
    assert the_result(read({"resourceType": "Bundle", "entry": ["x", {"resource": count(88)}]})).value == 88
    assert the_result(read({"resourceType": "Bundle", "entry": {"resource": count(88)}})).value == 88
    chart = read({"resourceType": "Bundle", "entry": [{"resource": 5}, {"fullUrl": "u"}, {"resource": count(88)}]})
    assert the_result(chart).value == 88
    assert "holds an entry that is no resource" in whys(chart)


def test_the_resource_type_need_not_come_first() -> None:
    raw = json.dumps(
        {
            "id": "b",
            "entry": [
                {
                    "resource": {
                        "id": "o",
                        **{k: v for k, v in count(88).items() if k != "resourceType"},
                        "resourceType": "Observation",
                    }
                }
            ],
            "resourceType": "Bundle",
        }
    )
    assert the_result(chart_of(raw.encode())).value == 88


def test_operation_outcomes_are_skipped_and_reported() -> None:
    outcome = {
        "resourceType": "OperationOutcome",
        "issue": [{"severity": "error", "code": "processing", "diagnostics": "no access"}],
    }
    chart = read(count(88), outcome)
    assert the_result(chart).value == 88
    assert "the server reported error: no access" in whys(chart)
    quiet = {"resourceType": "OperationOutcome", "issue": [{"severity": "warning", "code": "not-found"}]}
    assert not read(count(88), quiet).unread


def test_a_further_page_is_said() -> None:
    assert "only the first page was sent" in whys(read(bundle(count(88), link=[{"relation": "next", "url": "x"}])))
    assert not read(bundle(count(88), link=[{"relation": "self", "url": "x"}])).unread


def test_a_page_whose_rest_is_told_elsewhere_says_nothing_of_it() -> None:
    raw = json.dumps(bundle(count(88), link=[{"relation": "next", "url": "x"}])).encode()
    page = Source("laboratory results", raw, is_page=True)
    assert not read_chart([page], patient_id="p1", as_of=AS_OF, terminology=TERMINOLOGY).unread


@pytest.mark.parametrize(
    ("reference", "mine"),
    [
        ("Patient/p", True),
        ("http://h.example/fhir/Patient/p", True),
        ("Patient/p/_history/3", True),
        ("urn:uuid:p", True),
        (" Patient/p ", True),
        ("Patient/p/", True),
        ("Patient/P", False),
        ("patient/p", False),
        ("Patient/q", False),
        ("Patient/xp", False),
        ("Group/p", False),
        ("urn:uuid:q", False),
    ],
)
def test_other_patients_are_refused(reference: Any, mine: Any) -> None:
    chart = read(count(88, subject={"reference": reference}), patient_id="p")
    assert bool(chart.results) is mine
    assert ("1 resource: of another patient: not used" in whys(chart)) is not mine
    assert chart.strangers == (0 if mine else 1)


def test_whose_a_resource_is_is_told_for_each() -> None:
    mine, other, absolute = "Patient/p", "Patient/q", "https://ehr.example.org/r4/Patient/p"
    subjects: list[Any] = [mine, mine, other, mine, absolute, other, other, absolute, None]
    chart = read(
        *(count(80 + n, id=f"o{n}", subject={"reference": each} if each else None) for n, each in enumerate(subjects)),
        patient_id="p",
    )
    assert [r.value for r in chart.results["platelet_count"]] == [88, 87, 84, 83, 81, 80]
    assert "3 resources: of another patient: not used" in whys(chart)


@pytest.mark.parametrize("subject", [5, "Patient/p", ["Patient/p"], {"reference": 5}])
def test_a_subject_that_cannot_be_read_is_nobody(subject: Any) -> None:
    mine = {"reference": "Patient/p"}
    chart = read(count(90, subject=mine), count(88, id="odd", subject=subject), patient_id="p")
    assert the_result(chart).value == 90
    assert "platelet count: the resource is malformed" in whys(chart)


def test_without_a_subject_and_with_only_a_display() -> None:
    assert read(count(88), patient_id="p").results
    assert read(count(88, subject={"display": "Mrs X"}), patient_id="p").results


def test_another_patients_record_is_refused() -> None:
    chart = read(
        {"resourceType": "Patient", "id": "q", "gender": "male"},
        {"resourceType": "Patient", "id": "p", "gender": "female"},
        patient_id="p",
    )
    assert chart.patient.sex == "female"
    assert "of another patient" in whys(chart)
    assert chart.strangers == 1


def test_the_patients_full_url_is_the_patient() -> None:
    entries = [{"fullUrl": "urn:uuid:1", "resource": {"resourceType": "Patient", "id": "p"}},
               {"resource": count(88, subject={"reference": "urn:uuid:1"})}]  # fmt: skip
    assert read({"resourceType": "Bundle", "entry": entries}, patient_id="p").results


@settings(max_examples=150, deadline=None)
@given(any_resources(most_fields=6))
def test_no_shape_of_json_raises(resources: Any) -> None:
    raw = json.dumps(bundle(*resources)).encode()
    assert isinstance(chart_of(raw, patient_id="p"), Chart)


def test_a_result_sent_twice_is_one_and_two_under_one_id_are_two() -> None:
    first, other = count(220), count(9, effectiveDateTime="2026-05-09T09:00:00Z")
    for sent in ((first, other, first), (other, first, other)):
        assert [r.value for r in read(*sent).results["platelet_count"]] == [220, 9]
    assert the_result(read(first, {**first, "extension": []}, first)).value == 220
    twice = {"resourceType": "Condition", "id": "c", "code": {"text": "Fever"}}
    assert len(read(twice, {**twice, "recordedDate": "2026-05-01"}).statements) == 1


@pytest.mark.parametrize("identity", ["", None])
def test_results_without_an_id_are_each_their_own(identity: Any) -> None:
    chart = read(count(220, id=identity), count(9, id=identity, effectiveDateTime="2026-05-09T09:00:00Z"))
    assert [r.value for r in chart.results["platelet_count"]] == [220, 9]


def test_of_results_of_one_time_the_lowest_number_is_last_however_they_were_sent() -> None:
    sent = [count(220, id="a"), count(9, id="b"), observation(id="c", valueString="low"), count(40, id="d")]
    for order in permutations(sent):
        assert [r.value for r in read(*order).results["platelet_count"]] == [None, 220, 40, 9]


def test_the_order_in_which_a_server_sends_a_chart_makes_no_difference() -> None:
    def fever(identity: str, **more: Any) -> dict[str, Any]:
        return {"resourceType": "Condition", "id": identity, "code": {"text": "Fever"}, **more}

    def heparin(identity: str, **more: Any) -> dict[str, Any]:
        named = {"medicationCodeableConcept": {"text": "heparin"}}
        return {"resourceType": "MedicationRequest", "id": identity, "status": "active", **named, **more}

    report = {
        "resourceType": "DiagnosticReport", "id": "r", "issued": "2026-05-09T08:00:00Z",
        "conclusion": "Petechiae on the legs. Fever.",
    }  # fmt: skip
    sent = [
        fever("a", recordedDate="2026-05-01"), fever("b"), report, heparin("c", authoredOn="2026-04-01"),
        heparin("d", authoredOn="2026-05-01"), heparin("e"),
    ]  # fmt: skip
    first = read(*sent)
    told = ["DiagnosticReport/r", "DiagnosticReport/r", "Condition/a", "Condition/b"]
    assert [statement.source for statement in first.statements] == told
    assert first.statements[0].concepts >= {"petechiae"}
    assert [drug.source for drug in first.drugs] == [f"MedicationRequest/{each}" for each in "dce"]
    for order in permutations(sent):
        assert read(*order) == first


def test_nor_does_the_order_of_what_cannot_be_read() -> None:
    sent = [
        count(9, "furlong", id="a"), count(9, "furlong", id="b"), count(88, id="c", effectiveDateTime=5),
        {"resourceType": "Condition", "id": "d", "code": 5}, {"resourceType": "Condition", "id": "e", "subject": 5},
    ]  # fmt: skip
    first = read(*sent)
    assert len(first.unread) == 3
    for order in permutations(sent):
        assert read(*order) == first
