"""The service as it is really served: gunicorn with our configuration, in processes of its own."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import httpx
import pytest

from cds.examples import examples
from tests.gunicorn_service import COMMAND, PATIENCE, ROOT, environment, served
from tests.log_sweep import leaks

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.conformance]


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
