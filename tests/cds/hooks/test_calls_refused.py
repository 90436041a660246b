"""Failure is half the contract: every wrong call gets its status and an OperationOutcome that names the member."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

ADDRESS = "/cds-services/petechiae-differential"


def outcome(answer: TestResponse, status: int) -> list[dict[str, Any]]:
    assert answer.status_code == status
    assert answer.content_type == "application/json"
    document = answer.get_json()
    assert document["resourceType"] == "OperationOutcome"
    issues: list[dict[str, Any]] = document["issue"]
    assert issues
    return issues


def expressions(answer: TestResponse, status: int = 400) -> set[str]:
    return {path for issue in outcome(answer, status) for path in issue.get("expression", [])}


def test_every_problem_is_named_at_once(client: FlaskClient) -> None:
    answer = client.post(ADDRESS, json={"hook": 7, "context": {"userId": "u1"}})
    assert expressions(answer) == {"hook", "hookInstance", "context.patientId", "context.userId"}
    codes = {issue["expression"][0]: issue["code"] for issue in answer.get_json()["issue"]}
    assert codes["hookInstance"] == "required"
    assert codes["hook"] == "value"


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda r: r.pop("hook"), "hook"),
        (lambda r: r.update(hook=None), "hook"),
        (lambda r: r.update(hookInstance=""), "hookInstance"),
        (lambda r: r.update(hookInstance=12), "hookInstance"),
        (lambda r: r.update(context=[{}]), "context"),
        (lambda r: r.update(context=None), "context"),
        (lambda r: r["context"].pop("patientId"), "context.patientId"),
        (lambda r: r["context"].update(patientId="../x"), "context.patientId"),
        (lambda r: r["context"].update(patientId="p1\n"), "context.patientId"),
        (lambda r: r["context"].update(patientId="x" * 65), "context.patientId"),
        (lambda r: r["context"].update(patientId={"id": "p1"}), "context.patientId"),
        (lambda r: r["context"].update(encounterId="a b"), "context.encounterId"),
        (lambda r: r["context"].update(userId="Device/d1"), "context.userId"),
        (lambda r: r.update(prefetch=[]), "prefetch"),
        (lambda r: r.update(prefetch="Patient/p1"), "prefetch"),
        (lambda r: r.update(fhirServer=5), "fhirServer"),
    ],
)
def test_a_wrong_member_is_named(
    client: FlaskClient, hook_request: dict[str, Any], change: Callable[[dict[str, Any]], object], path: str
) -> None:
    change(hook_request)
    assert expressions(client.post(ADDRESS, json=hook_request)) == {path}


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda r: r.update(hook="order-sign"), "hook"),
        (lambda r: r["prefetch"]["patient"].update(id="p2"), "prefetch.patient.id"),
        (lambda r: r["prefetch"].update(other={"resourceType": "Patient", "id": "p2"}), "prefetch.other.id"),
    ],
)
def test_a_well_formed_call_that_contradicts_itself_is_unprocessable(
    client: FlaskClient, hook_request: dict[str, Any], change: Callable[[dict[str, Any]], object], path: str
) -> None:
    change(hook_request)
    assert expressions(client.post(ADDRESS, json=hook_request), 422) == {path}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"   ",
        b"null",
        b'"text"',
        b"[]",
        b"{}",
        b'{"hook": "patient-view", "hookIns',
        b'{"hook": "patient-view",}',
        b'{"a": 1} }',
        b'\xef\xbb\xbf{"hook": "patient-view"}',
        b'{"hook": "\xff"}',
        '{"hook": "patient-view"}'.encode("utf-16"),
        b'{"hook": NaN}',
        b'{"hook": 01}',
        b'{"prefetch": {"patient": {"a": NaN}}}',
        rb'{"prefetch": {"\ud800": 1}}',
        b'{"hook": "patient-view", "hook": "patient-view"}',
        b'{"prefetch": {"patient": null, "patient": null}}',
        b'{"prefetch": {"patient": {"a": [1,]}}}',
        b'{"hook": ' + b"9" * 5000 + b"}",
        b'{"extension": ' + b"[" * 2000 + b"]" * 2000 + b"}",
        b'{"extension": ' + b"[" * 200_000 + b"}",
    ],
)
def test_what_is_no_json_object_is_refused(client: FlaskClient, body: bytes) -> None:
    outcome(client.post(ADDRESS, data=body, content_type="application/json"), 400)


def test_a_key_sent_twice_is_refused_also_when_its_values_are_large(
    client: FlaskClient, hook_request: dict[str, Any]
) -> None:
    patient = json.dumps({"resourceType": "Patient", "id": "p1", "name": [{"text": "x" * 500}]})
    hook_request["prefetch"] = "HERE"
    body = json.dumps(hook_request).replace('"HERE"', f'{{"patient": {patient}, "patient": {patient}}}')
    issues = outcome(client.post(ADDRESS, data=body, content_type="application/json"), 400)
    assert "twice" in issues[0]["details"]["text"]


def test_nesting_at_the_limit_passes_and_one_deeper_does_not(client: FlaskClient, hook_request: dict[str, Any]) -> None:
    for depth, status in ((499, 200), (500, 400)):
        nested: Any = 1
        for _ in range(depth):
            nested = [nested]
        answer = client.post(ADDRESS, json={**hook_request, "extension": nested})
        assert answer.status_code == status


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "application/x-www-form-urlencoded", None])
def test_another_media_type_is_refused(client: FlaskClient, hook_request: dict[str, Any], kind: str | None) -> None:
    outcome(client.post(ADDRESS, data=json.dumps(hook_request), content_type=kind), 415)


def test_a_compressed_body_is_refused(client: FlaskClient, hook_request: dict[str, Any]) -> None:
    outcome(client.post(ADDRESS, json=hook_request, headers={"Content-Encoding": "gzip"}), 415)


def test_a_large_body_is_refused(client: FlaskClient) -> None:
    outcome(client.post(ADDRESS, data=b" " * (16 * 1024 * 1024 + 1), content_type="application/json"), 413)


def test_too_many_resources_are_refused(client: FlaskClient, hook_request: dict[str, Any]) -> None:
    hook_request["prefetch"]["counts"]["entry"] = [{"resource": {"resourceType": "Observation"}}] * 50_001
    assert outcome(client.post(ADDRESS, json=hook_request), 413)[0]["code"] == "too-costly"


def test_an_unknown_service_is_not_found(client: FlaskClient, hook_request: dict[str, Any]) -> None:
    issues = outcome(client.post("/cds-services/other", json=hook_request), 404)
    assert "petechiae-differential" in issues[0]["details"]["text"]


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
def test_another_method_is_refused_and_the_right_one_named(client: FlaskClient, method: str) -> None:
    answer = client.open(ADDRESS, method=method)
    outcome(answer, 405)
    assert "POST" in answer.headers["Allow"]


@pytest.mark.parametrize(("accept", "status"), [("text/html", 406), ("text/html, */*;q=0.1", 200), ("*/*", 200)])
def test_only_an_accept_header_that_excludes_json_is_refused(
    client: FlaskClient, hook_request: dict[str, Any], accept: str, status: int
) -> None:
    assert client.post(ADDRESS, json=hook_request, headers={"Accept": accept}).status_code == status


@pytest.mark.parametrize("prefetch", [None, {}, {"other": {"resourceType": "Patient", "id": "p1"}}])
def test_nothing_that_was_asked_for_is_a_failed_precondition(
    client: FlaskClient, hook_request: dict[str, Any], prefetch: Any
) -> None:
    answer = client.post(ADDRESS, json={**hook_request, "prefetch": prefetch})
    assert expressions(answer, 412) == {"prefetch.patient", "prefetch.counts"}


def test_an_error_of_ours_tells_nothing_of_the_inside(
    client: FlaskClient, engine: Any, hook_request: dict[str, Any], log_lines: list[dict[str, Any]]
) -> None:
    engine.fails = RuntimeError("secret p1")
    answer = client.post(ADDRESS, json=hook_request)
    assert outcome(answer, 500)[0]["code"] == "exception"
    assert b"secret" not in answer.data
    failures = [line for line in log_lines if line["code"] == "HTTP003"]
    assert [line["error"] for line in failures] == ["RuntimeError"]
    assert "secret" not in json.dumps(log_lines)


class _BrokenChunk(io.BytesIO):
    def readinto(self, _buffer: Any) -> int:
        raise RuntimeError("invalid chunk size")


def in_chunks(client: FlaskClient, stream: io.BytesIO) -> TestResponse:
    return client.post(
        ADDRESS,
        input_stream=stream,
        content_type="application/json",
        environ_overrides={"wsgi.input_terminated": True},
    )


def test_a_body_in_chunks_is_read(client: FlaskClient, hook_request: dict[str, Any]) -> None:
    assert in_chunks(client, io.BytesIO(json.dumps(hook_request).encode())).status_code == 200


def test_a_large_body_in_chunks_is_refused_and_not_cut_off(client: FlaskClient, hook_request: dict[str, Any]) -> None:
    body = json.dumps(hook_request).encode() + b" " * (16 * 1024 * 1024) + b"garbage"
    outcome(in_chunks(client, io.BytesIO(body)), 413)


def test_a_broken_chunk_is_the_sender_s_error(client: FlaskClient) -> None:
    outcome(in_chunks(client, _BrokenChunk()), 400)


class _Pieces(io.BytesIO):
    """A server that gives ever less than it is asked for."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(size, 100) if size else 0)


def announced(client: FlaskClient, body: bytes, length: int) -> TestResponse:
    return client.post(
        ADDRESS,
        input_stream=_Pieces(body),
        content_type="application/json",
        environ_overrides={"CONTENT_LENGTH": f"{length}"},
    )


def test_a_body_in_pieces_is_read_to_its_announced_end(client: FlaskClient, hook_request: dict[str, Any]) -> None:
    body = json.dumps(hook_request).encode()
    assert announced(client, body + b"garbage", len(body)).status_code == 200


def test_a_body_that_ends_before_its_announced_end_is_refused(
    client: FlaskClient, hook_request: dict[str, Any]
) -> None:
    body = json.dumps(hook_request).encode()
    issues = outcome(announced(client, body, len(body) + 1), 400)
    assert "to its end" in issues[0]["details"]["text"]
