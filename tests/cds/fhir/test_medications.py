from __future__ import annotations

from typing import Any

import pytest

from cds.fhir.drug_codes import ndc9_readings
from rules.chart import DrugState, DrugUse, ResolvedBy
from tests.cds.fhir.builders import RXNORM, bundle, read, whys

NDC = "http://h.example/ndc"


def rx(code: Any) -> Any:
    return {"coding": [{"system": RXNORM, "code": code}]}


def order(medicine: Any = None, **more: Any) -> Any:
    base = {"resourceType": "MedicationRequest", "id": "m1", "status": "active", "intent": "order"}
    return base | ({"medicationCodeableConcept": medicine} if medicine is not None else {}) | more


def by_reference(reference: Any = "Medication/abc", **more: Any) -> Any:
    return order(medicationReference={"reference": reference}, **more)


def medication(identity: Any = "abc", **more: Any) -> Any:
    return {"resourceType": "Medication", "id": identity, **more}


def only(*resources: Any) -> Any:
    (drug,) = read(*resources).drugs
    return drug


def test_ingredient_and_product_codes() -> None:
    found = only(order(rx("11289")))
    assert (found.drugs, found.classes, found.resolved_by) == ({"warfarin"}, {"anticoagulant"}, ResolvedBy.CODE)
    assert only(order(rx("855332"))).drugs == {"warfarin"}


def test_broader_classes_come_along() -> None:
    assert only(order(rx("5224"))).classes == {"heparin", "anticoagulant"}


def test_text_only() -> None:
    found = only(order({"text": "Warfarin 2 mg tab"}))
    assert (found.drugs, found.resolved_by) == ({"warfarin"}, ResolvedBy.NAME)


def test_the_code_is_a_free_name() -> None:
    assert only(order({"coding": [{"system": "http://h.example/name", "code": "Heparin"}]})).drugs == {"heparin"}


def test_code_before_text_and_their_conflict_is_reported() -> None:
    chart = read(order({**rx("11289"), "text": "Heparin"}))
    assert chart.drugs[0].drugs == {"warfarin"}
    assert "its code says warfarin and its name heparin" in whys(chart)
    assert not read(order({**rx("11289"), "text": "Anticoagulants"})).unread


def test_a_class_name_alone_is_a_class() -> None:
    found = only(order({"text": "Anticoagulants"}))
    assert (found.drugs, found.classes) == (set(), {"anticoagulant"})


@pytest.mark.parametrize(
    "text", ["Starter kit (for patients taking valproate)", "Excedrin Aspirin Free", "heparins", "Warfarinol"]
)
def test_names_that_are_not_inside(text: Any) -> None:
    assert only(order({"text": text})).drugs == set()


@pytest.mark.parametrize(
    "reference", ["Medication/abc", "http://h.example/fhir/Medication/abc", "urn:uuid:abc", "Medication/abc/_history/2"]
)
def test_references_of_every_form(reference: Any) -> None:
    assert only(by_reference(reference), medication(code=rx("11289"))).drugs == {"warfarin"}


def test_a_reference_by_full_url() -> None:
    entries = [
        {"resource": by_reference("urn:uuid:77")},
        {"fullUrl": "urn:uuid:77", "resource": medication(code=rx("11289"))},
    ]
    assert only({"resourceType": "Bundle", "entry": entries}).drugs == {"warfarin"}


def test_a_contained_medication() -> None:
    assert only(by_reference("#m", contained=[medication("m", code=rx("11289"))])).drugs == {"warfarin"}


def test_a_reference_that_leads_nowhere_is_an_unknown_medicine() -> None:
    chart = read(by_reference())
    (found,) = chart.drugs
    assert (found.drugs, found.resolved_by) == (set(), ResolvedBy.NONE)
    assert "1 medicine: what it is could not be told" in whys(chart)


