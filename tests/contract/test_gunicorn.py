"""The service as it is really served: gunicorn with our configuration, in processes of its own."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from cds.examples import examples

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "gunicorn", "--config", "cds/gunicorn_conf.py", "cds.wsgi:app"]
PATIENCE = 40.0

pytestmark = [pytest.mark.slow, pytest.mark.conformance]


def environment(folder: Path, **settings: str) -> dict[str, str]:
    ours = {
        "PETECHIAE_DATABASE_URL": f"sqlite:///{folder}/feedback.db",
        "PETECHIAE_CACHE_DIR": str(folder / "cache"),
        **{f"PETECHIAE_{name}": value for name, value in settings.items()},
    }
    return {**os.environ, **ours}


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, Path]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = folder / "log"
    with log.open("wb") as stream:
        process = subprocess.Popen(COMMAND, cwd=ROOT, env=environment(folder, PORT=str(port)), stderr=stream)  # noqa: S603 - our own command
    base = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + PATIENCE
        while not _ready(base):
            assert process.poll() is None, log.read_text("utf-8")
            assert time.monotonic() < deadline, "not ready in time"
            time.sleep(0.1)
        yield base, log
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def _ready(base: str) -> bool:
    try:
        return httpx.get(f"{base}/health/ready").status_code == 200
    except httpx.TransportError:
        return False


def test_gunicorn_serves_calls_and_logs_lines_of_json_only(tmp_path: Path) -> None:
    with served(tmp_path) as (base, log):
        address = f"{base}/cds-services/petechiae-differential"
        for example in examples():
            assert httpx.post(address, json=example.request, timeout=30).status_code == 200
        chunked = httpx.post(
            address,
            content=iter([json.dumps(examples()[0].request).encode()]),
            headers={"Content-Type": "application/json"},
            timeout=30,
        )
        assert chunked.status_code == 200
        assert httpx.post(f"{base}/cds-services/{'a' * 6000}", json={}).status_code == 404
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
