"""Four copies of the real service over one knowledge: plain, fetching, with client tokens, and for Epic."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from cds.app import create_app
from cds.services.dialects import Dialect, Dialects
from cds.settings import Settings
from rules.loading import load_knowledge
from tests.cds.security.minting import BASE, ISS, key_set
from tests.conformance.calls import CALLS, Told, posted
from tests.contract.conftest import NOW

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient


@pytest.fixture(scope="session")
def make(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., FlaskClient]:
    """A service with these settings."""
    knowledge = load_knowledge()
    folder = tmp_path_factory.mktemp("conformance")
    number = iter(range(100))

    def made(**more: Any) -> FlaskClient:
        settings = Settings(
            database_url=f"sqlite:///{folder}/{next(number)}.db", cache_dir=folder, base_url="https://cds.example.org"
        )
        return create_app(replace(settings, **more), knowledge, lambda: NOW).test_client()

    return made


@pytest.fixture(scope="session")
def plain(make: Callable[..., FlaskClient]) -> FlaskClient:
    """No authentication, no FHIR server."""
    return make()


@pytest.fixture(scope="session")
def fetching(make: Callable[..., FlaskClient]) -> FlaskClient:
    """May ask FHIR servers on this machine, for one second a call."""
    from_text = Settings.from_environment({"PETECHIAE_FHIR_SERVERS": "http://127.0.0.1:*/fhir"})
    return make(fhir_servers=from_text.fhir_servers, fhir_budget_ms=1500)


@pytest.fixture(scope="session")
def guarded(make: Callable[..., FlaskClient], tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """Takes calls of one declared client alone."""
    folder = tmp_path_factory.mktemp("clients")
    (folder / "keys.json").write_text(json.dumps(key_set("ES384", "RS384")))
    client = {"name": "EHR", "iss": ISS, "jwks": "keys.json", "jku": "https://ehr.example.org/jwks"}
    (folder / "clients.json").write_text(json.dumps({"clients": [client]}))
    return make(clients=folder / "clients.json", base_url=BASE)


@pytest.fixture(scope="session")
def told(plain: FlaskClient) -> tuple[Told, ...]:
    """Every call with its answer."""
    return tuple(Told(call, json.loads(posted(plain, call).data)) for call in CALLS)


@pytest.fixture(scope="session")
def epic(make: Callable[..., FlaskClient]) -> tuple[Told, ...]:
    """The same for a client that is set to Epic's dialect."""
    client = make(dialects=Dialects(Dialect.EPIC))
    return tuple(Told(call, json.loads(posted(client, call).data)) for call in CALLS)
