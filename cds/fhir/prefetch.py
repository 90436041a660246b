"""What the service asks the client to send along, and what came of it.

Templates keep to what every client fills: reads and type-level searches, no parameter twice, no token but
``context.patientId``, dates as constants. The windows and page sizes are settings of the service, not medicine.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from cds.fhir.anchors import TREND_LAB
from cds.fhir.bundles import kind_of, open_source
from cds.fhir.code_systems import LOINC
from cds.fhir.reading import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from rules.definitions import Knowledge

__all__ = ["PrefetchSources", "PrefetchTemplate", "from_prefetch", "templates"]

#: How many months back each part is asked for, and how many resources a page.
_TREND_MONTHS, _TREND_COUNT = 24, 60
_LABORATORY_MONTHS, _LABORATORY_COUNT = 4, 250
_VITALS_MONTHS, _VITALS_COUNT = 1, 60
_FINDINGS_MONTHS, _FINDINGS_COUNT = 4, 100
_HISTORY_COUNT, _MEDICINES_COUNT, _CONDITIONS_COUNT = 100, 100, 250

#: The links of a page stand at its beginning or its end, within so many bytes.
_EDGE = 2000
#: How most servers begin an answer: whatever follows, it is no OperationOutcome.
_PLAIN_BUNDLE = b'{"resourceType":"Bundle"'
#: How most servers end one: an entry whose last member is an object, its resource or its search mode.
_LAST_ENTRY = b"}}]}"

_LOINC_URI = "http://loinc.org"
_PATIENT = "{{context.patientId}}"


@dataclass(frozen=True, slots=True)
class PrefetchTemplate:
    """One part of the chart: its key in discovery, the query, its name in a clinician's words.

    ``required``: without it no assessment is worth making.
    """

    key: str
    query: str
    label: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class PrefetchSources:
    """What came. ``absent`` keys may still be fetched; ``missing`` are the labels of parts that are not there.

    ``problems`` says why, by key, where the server said so or the page was not the last. A part sent as null or as
    an empty Bundle was looked for and is empty: it is neither absent nor missing.
    """

    sources: tuple[Source, ...] = ()
    absent: tuple[PrefetchTemplate, ...] = ()
    missing: tuple[str, ...] = ()
    problems: tuple[tuple[str, str], ...] = ()


def templates(knowledge: Knowledge, today: date) -> tuple[PrefetchTemplate, ...]:
    """The templates as of ``today``; dates are firsts of months, so that discovery changes once a month."""
    trend = knowledge.labs[TREND_LAB]
    codes = tuple(code.code for code in trend.codes if code.verified and code.system == LOINC)
    return _templates(codes, trend.short, today)


@lru_cache(maxsize=8)
def _templates(trend_codes: tuple[str, ...], trend_name: str, today: date) -> tuple[PrefetchTemplate, ...]:
    codes = ",".join(f"{_LOINC_URI}|{code}" for code in trend_codes)

    def observations(filters: str, months: int, count: int) -> str:
        since = _months_back(today, months).isoformat()
        return f"Observation?patient={_PATIENT}&{filters}&date=ge{since}&_sort=-date&_count={count}"

    def of_patient(kind: str, filters: str = "", count: int = _HISTORY_COUNT) -> str:
        return f"{kind}?patient={_PATIENT}{filters}&_count={count}"

    return (
        PrefetchTemplate("patient", f"Patient/{_PATIENT}", "patient", required=True),
        PrefetchTemplate(
            "trend", observations(f"code={codes}", _TREND_MONTHS, _TREND_COUNT), f"{trend_name} results", required=True
        ),
        PrefetchTemplate(
            "laboratory",
            observations("category=laboratory", _LABORATORY_MONTHS, _LABORATORY_COUNT),
            "laboratory results",
        ),
        PrefetchTemplate("vitals", observations("category=vital-signs", _VITALS_MONTHS, _VITALS_COUNT), "vital signs"),
        PrefetchTemplate(
            "findings", observations("category=exam", _FINDINGS_MONTHS, _FINDINGS_COUNT), "examination findings"
        ),
        PrefetchTemplate(
            "socialHistory", of_patient("Observation", "&category=social-history"), "social and exposure history"
        ),
        PrefetchTemplate("conditions", of_patient("Condition", count=_CONDITIONS_COUNT), "problems and diagnoses"),
        PrefetchTemplate(
            "medications",
            of_patient(
                "MedicationRequest", "&_include=MedicationRequest:medication&_sort=-authoredon", _MEDICINES_COUNT
            ),
            "medication orders",
        ),
        PrefetchTemplate(
            "medicationStatements",
            of_patient("MedicationStatement", "&_include=MedicationStatement:medication", _MEDICINES_COUNT),
            "medicines the patient reports",
        ),
        PrefetchTemplate("procedures", of_patient("Procedure"), "procedures"),
        PrefetchTemplate("immunizations", of_patient("Immunization"), "immunizations"),
        PrefetchTemplate("familyHistory", of_patient("FamilyMemberHistory"), "family history"),
        PrefetchTemplate("orders", of_patient("ServiceRequest", "&status=draft,active,on-hold"), "open orders"),
    )


def _months_back(today: date, months: int) -> date:
    month = today.year * 12 + today.month - 1 - months
    return today.replace(year=month // 12, month=month % 12 + 1, day=1)


def from_prefetch(
    asked: Iterable[PrefetchTemplate], prefetch: Mapping[str, bytes | memoryview | None]
) -> PrefetchSources:
    """Sorts what was sent by what was asked for. Keys nobody asked for are left alone.

    A key that is absent or answered with an OperationOutcome is missing; null is an answer; a page that is not the
    last is used and said to be incomplete.
    """
    sources: list[Source] = []
    absent: list[PrefetchTemplate] = []
    missing: list[str] = []
    problems: list[tuple[str, str]] = []
    for template in asked:
        if template.key not in prefetch:
            absent.append(template)
            missing.append(template.label)
            continue
        raw = prefetch[template.key]
        if raw is None:
            continue
        head = bytes(raw[:_EDGE])
        if head[:8].strip() == b"null":
            continue
        complaint = None if head.startswith(_PLAIN_BUNDLE) else _refusal(raw)
        if complaint is not None:
            missing.append(template.label)
            problems.append((template.key, complaint))
            continue
        if _may_have_more(raw, head):
            opened = open_source(raw)
            if opened.incomplete:
                problems.append((template.key, "only the first page was sent"))
        sources.append(Source(template.label, raw))
    return PrefetchSources(tuple(sources), tuple(absent), tuple(missing), tuple(problems))


def _may_have_more(raw: bytes | memoryview, head: bytes) -> bool:
    """True when a link to a next page may stand before the entries or behind them."""
    if b'"next"' in head[: head.find(b'"entry"')]:
        return True
    # A Bundle that ends with an entry has no link behind it: a link ends with its address.
    return raw[-len(_LAST_ENTRY) :] != _LAST_ENTRY and b'"next"' in bytes(raw[-_EDGE:])


def _refusal(raw: bytes | memoryview) -> str | None:
    """Why the whole key is no answer: an OperationOutcome, or not JSON; None when it is one."""
    try:
        if kind_of(raw) != "OperationOutcome":
            return None
    except (msgspec.DecodeError, RecursionError):
        return "is not readable JSON"
    outcomes = open_source(raw).outcomes
    return outcomes[0] if outcomes else "the server answered with an OperationOutcome"
