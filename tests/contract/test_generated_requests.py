"""Requests generated from openapi.yaml, good and bad: every answer is one that the contract documents."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig

from cds.app import create_app
from cds.openapi import build_openapi
from cds.settings import Settings
from tests.contract.conftest import NOW
from tests.gunicorn_service import ROOT

if TYPE_CHECKING:
    from schemathesis.specs.openapi.schemas import OpenApiSchema

EXAMPLES = int(os.environ.get("CONTRACT_EXAMPLES", "6"))


@pytest.fixture(scope="module")
def contract(tmp_path_factory: pytest.TempPathFactory) -> OpenApiSchema:
    folder = tmp_path_factory.mktemp("generated")
    ours = Settings(
        database_url=f"sqlite:///{folder}/f.db", cache_dir=folder / "cache", demo=True, max_calls_per_minute=10**6
    )
    app = create_app(ours, clock=lambda: NOW)
    config = SchemathesisConfig.from_path(ROOT / "schemathesis.toml")
    return schemathesis.openapi.from_wsgi("/openapi.json", app, config=config)


OPERATIONS = [
    (path, method, mode)
    for path, operations in build_openapi()["paths"].items()
    for method, operation in operations.items()
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    # What has no input cannot be asked wrongly.
    if mode is GenerationMode.POSITIVE or operation.keys() & {"parameters", "requestBody"}
]


@pytest.mark.parametrize(("path", "method", "mode"), OPERATIONS)
def test_every_answer_is_documented(contract: OpenApiSchema, path: str, method: str, mode: GenerationMode) -> None:
    quiet = settings(
        max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck), derandomize=True
    )

    @quiet
    @given(contract[path][method].as_strategy(generation_mode=mode))
    def run(case: Any) -> None:
        case.call_and_validate()

    run()
