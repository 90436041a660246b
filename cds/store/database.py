"""The database behind the store: SQLite in a file of our own, or another one by its address."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import NullPool, StaticPool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, OperationalError, SQLAlchemyError

from cds.log_codes import LogCode, log
from cds.store.schema import NEWEST, UnknownStep, migrate, present
from cds.store.sqlite_file import watch_file

if TYPE_CHECKING:
    import sqlite3

    from sqlalchemy.engine import URL, Engine

__all__ = ["WAIT_SECONDS", "StoreUnreachable", "migrate_database", "open_database"]

OURS = frozenset({"sqlite"})
"""Databases whose tables the service brings up to date by itself."""

WAIT_SECONDS = 2
"""Longest wait for a connection, for a lock or for a statement while serving; migrations may take their time."""

_LONGEST_REASON = 300
_GRACE_SECONDS = 0.5
"""What a server that ends a statement for taking too long is given to say so."""


class StoreUnreachable(Exception):
    """The database cannot be used, or did not take what it was given. The message says nothing of the data."""


def open_database(address: str) -> Engine:
    """The engine for an SQLAlchemy address, its tables up to date.

    SQLite is ours: its folder is made and its tables are brought up to date; raises StoreUnreachable when it cannot be
    opened. Any other database belongs to an operator: raises StoreUnreachable when its tables are not up to date. One
    that does not answer now is logged: calls are answered without it, and it is used when it is back.
    """
    engine, shown = _engine(address)
    try:
        with engine.begin() as connection:
            if engine.dialect.name in OURS:
                migrate(connection)
            found = present(connection)
    except UnknownStep as error:
        raise _newer(shown) from error
    except SQLAlchemyError as error:
        if engine.dialect.name in OURS or not isinstance(error, OperationalError):
            raise StoreUnreachable(f"The store {shown} cannot be opened: {_reason(error)}.") from error
        log(LogCode.STORE003, error=_reason(error))
        found = NEWEST
    if found != NEWEST:
        raise StoreUnreachable(
            f"The tables of the store {shown} are not up to date. Back it up, then run: petechiae-cds store migrate"
        )
    _let_go(engine)
    return engine


def migrate_database(address: str) -> tuple[str | None, str]:
    """Bring the tables up to date; the numbers of the last step before and after, None before the first step.

    Raises StoreUnreachable.
    """
    engine, shown = _engine(address, poolclass=NullPool)
    try:
        with engine.begin() as connection:
            before = present(connection)
            migrate(connection)
            after = present(connection)
    except UnknownStep as error:
        raise _newer(shown) from error
    except SQLAlchemyError as error:
        raise StoreUnreachable(f"The store {shown} cannot be migrated: {_reason(error)}.") from error
    finally:
        engine.dispose()
    return before, after or ""


def _newer(shown: str) -> StoreUnreachable:
    return StoreUnreachable(f"The store {shown} was made by a newer copy of this service.")


def _engine(address: str, **pool: Any) -> tuple[Engine, str]:  # noqa: ANN401 - SQLAlchemy's options
    """The engine and the address as it may be shown."""
    try:
        url = make_url(address)
        engine = create_engine(url, hide_parameters=True, **(pool or _pool(url)))
    except (ArgumentError, SQLAlchemyError, ImportError) as error:
        # The value may hold a password, so it is not shown.
        raise StoreUnreachable("PETECHIAE_DATABASE_URL is no address of a database known here.") from error
    if url.get_backend_name() == "sqlite":
        _make_folder(url)
        _tune_sqlite(engine)
    return engine, url.render_as_string(hide_password=True)


def _reason(error: SQLAlchemyError) -> str:
    """What the driver says, in one line. Before anything is kept there is nothing of a patient to quote."""
    said = str(getattr(error, "orig", None) or type(error).__name__)
    return " ".join(said.split())[:_LONGEST_REASON].rstrip(".")


def _in_memory(url: URL) -> bool:
    return url.get_backend_name() == "sqlite" and url.database in {None, "", ":memory:"}


def _pool(url: URL) -> dict[str, Any]:
    """How connections are kept. A store that hangs must not hang the calls, so every wait is short."""
    if _in_memory(url):
        # It lives as long as its one connection.
        return {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}
    waits = {"pool_timeout": WAIT_SECONDS, "pool_size": 10, "max_overflow": 20}
    if url.get_backend_name() == "sqlite":
        return waits
    # A connection to a server may have been lost since it was last used; it is asked first.
    waits["pool_pre_ping"] = True
    if url.get_backend_name() == "postgresql":
        statement = f"-c statement_timeout={WAIT_SECONDS * 1000}"
        return {**waits, "connect_args": {"connect_timeout": WAIT_SECONDS, "options": statement}}
    return waits


def _let_go(engine: Engine) -> None:
    """Workers are forked after the start; a connection must not be shared between processes, and none is left open."""
    if not _in_memory(engine.url):
        engine.dispose()
    if engine.driver == "psycopg":
        from cds.store.postgresql import bound_waits  # noqa: PLC0415 - the driver takes long to import

        bound_waits(engine, WAIT_SECONDS + _GRACE_SECONDS)
    elif engine.dialect.name == "sqlite" and engine.url.database and not _in_memory(engine.url):
        watch_file(engine, engine.url.database)


def _make_folder(url: URL) -> None:
    if url.database and not _in_memory(url):
        Path(url.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)


def _tune_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _on_connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(f"PRAGMA busy_timeout={int(WAIT_SECONDS * 1000)}")
        # In WAL mode this loses at most the last rows at a power cut, and never the file.
        connection.execute("PRAGMA synchronous=NORMAL")
