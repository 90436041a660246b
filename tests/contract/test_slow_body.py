"""A body that never ends holds no thread for longer than its time."""

from __future__ import annotations

import socket
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx
import pytest

from tests.gunicorn_service import served

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.conformance]

HEAD = (
    b"POST /cds-services/petechiae-differential HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    b"Content-Length: 1000\r\n\r\n{"
)


def test_a_body_that_drips_is_ended_with_408_in_its_time(tmp_path: Path) -> None:
    with served(tmp_path, "--workers", "1", MAX_SECONDS="2") as (base, _log):
        address = urlsplit(base)
        with socket.create_connection((address.hostname, address.port), timeout=15) as connection:
            began = time.monotonic()
            connection.sendall(HEAD)
            connection.settimeout(0.3)  # a byte now and then
            answer = b""
            while not answer and time.monotonic() - began < 10:
                try:
                    connection.sendall(b" ")
                    answer = connection.recv(65536)
                except TimeoutError:
                    continue
            took = time.monotonic() - began
            while b"OperationOutcome" not in answer and (more := connection.recv(65536)):
                answer += more
        assert answer.startswith(b"HTTP/1.1 408 ")
        assert b"OperationOutcome" in answer
        assert 1.5 < took < 5
        assert httpx.get(f"{base}/health/ready").status_code == 200
