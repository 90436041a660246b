"""The invented cases are whole, and what is written of a case is what the service reads."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.case_charts import request
from benchmarks.engine import load_engine, without_gates
from benchmarks.published_cases import INVENTED, PublishedCases, ScoredCase, ScoredControl
from rules.chart import Assertion
from rules.identifiers import LabId

if TYPE_CHECKING:
    from cds.services.reasoning import Reasoning
    from rules.chart import Chart

ANCHOR = datetime(2026, 1, 15, 12, tzinfo=UTC)
PATIENT = {"age": {"value": 34, "unit": "y"}, "sex": "female"}


@pytest.fixture(scope="module")
def engine() -> Reasoning:
    return load_engine()


def read(engine: Reasoning, **facts: Any) -> Chart:
    sent = request({"id": "x", "patient": PATIENT, **facts}, None, ANCHOR)
    parts = {key: memoryview(json.dumps(part).encode()) for key, part in sent["prefetch"].items()}
    return engine.read(parts, sent["context"]["patientId"], ANCHOR)


@pytest.mark.parametrize(
    ("value", "unit", "days"), [(34, "y", 34 * 365.25 + 100), (6, "h", 0.25), (3, "d", 3), (2, "wk", 14)]
)
def test_the_patient_is_as_old_as_told(engine: Reasoning, value: float, unit: str, days: float) -> None:
    chart = read(engine, patient={"age": {"value": value, "unit": unit}, "sex": "male"})
    born = chart.patient.birth
    assert born is not None
    assert abs((ANCHOR - born.at) / timedelta(days=1) - days) <= 1


def test_present_and_absent_are_read_as_such(engine: Reasoning) -> None:
    chart = read(engine, findings=[{"text": "Petechiae", "snomed": "271813007"}], absent=[{"text": "Fever"}])
    assert {statement.text: statement.assertion for statement in chart.statements} == {
        "Petechiae": Assertion.PRESENT,
        "Fever: ruled out": Assertion.ABSENT,
    }


@pytest.mark.parametrize(("unit", "hours"), [("y", 1), ("h", 0)])
def test_a_result_is_an_hour_old_but_not_older_than_the_patient(engine: Reasoning, unit: str, hours: float) -> None:
    labs = [{"display": "Platelets", "loinc": "777-3", "value": 9, "ucum": "10*9/L", "ref_low": 150}]
    chart = read(engine, patient={"age": {"value": 1, "unit": unit}, "sex": "male"}, labs=labs)
    (count,) = chart.results[LabId("platelet_count")]
    assert count.value == 9
    assert count.when is not None
    assert count.when.at == ANCHOR - timedelta(hours=hours)


def test_drugs_and_history_are_read(engine: Reasoning) -> None:
    chart = read(
        engine,
        medications=[{"name": "Heparin", "status": "completed", "start_days_before": 9, "stop_days_before": 2}],
        exposures=[{"type": "travel", "detail": "Ghana"}],
        family=[{"relation": "negative", "detail": "bleeding disorder"}],
    )
    (heparin,) = chart.drugs
    assert heparin.drugs == {"heparin"}
    assert heparin.start is not None
    assert heparin.start.at == ANCHOR - timedelta(days=9)
    assert any("Ghana" in statement.text for statement in chart.statements)
    assert not chart.unread


def test_with_nothing_known_the_service_is_silent(engine: Reasoning) -> None:
    assert not engine.assess(read(engine)).speaks


def test_the_cases_nobody_had_read_are_whole_and_are_still_answered_as_they_were(engine: Reasoning) -> None:
    """Floors one case below what was measured when they were opened."""
    folder = PublishedCases(INVENTED.parent / "fresh", engine)
    scored = [folder.score(case) for case in folder.cases()]
    assert len({case.id for case in scored}) == 30
    placed = [case.lenient for case in scored if isinstance(case, ScoredCase) and case.lenient is not None]
    assert sum(place <= 3 for place in placed) >= 29
    assert sum(place == 1 for place in placed) >= 27


def test_no_emergency_told_in_unusual_words_stays_without_a_warning(engine: Reasoning) -> None:
    """Opened on 28 November 2026: two of the twenty were not warned of until then."""
    folder = PublishedCases(INVENTED.parent / "emergencies", engine)
    scored = [folder.score(case) for case in folder.cases()]
    patients = [case for case in scored if isinstance(case, ScoredCase)]
    assert (len(patients), len(scored)) == (20, 26)
    assert [case.id for case in patients if case.indicator not in ("critical", "warning")] == []
    assert sum(case.lenient is not None and case.lenient <= 3 for case in patients) >= 18
    assert [case.id for case in scored if isinstance(case, ScoredControl) and case.alarm] == []


def test_the_invented_cases_are_whole_small_and_say_nothing_twice(engine: Reasoning) -> None:
    folder = PublishedCases(INVENTED, engine)
    cases = list(folder.cases())
    assert Counter(case["kind"] for case in cases) == {"case": 32, "control": 8}
    assert len({case["id"] for case in cases}) == 40
    known = {d["id"] for d in json.loads((INVENTED.parent / "diagnoses.json").read_text("utf-8"))["diagnoses"]}
    for case in cases:
        truth = case["truth"]
        if case["kind"] == "case":
            assert {truth["id"], *truth["acceptable"], *truth["arguable"]} <= known
        else:
            assert truth["expected"] in ("silent", "informational")
    assert sum(file.stat().st_size for file in INVENTED.rglob("*.*") if file.is_file()) < 200_000


def test_every_alias_is_a_cause_and_every_test_phrase_names_a_test_of_the_knowledge(engine: Reasoning) -> None:
    table = json.loads((INVENTED.parent / "diagnoses.json").read_text("utf-8"))
    assert set(table["aliases"]) <= set(engine.knowledge.causes)
    labels = " ".join(test.label.lower() for test in engine.knowledge.tests.values())
    for phrases in table["workup_tests"].values():
        assert phrases
        assert all(phrase in labels for phrase in phrases)


def test_without_gates_none_fires(engine: Reasoning) -> None:
    """One case whose danger a gate names: the ranking stays, the gate goes."""
    folder = PublishedCases(INVENTED, engine)
    (case,) = folder.cases("invented-23")
    whole, bare = folder.score(case), folder.score(case, without_gates(engine))
    assert isinstance(whole, ScoredCase)
    assert isinstance(bare, ScoredCase)
    assert whole.answer.assessment.gates
    assert not bare.answer.assessment.gates
    assert bare.answer.assessment.causes
    assert whole.entry is not None
