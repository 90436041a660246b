"""Runs a line as it is printed in README and docs, save for the port and the place of the terminal command."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from tests.gunicorn_service import PATIENCE, ROOT

__all__ = ["PRINTED", "run", "run_curl", "run_terminal", "with_stand_in"]

PRINTED = "http://127.0.0.1:8080"
"""The address on the pages."""

_OURS = f"{shlex.quote(sys.executable)} -c 'from cds.cli import main; main()'"


def run(line: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    """The line in a shell, in the project's folder; programs in ``folder`` come first."""
    found = os.environ.get("PATH", "")
    path = found if folder is None else f"{folder}{os.pathsep}{found}"
    return subprocess.run(  # noqa: S602 - a line of our own pages, as a reader would paste it
        line,
        shell=True,
        cwd=ROOT,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def run_terminal(line: str) -> subprocess.CompletedProcess[str]:
    """A line of the terminal command, run by this Python wherever it is installed."""
    return run(line.replace(".venv/bin/petechiae-cds", _OURS))


def run_curl(line: str, base: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A line of curl against the service at ``base``; where the machine has no curl, with a stand-in in ``folder``."""
    assert PRINTED in line
    asked = line.replace("curl -s", "curl -sS --fail-with-body").replace(PRINTED, base)
    return run(asked) if shutil.which("curl") else run(asked, with_stand_in(folder))


def with_stand_in(folder: Path) -> Path:
    """The folder, with a program ``curl`` in it that does what the pages use of curl."""
    program = folder / "curl"
    stand_in = Path(__file__).with_name("stand_in_curl.py")
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} {shlex.quote(str(stand_in))} "$@"\n')
    program.chmod(0o755)
    return folder
