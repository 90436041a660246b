"""The service as it is really served: gunicorn with our configuration, in processes of its own."""

from __future__ import annotations

import json
import socket
import subprocess
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx
import pytest

from cds.examples import examples
from tests.gunicorn_service import COMMAND, PATIENCE, ROOT, environment, served
from tests.log_sweep import leaks

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.conformance]


SMUGGLED = {
    "PATH_INFO: /cds-services\r\n": 404,
    "SCRIPT_NAME: /nowhere\r\n": 404,
    "X-Forwarded-Host: evil.example\r\nX-Forwarded-Prefix: /cds-services\r\nX-Original-URL: /cds-services\r\n": 404,
    "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n": 400,
    "Content-Length: 5\r\nContent-Length: 6\r\n": 400,
    "Content-Length: +5\r\n": 400,
    "Transfer-Encoding: xchunked\r\n": 501,
    "Content-Length : 5\r\n": 400,
    "Folded: a\r\n b\r\n": 400,
    "Zero: a\0b\r\n": 400,
}
"""Headers that two readers could understand in two ways, or that name another path -> status of GET /nowhere."""


def first_line(base: str, headers: str) -> str:
    """Protocol and status of the answer to a request with these headers as they stand."""
    address = urlsplit(base)
    with socket.create_connection((address.hostname, address.port), timeout=15) as connection:
        connection.sendall(f"GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n0\r\n\r\n".encode())
        answer = b""
        while b"\r\n" not in answer and (more := connection.recv(65536)):
            answer += more
    return answer.decode("latin-1")[:12]


def test_gunicorn_serves_calls_and_logs_lines_of_json_only(tmp_path: Path) -> None:
    with served(tmp_path) as (base, log):
        address = f"{base}/cds-services/petechiae-differential"
        for example in examples():
            answer = httpx.post(f"{base}/cds-services/{example.service}", json=example.request, timeout=30)
            assert answer.status_code == 200
        chunked = httpx.post(
            address,
            content=iter([json.dumps(examples()[0].request).encode()]),
            headers={"Content-Type": "application/json"},
            timeout=30,
        )
        assert chunked.status_code == 200
        assert httpx.post(f"{base}/cds-services/{'a' * 6000}", json={}).status_code == 404
        for name, status in SMUGGLED.items():
            assert first_line(base, name) == f"HTTP/1.1 {status}"
    assert not [line for line in log.read_text("utf-8").splitlines() if leaks(line)]
    lines = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    assert {"START001", "HTTP001", "HOOK001"} <= {line["code"] for line in lines}
    assert [line["code"] for line in lines].count("START001") == 1


def test_a_wrong_setting_stops_the_start_and_is_named(tmp_path: Path) -> None:
    ended = subprocess.run(  # noqa: S603 - our own command
        COMMAND,
        cwd=ROOT,
        env=environment(tmp_path, PORT="http"),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert ended.returncode != 0
    assert "PETECHIAE_PORT='http' cannot be used" in ended.stderr
    assert "Traceback" not in ended.stderr
