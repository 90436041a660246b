"""Prefetches of any size from resources we make up: the shape of a ward's chart, the people of nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

import orjson

from rules.platelet_picture import PLATELETS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rules.definitions import Knowledge
    from rules.lab_definitions import LabDefinition

__all__ = ["CLOCK", "Prefetch", "synthetic_prefetch"]

CLOCK = datetime(2026, 1, 15, 12, tzinfo=UTC)
_PATIENT = "bench"
_UCUM = "http://unitsofmeasure.org"
_LOINC = "http://loinc.org"
_RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
_TERMS = "http://terminology.hl7.org/CodeSystem/"


@dataclass(frozen=True, slots=True)
class Prefetch:
    """What a client would send for one patient at ``clock``: a name for the table, and JSON by prefetch key."""

    name: str
    patient_id: str
    clock: datetime
    parts: Mapping[str, bytes]

    def body(self) -> bytes:
        """The whole CDS Hooks request."""
        members = b",".join(orjson.dumps(key) + b":" + raw for key, raw in self.parts.items())
        head = orjson.dumps(
            {
                "hook": "patient-view",
                "hookInstance": "0f1e7a52-6c1d-4f61-9d0e-0d9a3f6f2a11",
                "context": {"userId": "Practitioner/bench", "patientId": self.patient_id},
            }
        )
        return head[:-1] + b',"prefetch":{' + members + b"}}"


def synthetic_prefetch(knowledge: Knowledge, size: int) -> Prefetch:
    """About ``size`` bytes: results of every coded test, a tenth medicines and conditions, a count that fell."""
    random = Random(size)  # noqa: S311 - the same chart every time, no secret
    parts: dict[str, list[dict[str, Any]]] = {"trend": [], "laboratory": [], "conditions": [], "medications": []}
    parts["trend"] += _fall(knowledge.labs[PLATELETS])
    parts["conditions"].append(_condition(0, "Petechiae"))
    used = 2000
    for number, (key, resource) in enumerate(_resources(knowledge, random), start=1):
        resource["id"] = f"{key}-{number}"
        parts[key].append(resource)
        used += len(orjson.dumps(resource)) + 110
        if used >= size:
            break
    patient = {"resourceType": "Patient", "id": _PATIENT, "gender": "female", "birthDate": "1991-05-04"}
    bundles = {key: orjson.dumps(_searchset(resources)) for key, resources in parts.items()}
    return Prefetch("synthetic", _PATIENT, CLOCK, {"patient": orjson.dumps(patient), **bundles})


def _resources(knowledge: Knowledge, random: Random) -> Iterator[tuple[str, dict[str, Any]]]:
    labs = [lab for lab in knowledge.labs.values() if lab.id != PLATELETS and _loinc(lab) and lab.unit]
    drugs = [drug for drug in knowledge.drugs.values() if any(c.system == "rxnorm" and c.verified for c in drug.codes)]
    words = [concept.label for concept in knowledge.concepts.values()]
    while True:
        kind = random.random()
        when = CLOCK - timedelta(hours=random.uniform(1, 24 * 100))
        if kind < 0.9 or not drugs:
            lab = random.choice(labs)
            yield "laboratory", _observation(lab, round(random.uniform(*_range(lab)), lab.decimals + 1), when)
        elif kind < 0.96:
            drug = random.choice(drugs)
            code = next(c.code for c in drug.codes if c.system == "rxnorm" and c.verified)
            yield "medications", _order(drug.label, code, when)
        else:
            yield "conditions", _condition(int(random.uniform(0, 2000)), random.choice(words) if words else "Cough")


def _fall(lab: LabDefinition) -> Iterator[dict[str, Any]]:
    for number, (value, days) in enumerate(((240, 60.0), (190, 20.0), (64, 2.0), (9, 0.1))):
        yield {"id": f"trend-{number}", **_observation(lab, value, CLOCK - timedelta(days=days))}


def _range(lab: LabDefinition) -> tuple[float, float]:
    limit = next((limit for limit in lab.limits if limit.high is not None), None)
    if limit is not None and limit.high is not None:
        return (limit.low or 0.0, limit.high)
    low = lab.plausible_low or 0.0
    return (low, low + 1)


def _loinc(lab: LabDefinition) -> str | None:
    return next((code.code for code in lab.codes if code.system == "loinc" and code.verified), None)


def _observation(lab: LabDefinition, value: float, when: datetime) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "status": "final",
        "category": [{"coding": [{"system": f"{_TERMS}observation-category", "code": "laboratory"}]}],
        "code": {"coding": [{"system": _LOINC, "code": _loinc(lab), "display": lab.label}], "text": lab.label},
        "subject": {"reference": f"Patient/{_PATIENT}"},
        "effectiveDateTime": when.isoformat(timespec="seconds"),
        "issued": (when + timedelta(minutes=40)).isoformat(timespec="seconds"),
        "valueQuantity": {"value": value, "unit": lab.unit, "system": _UCUM, "code": lab.unit},
        "interpretation": [{"coding": [{"system": f"{_TERMS}v3-ObservationInterpretation", "code": "N"}]}],
    }


def _condition(days: int, text: str) -> dict[str, Any]:
    return {
        "resourceType": "Condition",
        "id": f"first-{days}",
        "clinicalStatus": {"coding": [{"system": f"{_TERMS}condition-clinical", "code": "active"}]},
        "verificationStatus": {"coding": [{"system": f"{_TERMS}condition-ver-status", "code": "confirmed"}]},
        "code": {"text": text},
        "subject": {"reference": f"Patient/{_PATIENT}"},
        "recordedDate": (CLOCK - timedelta(days=days)).date().isoformat(),
    }


def _order(name: str, code: str, when: datetime) -> dict[str, Any]:
    return {
        "resourceType": "MedicationRequest",
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": {"coding": [{"system": _RXNORM, "code": code, "display": name}], "text": name},
        "subject": {"reference": f"Patient/{_PATIENT}"},
        "authoredOn": when.isoformat(timespec="seconds"),
        "dosageInstruction": [{"timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}}}],
    }


def _searchset(resources: list[dict[str, Any]]) -> dict[str, Any]:
    entries = [
        {
            "fullUrl": f"http://example.org/fhir/{resource['resourceType']}/{resource['id']}",
            "resource": resource,
            "search": {"mode": "match"},
        }
        for resource in resources
    ]
    return {"resourceType": "Bundle", "type": "searchset", "total": len(entries), "entry": entries}
