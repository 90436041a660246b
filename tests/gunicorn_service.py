"""A service started as it is really served, for the tests that need one in a process of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
COMMAND = [sys.executable, "-m", "gunicorn", "--config", "cds/gunicorn_conf.py", "cds.wsgi:app"]
PATIENCE = 120.0  # a machine that runs other tests beside compiles the knowledge slowly


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """The environment of a service that keeps what it writes in ``folder``."""
    ours = {
        "PETECHIAE_DATABASE_URL": f"sqlite:///{folder}/feedback.db",
        "PETECHIAE_CACHE_DIR": str(folder / "cache"),
        **{f"PETECHIAE_{name}": value for name, value in settings.items()},
    }
    return {**os.environ, **ours}


@contextmanager
def served(folder: Path, *arguments: str, **settings: str) -> Iterator[tuple[str, Path]]:
    """A running service until the block ends: its address and its log. ``arguments`` go to gunicorn."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = folder / "log"
    with log.open("wb") as stream:
        process = subprocess.Popen(  # noqa: S603 - our own command
            [*COMMAND, *arguments], cwd=ROOT, env=environment(folder, PORT=str(port), **settings), stderr=stream
        )
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
