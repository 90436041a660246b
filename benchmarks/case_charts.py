"""A case as facts to the FHIR resources of a chart, and to the prefetch a client would send for it.

Present: a confirmed Condition. Absent: a refuted one. History: social-history Observations and family histories. What
has no code carries its words alone, as hand-typed entries do.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from cds.cases.ages import AGE_DAYS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

__all__ = ["request"]

_SNOMED = "http://snomed.info/sct"
_LOINC = "http://loinc.org"
_RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
_UCUM = "http://unitsofmeasure.org"
_TERMS = "http://terminology.hl7.org/CodeSystem/"
_BIRTH_TIME = "http://hl7.org/fhir/StructureDefinition/patient-birthTime"
_KEYS = {
    "Condition": "conditions",
    "MedicationRequest": "medications",
    "Procedure": "procedures",
    "Immunization": "immunizations",
    "FamilyMemberHistory": "familyHistory",
    "laboratory": "laboratory",
    "vital-signs": "vitals",
    "exam": "findings",
    "social-history": "socialHistory",
}
_PRESSURES = ("8480-6", "8462-4")
_SINCE_BIRTHDAY = timedelta(days=100)

Told = Mapping[str, Any]
Resource = dict[str, Any]


def request(case: Told, _service: object, anchor: datetime) -> dict[str, Any]:
    """The patient-view request for a case whose patient is seen at ``anchor``; what the case leaves out is not sent.

    Same shape as that of the writer beside published cases; the prefetch templates are not needed here.
    """
    name = sha256(case["id"].encode()).hexdigest()[:12]
    patient = _patient(case["patient"], f"pt-{name}", anchor)
    parts: dict[str, list[Resource]] = {}
    for number, resource in enumerate(_resources(case, anchor), start=1):
        key = _KEYS.get(resource["resourceType"]) or _KEYS[resource["category"][0]["coding"][0]["code"]]
        subject = "patient" if resource["resourceType"] in ("Immunization", "FamilyMemberHistory") else "subject"
        told = {**resource, "id": f"r{number}-{name}", subject: {"reference": f"Patient/{patient['id']}"}}
        parts.setdefault(key, []).append({"resource": told})
    bundles = {
        key: {"resourceType": "Bundle", "type": "searchset", "entry": parts[key]} if key in parts else _NOTHING
        for key in _KEYS.values()
    }
    return {
        "hook": "patient-view",
        "hookInstance": name,
        "context": {"userId": "Practitioner/example", "patientId": patient["id"]},
        "prefetch": {"patient": patient, **bundles},
    }


_NOTHING = {"resourceType": "Bundle", "type": "searchset", "total": 0}


def _patient(told: Told, identity: str, anchor: datetime) -> Resource:
    value, unit = told["age"]["value"], told["age"]["unit"]
    born = anchor - timedelta(days=value * AGE_DAYS[unit])
    if unit == "y":
        born -= _SINCE_BIRTHDAY
    patient = {"resourceType": "Patient", "id": identity, "gender": told["sex"], "birthDate": f"{born:%Y-%m-%d}"}
    if unit == "h":
        patient["_birthDate"] = {"extension": [{"url": _BIRTH_TIME, "valueDateTime": _stamp(born)}]}
    return patient


def _resources(case: Told, anchor: datetime) -> Iterator[Resource]:
    for kind, write in _WRITERS.items():
        for told in case.get(kind, ()):
            yield write(told, anchor)
    yield from _vitals(case.get("vitals", ()), anchor)
    yield from _labs(case, anchor)
    weeks = case["patient"].get("pregnancy_weeks")
    if weeks is not None:
        yield _past({"text": "Pregnancy", "snomed": "77386006", "onset_days": 7 * weeks}, anchor)
        code = _coded("Gestational age in weeks", _LOINC, "18185-9")
        yield _observation("exam", code, anchor, valueQuantity=_quantity(weeks, "wk"))


def _present(told: Told, anchor: datetime) -> Resource:
    return _condition(told, anchor, "encounter-diagnosis")


def _absent(told: Told, anchor: datetime) -> Resource:
    return _condition(told, anchor, "encounter-diagnosis", verified="refuted")


def _past(told: Told, anchor: datetime) -> Resource:
    return _condition(told, anchor, "problem-list-item")


def _procedure(told: Told, anchor: datetime) -> Resource:
    return {
        "resourceType": "Procedure",
        "status": "completed",
        "code": {"text": told["text"]},
        **_dated("performedDateTime", told.get("days_before"), anchor),
    }


def _immunization(told: Told, anchor: datetime) -> Resource:
    return {
        "resourceType": "Immunization",
        "status": "completed",
        "vaccineCode": {"text": told["text"]},
        **_dated("occurrenceDateTime", told.get("days_before") or 0, anchor),
    }


def _relative(told: Told, _anchor: datetime) -> Resource:
    none = told["relation"] == "negative"
    return {
        "resourceType": "FamilyMemberHistory",
        "status": "completed",
        "relationship": {"text": "family member" if none else told["relation"]},
        "condition": [{"code": {"text": f"No {told['detail']}" if none else told["detail"]}}],
    }


def _exposure(told: Told, anchor: datetime) -> Resource:
    when = anchor - timedelta(days=told.get("days_before") or 0)
    return _observation(
        "social-history", _coded(f"{told['type'].capitalize()} history"), when, valueString=told["detail"]
    )


def _condition(told: Told, anchor: datetime, category: str, verified: str = "confirmed") -> Resource:
    condition: Resource = {
        "resourceType": "Condition",
        "verificationStatus": _concept("condition-ver-status", verified),
        "category": [_concept("condition-category", category)],
        "code": _coded(told["text"], _SNOMED, told.get("snomed")),
        "recordedDate": _stamp(anchor),
        **_dated("onsetDateTime", told.get("onset_days"), anchor),
    }
    if verified != "refuted":
        condition["clinicalStatus"] = _concept("condition-clinical", told.get("status", "active"))
    if told.get("site"):
        condition["bodySite"] = [{"text": told["site"]}]
    return condition


def _vitals(vitals: Iterable[Told], anchor: datetime) -> Iterator[Resource]:
    pressures = []
    for vital in vitals:
        code = _coded(vital["name"], _LOINC, vital["loinc"])
        value = _quantity(vital["value"], vital["unit"])
        if vital["loinc"] in _PRESSURES:
            pressures.append({"code": code, "valueQuantity": value})
        else:
            yield _observation("vital-signs", code, anchor, valueQuantity=value)
    if pressures:
        code = _coded("Blood pressure panel", _LOINC, "85354-9")
        yield _observation("vital-signs", code, anchor, component=pressures)


def _labs(case: Told, anchor: datetime) -> Iterator[Resource]:
    """An hour before the visit, but not before the birth of a patient who is hours old."""
    hours = 0 if case["patient"]["age"]["unit"] == "h" else 1
    for lab in case.get("labs", ()):
        yield _lab(lab, anchor - timedelta(days=lab.get("days_before", 0), hours=hours))


def _lab(lab: Told, when: datetime) -> Resource:
    code = _coded(lab["display"], _LOINC, lab["loinc"])
    if "value" not in lab:
        return _observation("laboratory", code, when, valueString=lab["text"])
    shown = lab.get("unit")
    value = _quantity(lab["value"], lab["ucum"], shown)
    if "comparator" in lab:
        value["comparator"] = lab["comparator"]
    limits = {
        end: _quantity(lab[name], lab["ucum"], shown)
        for end, name in (("low", "ref_low"), ("high", "ref_high"))
        if name in lab
    }
    return _observation(
        "laboratory", code, when, valueQuantity=value, **({"referenceRange": [limits]} if limits else {})
    )


def _drug(drug: Told, anchor: datetime) -> Resource:
    order: Resource = {
        "resourceType": "MedicationRequest",
        "status": drug["status"],
        "intent": "order",
        "medicationCodeableConcept": _coded(drug["name"], _RXNORM, drug.get("rxnorm")),
        **_dated("authoredOn", drug.get("start_days_before"), anchor),
    }
    if "authoredOn" in order and "stop_days_before" in drug:
        end = _stamp(anchor - timedelta(days=drug["stop_days_before"]))
        bounds = {"start": order["authoredOn"], "end": end}
        order["dosageInstruction"] = [{"timing": {"repeat": {"boundsPeriod": bounds}}}]
    return order


def _observation(category: str, code: Resource, when: datetime, **value: object) -> Resource:
    return {
        "resourceType": "Observation",
        "status": "final",
        "category": [_concept("observation-category", category)],
        "code": code,
        "effectiveDateTime": _stamp(when),
        **value,
    }


def _coded(text: str, system: str = "", code: str | None = None) -> Resource:
    return {"text": text, **({"coding": [{"system": system, "code": code, "display": text}]} if code else {})}


def _concept(table: str, code: str) -> Resource:
    return {"coding": [{"system": _TERMS + table, "code": code}]}


def _quantity(value: float, ucum: str, shown: str | None = None) -> Resource:
    return {"value": value, "unit": shown or ucum, "system": _UCUM, "code": ucum}


def _dated(member: str, days: float | None, anchor: datetime) -> Resource:
    return {} if days is None else {member: _stamp(anchor - timedelta(days=days))}


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


_WRITERS = {
    "findings": _present,
    "absent": _absent,
    "past_conditions": _past,
    "medications": _drug,
    "procedures": _procedure,
    "immunizations": _immunization,
    "family": _relative,
    "exposures": _exposure,
}
