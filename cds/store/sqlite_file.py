"""The file of a SQLite store while it is served.

One that was deleted or replaced is no longer ours: what is written to it is lost, and SQLite would make an empty one in
its place without a word.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import event
from sqlalchemy.exc import DisconnectionError

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

__all__ = ["watch_file"]


def watch_file(engine: Engine, database: str) -> None:
    """From now on no connection is opened or handed out unless ``database`` is the file that it is now."""
    path = Path(database)
    ours = _identity(path)

    @event.listens_for(engine, "do_connect")
    def _before_connecting(*_connecting: object) -> None:
        if _identity(path) != ours:
            gone = sqlite3.OperationalError("The file of the store is gone.")
            gone.sqlite_errorname = "FILE_GONE"
            raise gone

    @event.listens_for(engine, "checkout")
    def _before_handing_out(*_connection: object) -> None:
        if _identity(path) != ours:
            raise DisconnectionError


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
