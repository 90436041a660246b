"""Servers started as they are really served, in processes of their own; how long they took, what memory they hold."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["GUNICORN", "PATIENCE", "ROOT", "Memory", "Running", "free_port", "running", "workers_memory"]

ROOT = Path(__file__).resolve().parents[1]
GUNICORN = (sys.executable, "-m", "gunicorn", "--config", "cds/gunicorn_conf.py")
"""The service's own configuration; an application follows."""

PATIENCE = 120.0
"""Seconds a server may take to start: a machine that runs other things beside compiles the knowledge slowly."""

_GRACE = 30.0
"""Seconds a server has to end when it is told to; then it is killed with its workers."""
_LOOK_EVERY = 0.01


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers: its process, its port, and the seconds from its start to its first answer."""

    pid: int
    port: int
    seconds: float


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(
    command: Sequence[str], environment: Mapping[str, str], port: int, ready: str, log: Path = Path(os.devnull)
) -> Iterator[Running]:
    """A server until the block ends. It is ready when GET ``ready`` answers 200; what it complains of goes to ``log``.

    Raises RuntimeError, with the log, when it ends by itself or is not ready in two minutes.
    """
    start = time.monotonic()
    with log.open("wb") as complaints:
        process = subprocess.Popen(  # noqa: S603 - our own commands
            command,
            cwd=ROOT,
            env=dict(environment),
            stdout=subprocess.DEVNULL,
            stderr=complaints,
            start_new_session=True,
        )
    try:
        while not _answers(port, ready):
            if process.poll() is not None or time.monotonic() - start > PATIENCE:
                message = f"{' '.join(command)} does not serve. {log.read_text('utf-8')}"
                raise RuntimeError(message)
            time.sleep(_LOOK_EVERY)
        yield Running(process.pid, port, time.monotonic() - start)
    finally:
        process.terminate()
        try:
            process.wait(timeout=_GRACE)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@dataclass(frozen=True, slots=True)
class Memory:
    """Megabytes of one process. ``resident`` counts shared pages in full, ``share`` each by how many share it.

    ``highest`` is the most that was ever resident.
    """

    pid: int
    resident: float
    share: float
    highest: float


def workers_memory(pid: int) -> list[Memory]:
    """The memory of each child of a process, in order of process id; Linux only."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    return [_memory(int(child)) for child in sorted(children, key=int)]


def _memory(pid: int) -> Memory:
    folder = Path("/proc", str(pid))
    lines = [line for name in ("status", "smaps_rollup") for line in (folder / name).read_text("ascii").splitlines()]
    kilobytes = {line.partition(":")[0]: int(line.split()[1]) for line in lines if line.endswith(" kB")}
    return Memory(pid, kilobytes["VmRSS"] / 1024, kilobytes["Pss"] / 1024, kilobytes["VmHWM"] / 1024)


def _answers(port: int, path: str) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
