"""Where feedback is kept: a protocol and its SQL implementation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import create_engine, event, make_url, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from cds.log_codes import LogCode, log
from cds.store.tables import Base, FeedbackRow

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from sqlite3 import Connection

    from sqlalchemy.engine import URL, Engine

    from cds.hooks.feedback_schema import CardFeedback

__all__ = ["FeedbackStore", "SqlFeedbackStore", "StoreUnreachable"]


class StoreUnreachable(Exception):
    """The database did not take the feedback. The message says nothing of the data."""


class FeedbackStore(Protocol):
    """Keeps feedback."""

    def add(self, service: str, items: Iterable[CardFeedback], received_at: datetime) -> None:
        """Keep these, all or none. Raises StoreUnreachable."""

    def reachable(self) -> bool:
        """Whether ``add`` would find its database."""


class SqlFeedbackStore:
    """Feedback in any database SQLAlchemy knows. Creates its folder (SQLite) and its tables."""

    def __init__(self, address: str) -> None:
        """``address`` is an SQLAlchemy URL. Raises StoreUnreachable when the tables cannot be made."""
        url = make_url(address)
        _make_folder(url)
        self._engine = create_engine(url, pool_pre_ping=True, hide_parameters=True)
        if url.get_backend_name() == "sqlite":
            _tune_sqlite(self._engine)
        try:
            Base.metadata.create_all(self._engine)
        except SQLAlchemyError as error:
            message = f"The feedback store {url.render_as_string(hide_password=True)} cannot be opened."
            raise StoreUnreachable(message) from error
        # Workers are forked after this; a connection must not be shared between processes.
        self._engine.dispose()

    def add(self, service: str, items: Iterable[CardFeedback], received_at: datetime) -> None:
        """Keep these, all or none. Raises StoreUnreachable."""
        rows = [
            FeedbackRow(
                service=service,
                card=item.card,
                outcome=item.outcome,
                accepted="\n".join(item.accepted),
                reason_code=item.reason_code,
                reason_system=item.reason_system,
                user_comment=item.user_comment,
                outcome_at=item.at,
                received_at=received_at,
            )
            for item in items
        ]
        try:
            with Session(self._engine) as session, session.begin():
                session.add_all(rows)
        except SQLAlchemyError as error:
            log(LogCode.STORE001, error=type(error).__name__)
            message = "The feedback could not be stored."
            raise StoreUnreachable(message) from None

    def reachable(self) -> bool:
        """Whether the database answers."""
        try:
            with self._engine.connect() as connection:
                connection.execute(text("SELECT 1"))
        except SQLAlchemyError as error:
            log(LogCode.STORE001, error=type(error).__name__)
            return False
        return True

    def close(self) -> None:
        """Give back every connection."""
        self._engine.dispose()


def _make_folder(url: URL) -> None:
    if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)


def _tune_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _on_connect(connection: Connection, _record: object) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA busy_timeout=5000")
