"""A service started as it is really served, for the tests that need one in a process of its own."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from benchmarks.server_processes import GUNICORN, PATIENCE, ROOT, free_port, running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["COMMAND", "PATIENCE", "ROOT", "environment", "served"]

COMMAND = [*GUNICORN, "cds.wsgi:app"]


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
    port, log = free_port(), folder / "log"
    variables = environment(folder, PORT=str(port), **settings)
    with running([*COMMAND, *arguments], variables, port, "/health/ready", log):
        yield f"http://127.0.0.1:{port}", log
