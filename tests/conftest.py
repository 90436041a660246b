"""What every test may use: an app over fakes, so that the wire is tested without the medicine."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from cds.app import create_app
from cds.fhir.draft_orders import Drafts
from cds.fhir.prefetch import PrefetchTemplate
from cds.fhir.prefetch_parts import PrefetchSources, parts_of, sources_of
from cds.log_codes import LOGGER_NAME
from cds.logging_lines import JsonLines
from cds.settings import Settings
from rules.chart import Chart
from rules.draft_orders import DraftOrder
from rules.identifiers import ResourceRef
from tests.log_sweep import LogSweep

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient

    from cds.hooks.calls import HookCall

NOW = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)


def card(patient_id: str) -> dict[str, Any]:
    return {
        "uuid": "f6b95768-b1c8-40dc-8385-bf3504b82ffb",
        "summary": f"Card for {patient_id}",
        "indicator": "info",
        "source": {"label": "Test"},
    }


@dataclass(slots=True)
class FakeEngine:
    """Answers with one card; remembers what it was asked."""

    knowledge_version: str = "0.1.0+fake"
    speaks: bool = True
    content: str = "one count of 9"
    fails: Exception | None = None
    calls: list[HookCall] = field(default_factory=list)
    read_at: list[datetime] = field(default_factory=list)
    conditions: list[memoryview | None] = field(default_factory=list)

    def templates(self, today: date) -> Sequence[PrefetchTemplate]:
        return (
            PrefetchTemplate("patient", "Patient/{{context.patientId}}", "demographics", required=True),
            PrefetchTemplate(
                "counts",
                f"Observation?patient={{{{context.patientId}}}}&date=ge{today.year - 2}-01-01",
                "blood counts",
            ),
        )

    def obtain(self, call: HookCall, as_of: datetime) -> PrefetchSources:
        return sources_of(parts_of(self.templates(as_of.date()), call.prefetch))

    def chart(
        self, sent: PrefetchSources, patient_id: str, as_of: datetime, conditions: memoryview | None = None
    ) -> Chart:
        self.conditions.append(conditions)
        assert patient_id
        self.read_at.append(as_of)
        return Chart(as_of=as_of, missing=sent.missing)

    def assess(self, chart: Chart) -> Any:
        if self.fails is not None:
            raise self.fails
        return SimpleNamespace(chart=chart, speaks=self.speaks)

    def drafts(self, call: HookCall, as_of: datetime) -> Drafts:
        assert as_of.tzinfo
        if call.draft_orders is None:
            return Drafts()
        self.calls.append(call)
        return Drafts((DraftOrder(ResourceRef("MedicationRequest/d1"), "aspirin"),))

    def watches(self, orders: Sequence[DraftOrder]) -> bool:
        return bool(orders)

    def review(self, chart: Chart, orders: Sequence[DraftOrder]) -> Any:
        return SimpleNamespace(chart=chart, orders=orders)

    def contents(self, _assessment: Any, cards: Sequence[Any]) -> tuple[str, ...]:
        return tuple(self.content for _ in cards)

    def order_cards(self, _assessment: Any, _chart: Chart, call: HookCall, _unchecked: int = 0) -> list[dict[str, Any]]:
        return [card(call.patient_id)] if self.speaks else []

    def cards(self, _assessment: Any, _chart: Chart, call: HookCall) -> list[dict[str, Any]]:
        self.calls.append(call)
        return [card(call.patient_id)] if self.speaks else []


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(database_url=f"sqlite:///{tmp_path}/feedback.db", cache_dir=tmp_path / "cache")


@pytest.fixture
def app(settings: Settings, engine: FakeEngine) -> Flask:
    knowledge: Any = SimpleNamespace(
        version=engine.knowledge_version, gates={}, scores={}, causes={}, tests={}, references={}
    )
    return create_app(settings, knowledge, lambda: NOW, engine=engine)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def hook_request() -> dict[str, Any]:
    return {
        "hook": "patient-view",
        "hookInstance": "0f1e7a52-6c1d-4f61-9d0e-0d9a3f6f2a11",
        "context": {"userId": "Practitioner/u1", "patientId": "p1"},
        "prefetch": {
            "patient": {"resourceType": "Patient", "id": "p1"},
            "counts": {"resourceType": "Bundle", "type": "searchset", "total": 0},
        },
    }


@pytest.fixture
def log_lines() -> Iterator[list[dict[str, Any]]]:
    """Every line our logger writes during the test, as it would reach standard error."""
    lines: list[dict[str, Any]] = []

    def collect(record: logging.LogRecord) -> bool:
        lines.append(json.loads(JsonLines().format(record)))
        return True

    logger = logging.getLogger(LOGGER_NAME)
    # A filter stays when an app that is made during the test sets up its own handler.
    logger.addFilter(collect)
    yield lines
    logger.removeFilter(collect)


@pytest.fixture(scope="session", autouse=True)
def log_sweep() -> Iterator[LogSweep]:
    """Reads the log of the whole run; a line that holds patient data or a token fails it at its end."""
    sweep = LogSweep()
    sweep.begin()
    yield sweep
    sweep.end()
    assert sweep.leaked == []


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last: Playwright keeps an event loop until the session ends, and fetching runs its own."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
