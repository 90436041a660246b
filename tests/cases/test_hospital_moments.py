"""Charts replayed: what lies ahead is hidden, and alarms are counted once while they last."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.engine import load_engine
from benchmarks.growing_charts import GrowingChart
from benchmarks.hospital_moments import moment_rows, replay

if TYPE_CHECKING:
    from pathlib import Path

_START = datetime(2026, 3, 1, 8, tzinfo=UTC)
_COUNTS = ((0, 280), (3, 260), (6, 120), (7, 110), (40, 250))


def _at(days: float) -> str:
    return (_START + timedelta(days=days)).isoformat()


def _bundle(*extra: dict[str, Any]) -> bytes:
    subject = {"reference": "Patient/p"}
    counts = [
        {
            "resourceType": "Observation", "id": f"c{day}", "status": "final", "subject": subject,
            "code": {"coding": [{"system": "http://loinc.org", "code": "777-3"}]}, "effectiveDateTime": _at(day),
            "valueQuantity": {"value": value, "unit": "10*3/uL"},
        }
        for day, value in _COUNTS
    ]  # fmt: skip
    heparin = {
        "resourceType": "MedicationRequest", "id": "h", "status": "active", "intent": "order", "subject": subject,
        "medicationCodeableConcept": {"text": "enoxaparin 40 mg injection"}, "authoredOn": _at(1),
    }  # fmt: skip
    patient = {"resourceType": "Patient", "id": "p", "gender": "female", "birthDate": "1960-01-01"}
    entries = [{"resource": resource} for resource in (patient, *counts, heparin, *extra)]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode()


def _ids(raw: bytes) -> list[str]:
    return [entry["resource"]["id"] for entry in json.loads(raw)["entry"]]


@pytest.mark.parametrize(
    ("days", "seen"), [(0.9, ["p", "c0"]), (1, ["p", "c0", "h"]), (40, ["p", "c0", "c3", "c6", "c7", "c40", "h"])]
)
def test_what_was_ordered_or_measured_later_is_hidden(days: float, seen: list[str]) -> None:
    assert _ids(GrowingChart(_bundle()).at(_START + timedelta(days=days))) == seen


def test_a_diagnosis_of_a_stay_is_known_from_its_start_and_an_undated_one_always() -> None:
    stay = {"resourceType": "Encounter", "id": "e", "status": "finished", "period": {"start": _at(5)}}
    coded = {"resourceType": "Condition", "id": "d", "encounter": {"reference": "Encounter/e"}}
    chart = GrowingChart(_bundle(stay, coded, {"resourceType": "Condition", "id": "u"}))
    assert set(_ids(chart.at(_START))) == {"p", "c0", "u"}
    assert {"e", "d"} <= set(_ids(chart.at(_START + timedelta(days=5))))


def test_a_lasting_alarm_is_new_once_and_a_week_without_a_moment_ends_the_stay(tmp_path: Path) -> None:
    (tmp_path / "p.json").write_bytes(_bundle())
    told = replay(tmp_path, load_engine())
    assert (told.patients, told.stays, told.moments, told.skipped) == (1, 2, 6, 0)
    assert (told.gates["hit"], told.gate_patients["hit"], told.gate_alarms["hit"], told.alarms) == (2, 1, 1, 1)
    assert (told.critical_days, told.days, told.changes) == (2, 6, 1)
    whole, gates = moment_rows(told)
    assert dict(whole)["new critical alarms a patient-day"] == "0.17"
    assert ("hit", "2", "1", "1") in gates


def test_a_long_stay_is_thinned_evenly_with_its_ends(tmp_path: Path) -> None:
    (tmp_path / "p.json").write_bytes(_bundle())
    told = replay(tmp_path, load_engine(), most=2)
    assert (told.moments, told.skipped) == (3, 3)


def test_an_empty_folder_has_no_figures(tmp_path: Path) -> None:
    whole, gates = moment_rows(replay(tmp_path, load_engine()))
    assert (dict(whole)["new critical alarms a patient-day"], gates) == ("-", [])
