"""Charts of situations a clinician must not miss, and of calm ones, each in a few lines: codes, local names, any unit.

Ages are exact to the hour where newborns need it. Times are days before ``NOW``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

__all__ = ["NOW", "PATIENT", "Presentation", "drug", "lab", "said", "shot", "untold"]

NOW = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)
PATIENT = "p1"
_DAYS = {"h": 1 / 24, "d": 1.0, "mo": 30.4375, "y": 365.25}
_TERMS = "http://terminology.hl7.org/CodeSystem/"


def _ago(days: float) -> str:
    return (NOW - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


def _resource(kind: str, **members: Any) -> dict[str, Any]:
    return {"resourceType": kind, "subject": {"reference": f"Patient/{PATIENT}"}, **members}


def _coded(name: str) -> dict[str, Any]:
    """``777-3`` is LOINC, ``D69.6`` ICD-10-CM, digits alone SNOMED CT or RxNorm; anything else is words."""
    head, _, tail = name.partition("-")
    if head.isdecimal() and len(tail) == 1 and tail.isdecimal():
        return {"coding": [{"system": "http://loinc.org", "code": name}]}
    if name.isdecimal():
        return {"coding": [{"system": "http://snomed.info/sct", "code": name}]}
    if len(name) <= 8 and name[:1].isupper() and name[1:3].isdecimal():
        return {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": name}]}
    return {"text": name}


def lab(name: str, value: Any, unit: str = "", days: float = 0.05, category: str = "laboratory") -> dict[str, Any]:
    """A result by LOINC code or local name: a number with its unit as sent, or words."""
    told = {"valueString": value} if isinstance(value, str) else {"valueQuantity": {"value": value, "unit": unit}}
    coding = {"system": f"{_TERMS}observation-category", "code": category}
    return _resource(
        "Observation",
        status="final",
        category=[{"coding": [coding]}],
        code=_coded(name),
        effectiveDateTime=_ago(days),
        **told,
    )


def said(text: str, days: float = 1, status: str = "active", certain: str = "confirmed") -> dict[str, Any]:
    """A problem or finding by code or in words, since so many days."""
    return _resource(
        "Condition",
        clinicalStatus={"coding": [{"system": f"{_TERMS}condition-clinical", "code": status}]},
        verificationStatus={"coding": [{"system": f"{_TERMS}condition-ver-status", "code": certain}]},
        code=_coded(text),
        onsetDateTime=_ago(days),
        recordedDate=_ago(min(days, 1)),
    )


def untold(text: str) -> dict[str, Any]:
    """A problem refuted."""
    return said(text, certain="refuted")


def drug(name: str, started: float, stopped: float | None = None, **more: Any) -> dict[str, Any]:
    """An order by name or RxNorm code, started so many days ago, still running unless stopped."""
    concept = (
        {"coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": name}]}
        if name.isdecimal()
        else {"text": name}
    )
    period = {"start": _ago(started)} | ({} if stopped is None else {"end": _ago(stopped)})
    return _resource(
        "MedicationRequest",
        status="active" if stopped is None else "stopped",
        intent="order",
        medicationCodeableConcept=concept,
        authoredOn=_ago(started),
        dosageInstruction=[{"timing": {"repeat": {"boundsPeriod": period}}}],
        **more,
    )


def shot(code: str, days: float) -> dict[str, Any]:
    """A vaccination by CVX code."""
    given = _resource(
        "Immunization",
        status="completed",
        vaccineCode={"coding": [{"system": "http://hl7.org/fhir/sid/cvx", "code": code}]},
        occurrenceDateTime=_ago(days),
    )
    return given | {"patient": given.pop("subject")}


@dataclass(frozen=True, slots=True)
class Presentation:
    """A chart and what must come of it.

    ``indicator`` may be ``silent``. ``gate``: fires; empty: none critical does. ``first``: any of these among the
    first three causes. ``quiet``: gates that must not fire. ``heads``: the gate whose headline the first card bears.
    """

    name: str
    age: str
    sex: str
    chart: tuple[dict[str, Any], ...]
    indicator: str
    gate: str = ""
    first: tuple[str, ...] = ()
    quiet: tuple[str, ...] = ()
    heads: str = ""

    @property
    def knows_temperature(self) -> bool:
        """A temperature was measured or fever denied."""
        told = json.dumps(self.chart)
        return "8310-5" in told or "refuted" in told

    def prefetch(self) -> dict[str, memoryview]:
        """What a client would send."""
        number, unit = self.age.split()
        born = NOW - timedelta(days=float(number) * _DAYS[unit])
        patient: dict[str, Any] = {"resourceType": "Patient", "id": PATIENT, "gender": self.sex}
        patient["birthDate"] = born.date().isoformat()
        if unit in {"h", "d"}:
            url = "http://hl7.org/fhir/StructureDefinition/patient-birthTime"
            patient["_birthDate"] = {"extension": [{"url": url, "valueDateTime": born.strftime("%Y-%m-%dT%H:%M:%SZ")}]}
        keys = {"Condition": "conditions", "MedicationRequest": "medications", "Immunization": "immunizations"}
        parts: dict[str, list[Any]] = {"laboratory": [], "conditions": [], "medications": [], "immunizations": []}
        for number_, resource in enumerate(self.chart):
            part = parts[keys.get(resource["resourceType"], "laboratory")]
            part.append({"resource": resource | {"id": f"r{number_}"}})
        bundles = {
            key: {"resourceType": "Bundle", "type": "searchset", "entry": entries} for key, entries in parts.items()
        }
        sent = {"patient": patient, "trend": {"resourceType": "Bundle", "type": "searchset"}} | bundles
        return {key: memoryview(json.dumps(value).encode()) for key, value in sent.items()}