def test_the_display_of_a_reference_is_a_last_resort() -> None:
    assert only(order(medicationReference={"reference": "Medication/x", "display": "warfarin"})).drugs == {"warfarin"}


def test_the_name_stands_only_in_an_identifier() -> None:
    named = medication(
        identifier=[{"system": "http://h.example/name", "value": "Heparin Sodium"}],
        code={"coding": [{"system": NDC, "code": "99999000000"}]},
    )
    found = only(by_reference(), named)
    assert (found.drugs, found.resolved_by) == ({"heparin"}, ResolvedBy.NAME)


def test_a_mix_of_references() -> None:
    mix = medication(
        ingredient=[{"itemReference": {"reference": "Medication/h"}}, {"itemReference": {"reference": "Medication/s"}}]
    )
    saline = medication("s", identifier=[{"value": "Sodium Chloride"}])
    chart = read(by_reference(), mix, medication("h", code=rx("5224")), saline)
    assert chart.drugs[0].drugs == {"heparin", "sodium_chloride"}
    assert not chart.unread


def test_a_mix_that_contains_itself_ends() -> None:
    mix = medication(ingredient=[{"itemReference": {"reference": "Medication/abc"}}])
    assert only(by_reference(), mix).drugs == set()


@pytest.mark.parametrize(
    ("ndc", "nine"),
    [
        ("00338000011", ("003380000",)),
        ("0338-0000-11", ("003380000",)),
        ("12345-678-90", ("123450678",)),
        ("12345-6789-0", ("123456789",)),
        ("1234567890", ("012345678", "123450678", "123456789")),
        ("123", ()),
        ("12-x", ()),
    ],
)
def test_ndc_spellings(ndc: Any, nine: Any) -> None:
    assert ndc9_readings(ndc) == nine


def test_an_ndc_is_told_by_its_first_nine_digits() -> None:
    assert only(order({"coding": [{"system": NDC, "code": "0338-0000-99"}]})).drugs == {"heparin"}


@pytest.mark.parametrize(
    ("more", "state"),
    [
        ({}, DrugState.RUNNING),
        ({"status": "stopped"}, DrugState.STOPPED),
        ({"status": "on-hold"}, DrugState.STOPPED),
        ({"status": "completed"}, DrugState.STOPPED),
        ({"status": "unknown"}, DrugState.UNKNOWN),
        ({"status": "draft"}, DrugState.DRAFT),
        ({"intent": "plan"}, DrugState.DRAFT),
        ({"intent": None}, DrugState.RUNNING),
    ],
)
def test_status_tells_the_state_where_there_is_no_period(more: Any, state: Any) -> None:
    assert only(order(rx("5224"), **more)).state is state


@pytest.mark.parametrize(
    ("status", "start", "end", "state"),
    [
        ("completed", "2026-05-09", "2026-05-11", DrugState.RUNNING),
        ("completed", "2026-05-01", "2026-05-03", DrugState.STOPPED),
        ("active", "2026-05-01", "2026-05-03", DrugState.STOPPED),
        ("active", "2026-05-12", "2026-05-13", DrugState.DRAFT),
        ("stopped", "2026-05-09", "2026-05-11", DrugState.UNKNOWN),
        ("unknown", "2026-05-09", "2026-05-11", DrugState.RUNNING),
    ],
)
def test_the_period_decides_where_there_is_one(status: Any, start: Any, end: Any, state: Any) -> None:
    period = {"start": start, "end": end}
    assert only(order(rx("5224"), status=status, dispenseRequest={"validityPeriod": period})).state is state
    timed = [{"timing": {"repeat": {"boundsPeriod": period}}}]
    assert only(order(rx("5224"), status=status, dosageInstruction=timed)).state is state


def test_the_start_is_that_of_the_period_before_the_order() -> None:
    assert only(order(rx("5224"), authoredOn="2026-05-01")).start.at.day == 1
    assert only(order(rx("5224"))).start is None


