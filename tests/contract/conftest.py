"""The real service: real knowledge, real reading, a fixed clock."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from cds.app import create_app
from cds.settings import Settings

if TYPE_CHECKING:
    from flask.testing import FlaskClient

NOW = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder = tmp_path_factory.mktemp("service")
    settings = Settings(database_url=f"sqlite:///{folder}/feedback.db", cache_dir=folder / "cache")
    return create_app(settings, clock=lambda: NOW).test_client()
