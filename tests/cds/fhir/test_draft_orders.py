"""Drafts as clients really send them, with the knowledge as delivered. All patients are invented."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from cds.fhir.draft_orders import DraftReader, Drafts
from cds.fhir.terminology import Terminology
from rules.chart import DrugUse
from rules.draft_orders import DailyAmount
from rules.loading import load_knowledge

KNOWLEDGE = load_knowledge()
READER = DraftReader(KNOWLEDGE, Terminology.compile(KNOWLEDGE))
NOW = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
SNOMED = "http://snomed.info/sct"
SUBJECT = {"reference": "Patient/p1"}


def read(*resources: Any, selections: set[str] | None = None, **bundle: Any) -> Drafts:
    entries = [{"resource": resource} for resource in resources]
    raw = json.dumps({"resourceType": "Bundle", "entry": entries, **bundle}).encode()
    return READER.read(raw, "p1", NOW, None if selections is None else frozenset(selections))


def only(*resources: Any) -> Any:
    drafts = read(*resources)
    assert drafts.unread == 0
    (order,) = drafts.orders
    return order


def medicine(text: str = "", **more: Any) -> dict[str, Any]:
    named = {"medicationCodeableConcept": {"text": text}} if text else {}
    return {"resourceType": "MedicationRequest", "id": "d1", "status": "draft", "subject": SUBJECT, **named, **more}


def service(text: str = "", **more: Any) -> dict[str, Any]:
    named = {"code": {"text": text}} if text else {}
    return {"resourceType": "ServiceRequest", "id": "s1", "status": "draft", "subject": SUBJECT, **named, **more}


def test_the_sandbox_before_anything_is_chosen() -> None:
    """No intent, no medication, a Bundle without a type: not valid FHIR, and nothing to say."""
    order = only({"resourceType": "MedicationRequest", "id": "request-123", "status": "draft", "subject": SUBJECT,
                  "authoredOn": "2026-11-20"})  # fmt: skip
    assert (order.drugs, order.classes, order.terms, order.tests) == (frozenset(),) * 4


def test_the_sandbox_with_a_medicine_chosen() -> None:
    """Category and reason are objects where R4 wants lists."""
    order = only({
        "resourceType": "MedicationRequest", "id": "request-123", "status": "draft", "subject": SUBJECT,
        "authoredOn": "2026-11-20", "intent": "order",
        "dosageInstruction": [{
            "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d",
                                  "boundsPeriod": {"start": "2026-11-20", "end": "2026-12-20"}}},
            "doseAndRate": [{"doseQuantity": {"value": 1, "system": "http://unitsofmeasure.org", "code": "{pill}"}}]}],
        "dispenseRequest": {"expectedSupplyDuration": {"value": 30, "unit": "days", "code": "d"}},
        "category": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/x", "code": "community"}]},
        "reasonCode": {"coding": [{"system": SNOMED, "code": "22253000", "display": "Pain"}], "text": "Pain"},
        "medicationCodeableConcept": {
            "text": "Naproxen 500 MG Oral Tablet [Naprosyn]",
            "coding": [{"display": "Naproxen 500 MG Oral Tablet [Naprosyn]", "system": RXNORM, "code": "105899"}]},
    })  # fmt: skip
    assert order.drugs == {"naproxen"}
    assert "nsaid_nonselective" in order.classes
    assert order.daily == DailyAmount(500, "mg")
    assert order.source == "MedicationRequest/request-123"


def test_the_sandbox_with_an_empty_imaging_order() -> None:
    """An empty Coding and an empty reason list, both forbidden in FHIR JSON."""
    order = only(service(intent="plan", code={"coding": [{}]}, reasonCode=[]))
    assert (order.terms, order.tests) == (frozenset(), frozenset())


@pytest.mark.parametrize(
    "resources",
    [
        (medicine(medicationReference={"reference": "Medication/m1"}),
         {"resourceType": "Medication", "id": "m1", "code": {"text": "ibuprofen"}}),
        (medicine(medicationReference={"reference": "#m1"},
                  contained=[{"resourceType": "Medication", "id": "m1", "code": {"text": "ibuprofen"}}]),),
        (medicine(medicationReference={"display": "ibuprofen"}),),
        (medicine(medicationReference={"reference": "https://ehr.example.org/r4/Medication/m1"}),
         {"resourceType": "Medication", "id": "m1", "code": {"text": "ibuprofen"}}),
        (medicine(medicationCodeableConcept={"coding": [
            {"system": "urn:oid:1.2.3", "code": "4711"}, {"system": "urn:oid:1.2.4", "code": "x"},
            {"system": RXNORM, "code": "5640"}]}),),
        ({**medicine("ibuprofen"), "resourceType": "MedicationOrder"},),
    ],
)  # fmt: skip
def test_every_way_to_name_a_medicine(resources: tuple[Any, ...]) -> None:
    assert only(*resources).drugs == {"ibuprofen"}


@pytest.mark.parametrize(
    ("order", "terms"),
    [
        (service("Lumbar puncture"), {"lumbar_puncture"}),
        (service(code={"coding": [{"system": SNOMED, "code": "277762005"}]}), {"lumbar_puncture"}),
        ({**service("Labour epidural"), "resourceType": "ProcedureRequest"}, {"neuraxial_block"}),
        (service("CT guided biopsy of the liver"), {"organ_biopsy"}),
        (service("Transfuse platelets, 1 unit"), {"platelet_transfusion"}),
        (service("Platelet count"), set()),
        (service("Platelets"), set()),
        (service("Headache clinic", reasonCode=[{"text": "headache after lumbar puncture"}]), set()),
        (service("No epidural analgesia"), set()),
        (medicine("Platelets"), {"platelet_product"}),
        (medicine("Platelets, pooled, irradiated"), {"platelet_product"}),
        (medicine("paracetamol", reasonCode=[{"text": "headache after lumbar puncture"}]), set()),
        (medicine("enoxaparin", reasonCode=[{"text": "VTE prophylaxis"}]), {"thromboprophylaxis"}),
        (medicine("enoxaparin", dosageInstruction=[{"text": "40 mg, DVT prophylaxis"}]), {"thromboprophylaxis"}),
        (medicine("B12", dosageInstruction=[{"route": {"coding": [{"system": SNOMED, "code": "78421000"}]}}]),
         {"intramuscular"}),
        (medicine("B12", dosageInstruction=[{"route": {"coding": [{"system": "urn:local", "code": "IM"}]}}]),
         {"intramuscular"}),
        (medicine("B12", dosageInstruction={"text": "1 mg intramuscularly once"}), {"intramuscular"}),
        (medicine("B12", dosageInstruction=[{"route": {"text": "Subcutaneous"}}]), set()),
        ({"resourceType": "DeviceRequest", "id": "x", "status": "draft", "subject": SUBJECT,
          "codeCodeableConcept": {"text": "Heparin-coated central line"}}, {"heparin_coated_line", "central_line"}),
    ],
)  # fmt: skip
def test_what_an_order_asks_for_or_says(order: dict[str, Any], terms: set[str]) -> None:
    assert only(order).terms == terms


def test_a_flush_is_line_care_and_a_cream_is_local() -> None:
    assert only(medicine("Heparin flush 100 units/mL")).use is DrugUse.LINE_CARE
    assert only(medicine("Diclofenac cream")).use is DrugUse.LOCAL


def test_a_drafted_test_is_known_as_such() -> None:
    cbc = {"coding": [{"system": "http://loinc.org", "code": "58410-2"}], "text": "Complete blood count"}
    assert only(service(code=cbc)).tests == {"cbc"}


@pytest.mark.parametrize(
    "resource",
    [
        {"resourceType": "NutritionOrder", "id": "n", "status": "draft"},
        {"resourceType": "VisionPrescription", "id": "v"},
        medicine("heparin") | {"status": "cancelled"},
        medicine("heparin") | {"status": "entered-in-error"},
        medicine("heparin", doNotPerform=True),
        service("Lumbar puncture", doNotPerform=True),
        service("Lumbar puncture") | {"status": "revoked"},
    ],
)
def test_what_nobody_is_about_to_order_is_passed_over(resource: dict[str, Any]) -> None:
    assert read(resource) == Drafts()


def test_an_order_for_another_patient_is_counted_and_not_used() -> None:
    other = medicine("heparin") | {"subject": {"reference": "https://ehr.example.org/r4/Patient/p2"}}
    drafts = read(other, medicine("ibuprofen"))
    assert [order.drugs for order in drafts.orders] == [{"ibuprofen"}]
    assert (drafts.unread, drafts.strangers) == (0, 1)


def test_a_draft_without_a_subject_is_this_patients() -> None:
    assert only({"resourceType": "MedicationRequest", "medicationCodeableConcept": {"text": "ibuprofen"}}).drugs


def test_one_broken_order_costs_that_order() -> None:
    drafts = read(medicine("heparin", dosageInstruction="twice a day"), medicine("ibuprofen"))
    assert [order.drugs for order in drafts.orders] == [{"ibuprofen"}]
    assert (drafts.unread, drafts.strangers) == (1, 0)


def test_an_order_without_an_id_cannot_be_named() -> None:
    first, second = read(
        {key: value for key, value in medicine("heparin").items() if key != "id"}, medicine("ibuprofen")
    ).orders
    assert (first.named, second.named) == (False, True)
    assert first.source != second.source


@pytest.mark.parametrize(
    ("identity", "named"),
    [("a-1.B", True), ("a" * 64, True), (7, True), ("a" * 65, False), ("platelets,", False), ("", False)],
)
def test_an_order_with_an_id_that_fhir_does_not_know_is_read_and_cannot_be_named(identity: Any, named: bool) -> None:
    order = only({**medicine("heparin"), "id": identity})
    assert (order.drugs, order.named) == ({"heparin"}, named)


@pytest.mark.parametrize("raw", [b"{}", b'{"resourceType":"Bundle"}', b'{"resourceType":"Bundle","entry":[]}'])
def test_nothing_holds_no_orders(raw: bytes) -> None:
    assert READER.read(raw, "p1", NOW) == Drafts()


@pytest.mark.parametrize(
    "raw",
    [
        b"[]",
        b"null",
        b"not json",
        b"5",
        b'{"resourceType":"Bundle","entry":"x"}',
        b'{"resourceType":"Bundle","entry":[null]}',
        b'{"resourceType":"Bundle","entry":[{"fullUrl":"urn:uuid:1"}]}',
        b'{"resourceType":"Bundle","total":1}',
        b'{"entry":[]}',
        b'{"resourceType":"bundle","entry":[]}',
        b'{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"exception"}]}',
    ],
)
def test_what_cannot_be_opened_is_an_order_that_was_not_read(raw: bytes) -> None:
    assert READER.read(raw, "p1", NOW) == Drafts(unread=1)


def coded(**coding: str) -> dict[str, Any]:
    return medicine(medicationCodeableConcept={"coding": [coding]})


@pytest.mark.parametrize(
    ("draft", "told"),
    [
        (medicine("heparin"), True),
        (medicine("something else"), True),
        (medicine(), True),
        (coded(), True),
        (coded(system="urn:x", code="4711"), False),
        (coded(system="urn:x", code="4711", display="Something else"), True),
        (coded(system=RXNORM, code="999999999"), True),
        (medicine(medicationReference={"reference": "Medication/1"}), False),
        (medicine(medicationReference={"reference": "Medication/1", "display": "Something else"}), True),
        (medicine(medication={"reference": {"reference": "Medication/1"}}), False),
        (service(), True),
        (service(code={"coding": [{}]}), True),
        (service(code={"coding": [{"code": "X7"}]}), True),  # of procedures nobody has the whole list
        (service(code={"coding": [{"code": "X7", "display": "Something else"}]}), True),
        (service(code={"coding": [{"system": "http://loinc.org", "code": "1-8"}]}), True),
    ],
)
def test_an_order_tells_what_it_is_or_is_not_filled_in_or_may_be_anything(draft: dict[str, Any], told: bool) -> None:
    assert (only(draft).told, read(draft).untold) == (told, 0 if told else 1)


def test_an_order_nobody_is_choosing_need_not_tell_what_it_is() -> None:
    unknown = coded(system="urn:x", code="4711")
    other = medicine("heparin", id="d2")
    assert read(unknown, other, selections={"MedicationRequest/d1"}).untold == 1
    assert read(unknown, other, selections={"MedicationRequest/d2"}).untold == 0


def test_the_medicine_a_draft_refers_to_may_be_in_the_chart() -> None:
    draft = medicine(medicationReference={"reference": "Medication/m1"})
    sources = [
        json.dumps({"resourceType": "Bundle", "entry": [{"resource": resource}]}).encode()
        for resource in (draft, {"resourceType": "Medication", "id": "m1", "code": {"text": "heparin"}})
    ]
    (order,) = READER.read(sources[0], "p1", NOW, beside=[b"null", sources[1]]).orders
    assert (order.drugs, order.told) == (frozenset({"heparin"}), True)


@pytest.mark.parametrize(
    ("selections", "chosen"),
    [
        (None, [True, True]),
        ({"MedicationRequest/d1"}, [True, False]),
        ({"https://ehr.example.org/r4/MedicationRequest/d2"}, [False, True]),
        (set(), [False, False]),
        # names that fit no draft are a slip of the client: all drafts are looked at
        ({"MedicationRequest/elsewhere"}, [True, True]),
    ],
)
def test_selections(selections: set[str] | None, chosen: list[bool]) -> None:
    orders = read(medicine("heparin"), medicine("ibuprofen", id="d2"), selections=selections).orders
    assert [order.selected for order in orders] == chosen


@pytest.mark.parametrize(
    ("text", "vaccine"),
    [
        ("Influenza vaccine, inactivated 0.5 mL", True),
        ("COVID-19 mRNA vaccine (Comirnaty)", True),
        ("Grippeimpfstoff", True),
        ("anti-D immunoglobulin 1500 IU", False),
        ("benzathine benzylpenicillin 2.4 million units", False),
    ],
)
def test_a_vaccine_is_known_by_its_name(text: str, *, vaccine: bool) -> None:
    order = only(medicine(text, dosageInstruction=[{"text": "0.5 mL", "route": {"text": "intramuscular"}}]))
    assert ("vaccine" in order.terms) is vaccine
    assert "intramuscular" in order.terms
