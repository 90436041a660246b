"""Prefetches from whole charts on disk: each Bundle sorted into the parts a client would send."""

from __future__ import annotations

import gzip
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import orjson

from benchmarks.synthetic_charts import Prefetch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

__all__ = ["prefetches_near"]

_KEYS = {
    "Observation": "laboratory",
    "Condition": "conditions",
    "MedicationRequest": "medications",
    "Medication": "medications",
    "Procedure": "procedures",
    "Immunization": "immunizations",
}


def prefetches_near(folder: Path, sizes: Iterable[int]) -> Iterator[Prefetch]:
    """For each size the chart of the folder whose sorted prefetch comes nearest to it."""
    sized = []
    for file in sorted(folder.glob("*.json.gz")):
        prefetch = _prefetch(file)
        if prefetch is not None:
            sized.append((len(prefetch.body()), prefetch))
    for size in sizes:
        if sized:
            yield min(sized, key=lambda known: abs(known[0] - size))[1]


def _prefetch(file: Path) -> Prefetch | None:
    bundle = orjson.loads(gzip.decompress(file.read_bytes()))
    parts: dict[str, list[dict[str, Any]]] = {key: [] for key in dict.fromkeys(_KEYS.values())}
    patient: dict[str, Any] | None = None
    for entry in bundle.get("entry", ()):
        kind = entry["resource"]["resourceType"]
        if kind == "Patient":
            patient = entry["resource"]
        elif kind in _KEYS:
            parts[_KEYS[kind]].append(entry)
    if patient is None:
        return None
    results = (entry["resource"] for entry in parts["laboratory"])
    stamps = [result.get("effectiveDateTime", "") for result in results if "latelet" in str(result["code"])]
    newest = max((datetime.fromisoformat(stamp) for stamp in stamps if len(stamp) > len("2026-01-15")), default=None)
    if newest is None:
        return None
    bundles = {
        key: orjson.dumps({"resourceType": "Bundle", "type": "searchset", "entry": entries})
        for key, entries in parts.items()
    }
    clock = newest + timedelta(minutes=1)
    return Prefetch(file.parent.name, patient["id"], clock, {"patient": orjson.dumps(patient), **bundles})
