"""A small knowledge and small charts for the terminal, so that its tests do not change with the medicine."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.rules.loading.folders import knowledge_files, write

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["AS_OF", "bundle", "chart", "condition", "count", "patient", "small_knowledge", "written"]

AS_OF = "2026-03-14T06:30Z"


def small_knowledge(folder: Path) -> Path:
    """Two causes, one gate, one score, one trigger; the count is that of platelets."""
    files = knowledge_files()
    lab = files.pop("labs/cells.yaml")
    files["labs/platelet_count.yaml"] = lab | {"id": "platelet_count", "label": "Platelet count", "short": "platelets"}
    files["findings/count.yaml"]["rules"] = [{"states": ["lt10"], "when": {"lab": "platelet_count", "below": 10}}]
    files["findings/lesion_type.yaml"] = {
        "id": "lesion_type",
        "label": "Rash",
        "group": "skin",
        "states": ["present", "absent"],
        "leak": 0.1,
        "when": {"said": ["rash"]},
        "basis": "expert estimate",
    }
    files["workups/film.yaml"]["done_labs"] = []
    files["gates/danger.yaml"]["when"] = {
        "any": [
            {"label": "ill", "finding": "ill"},
            {"label": "on a thinner", "drug": {"classes": ["thinner"]}, "running": True},
        ]
    }
    score = files["scores/sickness.yaml"]
    del score["applies"]["among"]
    for option, limit in zip(score["items"][0]["options"], (10, 100), strict=True):
        option["when"] = {"lab": "platelet_count", "below": limit}
    files["advice/rest.yaml"]["when"] = {"finding": "ill"}
    return write(folder, files)


def patient(identity: str = "p1", **more: Any) -> dict[str, Any]:
    return {"resourceType": "Patient", "id": identity, "gender": "female", "birthDate": "1991-06-01"} | more


def count(value: float, when: str, identity: str = "p1", subject: str | None = "Patient/p1") -> dict[str, Any]:
    made: dict[str, Any] = {
        "resourceType": "Observation",
        "id": f"count-{identity}-{when}",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "2"}], "text": "Platelets"},
        "effectiveDateTime": when,
        "valueQuantity": {"value": value, "unit": "K/uL"},
    }
    return made | ({"subject": {"reference": subject}} if subject else {})


def condition(text: str, when: str, subject: str = "Patient/p1") -> dict[str, Any]:
    return {
        "resourceType": "Condition",
        "id": f"condition-{text}",
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "verificationStatus": {"coding": [{"code": "confirmed"}]},
        "code": {"text": text},
        "subject": {"reference": subject},
        "recordedDate": when,
    }


def bundle(*resources: dict[str, Any]) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": each} for each in resources]}


def chart() -> dict[str, Any]:
    """A woman of 34 with a rash and a falling count."""
    return bundle(
        patient(),
        count(212, "2026-01-02T08:00:00Z"),
        count(9, "2026-03-14T06:10:00Z"),
        condition("Rash on both shins", "2026-03-13"),
    )


def written(folder: Path, content: object, name: str = "chart.json") -> str:
    """The path of a file with this content: text as it is, bytes as they are, anything else as JSON."""
    file = folder / name
    if not isinstance(content, bytes):
        content = (content if isinstance(content, str) else json.dumps(content)).encode()
    file.write_bytes(content)
    return str(file)
