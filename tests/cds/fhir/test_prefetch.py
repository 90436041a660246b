from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import parse_qsl

from cds.fhir.prefetch import templates
from tests.cds.fhir.builders import knowledge

TODAY = date(2026, 5, 10)


def by_key() -> Any:
    return {template.key: template for template in templates(knowledge(), TODAY)}


def test_keys_and_queries_are_portable() -> None:
    for template in by_key().values():
        _, _, query = template.query.partition("?")
        names = [name for name, _ in parse_qsl(query)]
        assert len(names) == len(set(names)), template.key
        assert template.query.count("{{") == template.query.count("{{context.patientId}}") == 1
        assert "today()" not in template.query


def test_dates_are_firsts_of_months() -> None:
    assert "date=ge2024-05-01" in by_key()["trend"].query
    assert "date=ge2026-01-01" in by_key()["laboratory"].query
    assert "date=ge2024-05-01" in by_key()["visits"].query
    january = {template.key: template.query for template in templates(knowledge(), date(2026, 1, 31))}
    assert "date=ge2025-12-01" in january["vitals"]


def test_the_trend_asks_for_the_verified_codes() -> None:
    query = by_key()["trend"].query
    assert "http://loinc.org|777-3," in query
    assert "62244-9" not in query


def test_refuted_conditions_are_asked_for() -> None:
    assert "status" not in by_key()["conditions"].query


def test_medicines_come_along_only_when_this_service_asks_by_itself() -> None:
    assert all("_include" not in template.query for template in by_key().values())
    whole = {key: template.whole_query for key, template in by_key().items()}
    assert whole["medications"].endswith("&_include=MedicationRequest:medication")
    assert whole["medicationStatements"].endswith("&_include=MedicationStatement:medication")
    assert whole["conditions"] == by_key()["conditions"].query


def test_texts_allergies_and_visits_are_asked_for_in_bounds_and_documents_are_not() -> None:
    queries = {key: template.query for key, template in by_key().items()}
    assert queries["allergies"] == "AllergyIntolerance?patient={{context.patientId}}&_count=100"
    assert queries["reports"].endswith("&date=ge2026-01-01&_sort=-date&_count=50")
    assert queries["visits"].startswith("Encounter?")
    assert not any(query.startswith("DocumentReference") for query in queries.values())
