"""The published examples of FHIR and its guides, one by one: read, of no use here, or refused with a reason."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import orjson

from benchmarks.data_accounts import without_quotes
from cds.fhir.reading import Source, read_chart

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cds.fhir.terminology import Terminology
    from rules.chart import Chart

__all__ = ["Examples", "read_examples"]

_AFTER_ALL = datetime(2300, 1, 1, tzinfo=UTC)
"""After every example: nothing is refused for being in the future."""


@dataclass(slots=True)
class Examples:
    """One folder. ``failures`` are exceptions: there must be none. ``reasons`` are of all that was refused."""

    name: str
    resources: int = 0
    read: int = 0
    of_no_use: int = 0
    partly: int = 0
    refused: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)


def read_examples(name: str, files: Iterable[bytes], terminology: Terminology) -> Examples:
    """Every resource of every file, each read as if it were the whole chart."""
    found = Examples(name)
    for raw in _resources(files):
        found.resources += 1
        try:
            chart = read_chart([Source("example", raw)], patient_id=None, as_of=_AFTER_ALL, terminology=terminology)
        except Exception as error:  # noqa: BLE001 - any exception at all is what is looked for
            found.failures.append(f"{_kind(raw)}: {type(error).__name__}: {error}")
            continue
        held = _holds_something(chart)
        found.read += held and not chart.unread
        found.partly += held and bool(chart.unread)
        found.refused += not held and bool(chart.unread)
        found.of_no_use += not held and not chart.unread
        found.reasons.update({f"{_kind(raw)}: {without_quotes(each.why)}" for each in chart.unread})
    return found


def _resources(files: Iterable[bytes]) -> Iterator[bytes]:
    """One by one: a file is one JSON value or one a line."""
    for file in files:
        try:
            orjson.loads(file)
        except orjson.JSONDecodeError:
            yield from (line for line in file.splitlines() if line.strip())
        else:
            yield file


def _kind(raw: bytes) -> str:
    try:
        found: Any = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return "no JSON"
    return str(found.get("resourceType", "no resource")) if isinstance(found, dict) else "no resource"


def _holds_something(chart: Chart) -> bool:
    patient = chart.patient
    return bool(chart.results or chart.statements or chart.drugs or chart.orders or patient.birth or patient.deceased)
