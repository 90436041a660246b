"""Resources as the public sandbox and plain charts send them, for calls of every hook. All patients are invented."""

from __future__ import annotations

from typing import Any

__all__ = ["NAPROXEN", "PATIENT", "SUBJECT", "bundle", "count", "lab", "medicine", "problem"]

SUBJECT = {"reference": "Patient/p1"}
PATIENT = {"resourceType": "Patient", "id": "p1", "birthDate": "1946-05-02", "gender": "male"}
NAPROXEN = {
    "resourceType": "MedicationRequest", "id": "request-123", "status": "draft", "subject": SUBJECT,
    "authoredOn": "2026-11-20", "intent": "order",
    "dosageInstruction": [{
        "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}},
        "doseAndRate": [{"doseQuantity": {"value": 1, "system": "http://unitsofmeasure.org", "code": "{pill}"}}]}],
    "dispenseRequest": {"expectedSupplyDuration": {"value": 30, "unit": "days", "code": "d"}},
    "category": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/x", "code": "community"}]},
    "medicationCodeableConcept": {
        "text": "Naproxen 500 MG Oral Tablet [Naprosyn]",
        "coding": [{"display": "Naproxen 500 MG Oral Tablet [Naprosyn]", "code": "105899",
                    "system": "http://www.nlm.nih.gov/research/umls/rxnorm"}]},
}  # fmt: skip


def bundle(*resources: Any) -> dict[str, Any]:
    return {"resourceType": "Bundle", "entry": [{"resource": resource} for resource in resources]}


def lab(code: str, value: float, unit: str, day: int) -> dict[str, Any]:
    return {
        "resourceType": "Observation", "id": f"o-{code}-{day}", "status": "final", "subject": SUBJECT,
        "code": {"coding": [{"system": "http://loinc.org", "code": code}]},
        "effectiveDateTime": f"2026-11-{day:02}T06:00:00Z", "valueQuantity": {"value": value, "unit": unit},
    }  # fmt: skip


def count(value: float, day: int) -> dict[str, Any]:
    return lab("777-3", value, "10*3/uL", day)


def medicine(name: str, since: str = "2026-11-13", **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "MedicationRequest", "id": name.partition(" ")[0].lower(), "status": "active",
        "intent": "order", "subject": SUBJECT, "medicationCodeableConcept": {"text": name}, "authoredOn": since, **more,
    }  # fmt: skip


def problem(text: str, **more: Any) -> dict[str, Any]:
    return {"resourceType": "Condition", "id": "new", "subject": SUBJECT, "code": {"text": text}, **more}