@pytest.mark.parametrize("more", [{"doNotPerform": True}, {"status": "entered-in-error"}, {"status": "cancelled"}])
def test_what_is_not_given_is_dropped(more: Any) -> None:
    assert not read(order(rx("5224"), **more)).drugs


@pytest.mark.parametrize(
    ("text", "route", "use"),
    [
        ("Heparin", "IV", DrugUse.TREATMENT),
        ("Heparin", "SC", DrugUse.TREATMENT),
        ("Heparin Flush (10 units/ml)", "IV", DrugUse.LINE_CARE),
        ("Heparin", "DWELL", DrugUse.LINE_CARE),
        ("Heparin", "DIALYS", DrugUse.LINE_CARE),
        ("Heparin (CRRT Machine Priming)", "IV", DrugUse.LINE_CARE),
        ("Aspirin ointment", "", DrugUse.LOCAL),
        ("Aspirin", "BOTH EYES", DrugUse.LOCAL),
    ],
)
def test_what_it_is_for(text: Any, route: Any, use: Any) -> None:
    routed = [{"route": {"coding": [{"code": route}]}}] if route else []
    assert only(order({"text": text}, dosageInstruction=routed)).use is use


def test_statements_administrations_and_dispenses() -> None:
    statement = {"resourceType": "MedicationStatement", "id": "s", "status": "active", "medicationCodeableConcept": rx("1191"),  # noqa: E501
                 "effectivePeriod": {"start": "2026-01-01"}}  # fmt: skip
    assert only(statement).state is DrugState.RUNNING
    given = {"resourceType": "MedicationAdministration", "id": "a", "status": "completed",
             "medicationCodeableConcept": rx("5224"), "effectiveDateTime": "2026-05-09T10:00:00Z"}  # fmt: skip
    found = only(given)
    assert (found.state, found.start, found.stop) == (DrugState.STOPPED, found.start, found.start)
    dispensed = {"resourceType": "MedicationDispense", "id": "d", "status": "completed", "whenHandedOver": "2026-05-01",
                 "medicationCodeableConcept": rx("11289"), "daysSupply": {"value": 30}}  # fmt: skip
    assert only(dispensed).state is DrugState.RUNNING


def test_a_medicine_by_r5_codeable_reference() -> None:
    assert only(order(medication={"concept": rx("11289")})).drugs == {"warfarin"}


def test_the_sandbox_draft_with_one_object_for_a_list() -> None:
    draft = order(rx("11289"), status="draft", category={"text": "x"}, dosageInstruction={"text": "1 daily"})
    assert only(draft).state is DrugState.DRAFT


def test_a_bundle_of_nothing() -> None:
    assert read(bundle()).drugs == ()


def test_an_order_until_the_end_of_time_is_running() -> None:
    forever = {"dispenseRequest": {"validityPeriod": {"start": "2025-01-01", "end": "9999-12-31"}}}
    assert only(order(rx("11289"), **forever)).state is DrugState.RUNNING


@pytest.mark.parametrize("instruction", [5, "two a day", [{"route": 5}], [{"timing": {"repeat": {"boundsPeriod": 1}}}]])
def test_an_instruction_that_cannot_be_read_does_not_lose_the_medicine(instruction: Any) -> None:
    chart = read(order(rx("11289"), dosageInstruction=instruction))
    assert [(drug.drugs, drug.use, drug.state) for drug in chart.drugs] == [
        ({"warfarin"}, DrugUse.TREATMENT, DrugState.RUNNING)
    ]
    assert not chart.unread


def test_a_mix_whose_code_is_known_for_one_part_holds_what_its_name_says() -> None:
    """A product table may list a combination under one of its ingredients only."""
    chart = read(order({**rx("11289"), "text": "Warfarin / Heparin"}))
    assert (chart.drugs[0].drugs, chart.drugs[0].resolved_by) == ({"warfarin", "heparin"}, ResolvedBy.CODE)
    assert not chart.unread
