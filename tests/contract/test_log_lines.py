"""Every line that calls make the service write, read back: no patient, no token, no body, whatever was sent."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cds.app import create_app
from cds.examples import examples
from cds.log_codes import LogCode
from cds.logging_lines import JsonLines
from cds.settings import Settings
from tests.cds.security.minting import BASE, CALL, ISS, bearer, key_set, mint
from tests.conftest import NOW, FakeEngine
from tests.log_sweep import LogSweep

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask.testing import FlaskClient

MARK = "Zqx"
"""Everything invented here holds it; our own lines never do."""

names = st.text(st.characters(exclude_categories=["Cs"]), max_size=12).map(lambda text: f"{MARK}{text}{MARK}")
ids = st.from_regex(r"[A-Za-z0-9.-]{0,20}", fullmatch=True).map(lambda text: f"{MARK}{text}")
tokens = st.one_of(
    names.map(lambda text: "".join(letter for letter in text if "!" <= letter <= "~")),
    ids.map(lambda text: mint(jti=text, tenant=text, sub=text)),
    ids.map(lambda text: mint(iss=text)),
    ids.map(lambda text: mint(header={"kid": text})),
    ids.map(lambda text: mint(header={"jku": f"https://{MARK}.example/{text}"})),
    ids.map(lambda text: mint(aud=f"https://{MARK}.example/{text}")),
    ids.map(lambda text: mint(tenant=text) + MARK),
)


class Everything(logging.Handler):
    """Every record of every logger, as our formatter writes it and as it was meant."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(JsonLines().format(record) + record.getMessage())


@pytest.fixture(scope="module")
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory, engine: FakeEngine) -> tuple[FlaskClient, Path]:
    folder = tmp_path_factory.mktemp("guarded")
    (folder / "keys.json").write_text(json.dumps(key_set("ES384")))
    clients = {"clients": [{"name": "Epic", "iss": ISS, "jwks": "keys.json", "jku": "https://ehr.example.org/k"}]}
    (folder / "clients.json").write_text(json.dumps(clients))
    settings = Settings(
        database_url=f"sqlite:///{folder}/store.db",
        cache_dir=folder / "cache",
        clients=folder / "clients.json",
        base_url=BASE,
        log_level="DEBUG",
    )
    knowledge: Any = type("K", (), {"version": "v", "gates": {}, "causes": {}})()
    return create_app(settings, knowledge, lambda: NOW, engine=engine).test_client(), folder


@pytest.fixture
def everything() -> Iterator[Everything]:
    handler = Everything()
    loggers = [logging.getLogger(), logging.getLogger("petechiae")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG)
    yield handler
    for logger, level in zip(loggers, levels, strict=True):
        logger.removeHandler(handler)
        logger.setLevel(level)


def hostile(name: str, word: str) -> dict[str, Any]:
    return {
        "hook": "patient-view",
        "hookInstance": name,
        "context": {"userId": f"Patient/{word}", "patientId": word, "encounterId": word, name: name},
        "fhirServer": f"https://{MARK}.example/{name}",
        "fhirAuthorization": {"access_token": name, "subject": name, "scope": name},
        "prefetch": {
            "patient": {"resourceType": "Patient", "id": word, "name": [{"family": name}]},
            name: {"resourceType": "Patient", "id": word + "x", "name": name},
            "counts": {"resourceType": "Bundle", "entry": [{"resource": {"resourceType": name, "valueString": name}}]},
        },
        "extension": {name: name},
        name: name,
    }


def calls(name: str, word: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Method, path, and what is sent: good, wrong, and failing inside."""
    body = hostile(name, word)
    good = {**body, "prefetch": {key: value for key, value in body["prefetch"].items() if key != name}}
    yield "POST", CALL, {"json": good}
    yield "POST", CALL, {"json": body}
    yield "POST", CALL, {"json": {**good, "context": {"patientId": name, "userId": name}}}
    yield "POST", CALL, {"json": {**good, "hook": name}}
    yield "POST", CALL, {"json": {**good, "prefetch": {name: None}}}
    yield "POST", CALL, {"json": {**good, "prefetch": {name: {"resourceType": "Patient", "id": word + "x"}}}}
    yield "POST", CALL, {"data": json.dumps(good)[:-9], "content_type": "application/json"}
    yield "POST", CALL, {"data": name, "content_type": "text/plain"}
    yield "POST", f"/cds-services/{word}", {"json": good}
    yield "GET", f"/cds-services/{word}?name={word}", {}
    yield "GET", f"/{word}/{word}?patient={word}", {}
    item = {
        "card": name,
        "outcome": "overridden",
        "outcomeTimestamp": "2026-01-31T08:15:30Z",
        "overrideReason": {"reason": {"code": name, "system": name}, "userComment": name, "extension": {name: name}},
    }
    yield "POST", f"{CALL}/feedback", {"json": {"feedback": [item]}}
    yield "POST", f"{CALL}/feedback", {"json": {"feedback": [{**item, "outcome": name, name: name}]}}
    yield "GET", "/feedback-report", {}


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sent=st.tuples(names, ids, tokens))
def test_whatever_is_called_or_named_no_log_line_holds_it(
    guarded: tuple[FlaskClient, Path], engine: FakeEngine, everything: Everything, sent: tuple[str, str, str]
) -> None:
    client, folder = guarded
    name, word, token = sent
    everything.lines.clear()
    engine.calls.clear()
    seen: set[int] = set()
    for method, path, body in calls(name, word):
        service = path.partition("?")[0]
        for failure, authorization in ((None, token), (None, mint(service)), (RuntimeError(name), mint(service))):
            engine.fails = failure
            headers = {**bearer(authorization), "X-Request-Id": f"{MARK} {len(name)}", "User-Agent": MARK}
            answer = client.open(path, method=method, headers=headers, **body)
            seen.add(answer.status_code)
            if answer.status_code != 200:
                assert MARK not in json.dumps([issue["details"] for issue in answer.get_json()["issue"]])
    engine.fails = None
    assert seen >= {200, 400, 401, 404, 405, 412, 415, 422, 500}
    assert len(everything.lines) > 80
    for line in everything.lines:
        assert MARK not in line
        assert "eyJ" not in line
    rows = b"".join(file.read_bytes() for file in folder.glob("store.db*"))
    assert b"eyJ" not in rows


def test_the_reading_of_lines_would_find_a_leak(everything: Everything) -> None:
    logging.getLogger("some.library").warning("Patient %s", MARK)
    assert any(MARK in line for line in everything.lines)


def test_the_sweep_of_the_whole_run_sees_what_is_logged_and_would_find_a_leak(
    service: FlaskClient, log_sweep: LogSweep
) -> None:
    before = log_sweep.lines
    assert service.post(CALL, json=examples()[0].request).status_code == 200
    assert log_sweep.lines >= before + 2
    own = LogSweep()
    for fields in ({"service": "x"}, {"service": examples()[0].request["context"]["patientId"]}, {"service": mint()}):
        record = logging.LogRecord("petechiae", logging.INFO, "", 0, "Hook answered", (), None)
        record.fields = fields
        assert own(record)
    assert len(own.leaked) == 2


def test_the_real_reasoning_logs_nothing_of_the_chart(service: FlaskClient, everything: Everything) -> None:
    for example in examples():
        assert service.post(f"/cds-services/{example.service}", json=example.request).status_code == 200
    text = "\n".join(everything.lines)
    assert LogCode.HOOK001.name in text
    for example in examples():
        patient = example.request["prefetch"]["patient"]
        assert patient["id"] not in text
        assert example.request["hookInstance"] not in text
