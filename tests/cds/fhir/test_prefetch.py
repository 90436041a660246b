from __future__ import annotations

import json
from datetime import date
from typing import Any
from urllib.parse import parse_qsl

import pytest

from cds.fhir.prefetch import PrefetchTemplate, from_prefetch, templates
from tests.cds.fhir.builders import bundle, count, knowledge

TODAY = date(2026, 5, 10)
ASKED = (
    PrefetchTemplate("trend", "Observation?x", "platelet results", required=True),
    PrefetchTemplate("vitals", "V", "vital signs"),
)


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
    january = {template.key: template.query for template in templates(knowledge(), date(2026, 1, 31))}
    assert "date=ge2025-12-01" in january["vitals"]


def test_the_trend_asks_for_the_verified_codes() -> None:
    query = by_key()["trend"].query
    assert "http://loinc.org|777-3," in query
    assert "62244-9" not in query


def test_refuted_conditions_and_medications_with_their_drugs_are_asked_for() -> None:
    assert "status" not in by_key()["conditions"].query
    assert "_include=MedicationRequest:medication" in by_key()["medications"].query


def test_present_null_and_absent() -> None:
    raw = json.dumps(bundle(count(88))).encode()
    sent = from_prefetch(ASKED, {"trend": raw, "vitals": None, "extra": b"{}"})
    assert [source.label for source in sent.sources] == ["platelet results"]
    assert sent.missing == ()
    without = from_prefetch(ASKED, {"trend": raw})
    assert (without.missing, [t.key for t in without.absent]) == (("vital signs",), ["vitals"])


@pytest.mark.parametrize("raw", [b"null", b" null "])
def test_null_as_bytes(raw: Any) -> None:
    sent = from_prefetch(ASKED[:1], {"trend": raw})
    assert (sent.sources, sent.missing, sent.absent) == ((), (), ())


def test_an_operation_outcome_for_a_whole_key_is_a_missing_part() -> None:
    raw = b'{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"forbidden"}]}'
    sent = from_prefetch(ASKED[:1], {"trend": raw})
    assert sent.missing == ("platelet results",)
    assert sent.problems == (("trend", "the server reported error: forbidden"),)


def test_a_broken_key_is_a_missing_part() -> None:
    assert from_prefetch(ASKED[:1], {"trend": b"{"}).problems == (("trend", "is not readable JSON"),)


_ENTRIES = json.dumps([{"resource": count(88), "search": {"mode": "match"}}])


@pytest.mark.parametrize(
    "members",
    [
        f'"link":[{{"relation":"next","url":"x"}}],"entry":{_ENTRIES}',
        f'"entry":{_ENTRIES},"link":[{{"relation":"self","url":"x"}},{{"relation":"next","url":"x"}}]',
        '"link":[{"relation":"next","url":"x"}]',
    ],
)
def test_a_paged_key_is_used_and_said_to_be_incomplete(members: str) -> None:
    raw = f'{{"resourceType":"Bundle",{members}}}'.encode()
    sent = from_prefetch(ASKED[:1], {"trend": raw})
    assert len(sent.sources) == 1
    assert sent.problems == (("trend", "only the first page was sent"),)


@pytest.mark.parametrize("last", ["", "  "])
def test_the_last_page_is_complete(last: str) -> None:
    links = '"link":[{"relation":"self","url":"x"},{"relation":"previous","url":"y"}]'
    raw = f'{{"resourceType":"Bundle",{links},"entry":{_ENTRIES}{last}}}'.encode()
    sent = from_prefetch(ASKED[:1], {"trend": raw})
    assert (len(sent.sources), sent.problems) == (1, ())
