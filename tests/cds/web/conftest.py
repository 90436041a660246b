"""The pages over the real knowledge, with a fixed clock."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from cds.app import create_app
from cds.services.reasoning import Reasoning
from cds.settings import Settings
from rules.loading import load_knowledge

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from rules.definitions import Knowledge

AT = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge()


@pytest.fixture(scope="session")
def reasoning(knowledge: Knowledge) -> Reasoning:
    settings = Settings()
    return Reasoning.of(knowledge, settings.base_url, settings.time_zone)


@pytest.fixture(scope="session")
def bench(knowledge: Knowledge, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """The service in demo mode."""
    database = f"sqlite:///{tmp_path_factory.mktemp('bench')}/feedback.db"
    settings = Settings(database_url=database, demo=True, max_body_bytes=200_000, max_resources=200)
    return create_app(settings, knowledge, lambda: AT).test_client()


@pytest.fixture(scope="session")
def closed(knowledge: Knowledge, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """The service as it is outside demo mode."""
    database = f"sqlite:///{tmp_path_factory.mktemp('closed')}/feedback.db"
    return create_app(Settings(database_url=database), knowledge, lambda: AT).test_client()
