"""Everything that is kept, in SQL: feedback, the audit of calls, cards given, tokens used."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from cds.log_codes import LogCode, log
from cds.resting import RestingServers
from cds.store.database import WAIT_SECONDS, StoreUnreachable, open_database
from cds.store.feedback_report import feedback_report
from cds.store.prepared import Prepared, from_database, new_row
from cds.store.tables import CALLS, CARDS, FEEDBACK, TOKENS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine.interfaces import DBAPICursor

    from cds.hooks.feedback_schema import CardFeedback
    from cds.store.feedback_report import FeedbackReport, ReportQuestion
    from cds.store.records import CallRecord

__all__ = ["Retention", "SqlStore"]

_SWEEP_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Retention:
    """How many days rows are kept: ``audit`` for calls, ``feedback`` for feedback and cards given; 0 for ever."""

    audit: int = 0
    feedback: int = 0


class SqlStore:
    """The store in any database SQLAlchemy knows. Safe for threads and for several processes."""

    def __init__(self, address: str, retention: Retention | None = None) -> None:
        """``address`` is an SQLAlchemy URL. Raises StoreUnreachable when it cannot be used."""
        self.engine: Engine = open_database(address)
        dialect = self.engine.dialect
        self._keep_call = new_row(CALLS, dialect)
        self._keep_card = new_row(CARDS, dialect)
        self._said = Prepared(_SAID, dialect)
        self._instant = from_database(FEEDBACK.c.received_at.type, dialect)
        self._retention = retention or Retention()
        self._swept: datetime | None = None
        self._resting = RestingServers()

    def add_feedback(
        self, service: str, items: Iterable[CardFeedback], received_at: datetime, client: str | None
    ) -> None:
        """Keep these, all or none. Raises StoreUnreachable."""
        rows = [
            {
                "service": service,
                "card": item.card,
                "outcome": item.outcome,
                "accepted": "\n".join(item.accepted),
                "reason_code": item.reason_code,
                "reason_system": item.reason_system,
                "user_comment": item.user_comment,
                "outcome_at": item.at,
                "received_at": received_at,
                "client": client,
                "of_card": item.card,
                "of_service": service,
                "of_client": client,
            }
            for item in items
        ]
        with self._writing() as connection:
            connection.execute(_KEEP_FEEDBACK, rows)

    def add_call(self, record: CallRecord) -> None:
        """Keep the audit row and the cards given; now and then drop what is past its days. Raises StoreUnreachable."""
        call = {
            "at": record.at,
            "client": record.client,
            "tenant": record.tenant,
            "service": record.service,
            "hook": record.hook,
            "knowledge_version": record.knowledge_version,
            "status": record.status,
            "cards": "\n".join(f"{card.indicator} {card.topic}" for card in record.cards),
            "missing": "\n".join(record.missing),
            "unread": record.unread,
            "duration_ms": record.duration_ms,
            "silent": record.silent,
        }
        cards = [
            {
                "card": card.uuid,
                "topic": card.topic,
                "indicator": card.indicator,
                "service": record.service,
                "knowledge_version": record.knowledge_version,
                "suggested": card.suggested,
                "client": record.client,
                "given_at": record.at,
                "content": card.content,
            }
            for card in record.cards
            if card.uuid is not None
        ]
        with self._driving() as cursor:
            self._keep_call.run(cursor, call)
            for card in cards:
                self._keep_card.run(cursor, card)
        if self._swept is None or record.at - self._swept >= _SWEEP_EVERY:
            self._swept = record.at
            self.sweep(record.at)

    def add_token(self, digest: str, expires: datetime, now: datetime) -> bool:
        """Keep a used token until it expires; False when it is there already. Raises StoreUnreachable."""
        try:
            with self._writing() as connection:
                connection.execute(delete(TOKENS).where(TOKENS.c.expires_at < now))
                connection.execute(insert(TOKENS), [{"digest": digest, "expires_at": expires}])
        except IntegrityError:
            return False
        return True

    def sweep(self, now: datetime) -> None:
        """Delete what is past its days. Raises StoreUnreachable."""
        with self._writing() as connection:
            if self._retention.audit:
                connection.execute(delete(CALLS).where(CALLS.c.at < now - timedelta(days=self._retention.audit)))
            if self._retention.feedback:
                oldest = now - timedelta(days=self._retention.feedback)
                connection.execute(delete(CARDS).where(CARDS.c.given_at < oldest))
                connection.execute(delete(FEEDBACK).where(FEEDBACK.c.received_at < oldest))

    def overridden(self, contents: Sequence[str], client: str | None) -> Mapping[str, datetime]:
        """When each of these was overridden, if that is the last this client said of it. Raises StoreUnreachable.

        The instant is the one at which the feedback came in: clocks of clients are their own.
        """
        last = {}
        with self._driving() as cursor:
            for content in contents:
                self._said.run(cursor, {"content": content, "client": client})
                for outcome, at in cursor.fetchall():
                    last[content] = (outcome, at)
        return {
            content: _aware(self._instant(at)) for content, (outcome, at) in last.items() if outcome == "overridden"
        }

    def report(self, question: ReportQuestion) -> FeedbackReport:
        """What became of the cards. Raises StoreUnreachable."""
        return feedback_report(self.engine, question)

    def reachable(self) -> bool:
        """Whether the database takes a row: one that is full, locked or not to be written to only looks well."""
        row = {"digest": uuid4().hex, "expires_at": datetime.now(UTC)}
        try:
            with self._answering(), self.engine.begin() as connection:
                connection.execute(insert(TOKENS), [row])
                connection.execute(delete(TOKENS).where(TOKENS.c.digest == row["digest"]))
        except StoreUnreachable:
            return False
        return True

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()

    @contextmanager
    def _driving(self) -> Iterator[DBAPICursor]:
        """One transaction of the driver. Raises StoreUnreachable."""
        self._unless_it_rests()
        with self._answering():
            connection = self.engine.raw_connection()
            try:
                yield connection.cursor()
                connection.commit()
            finally:
                connection.close()

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """One transaction. Raises StoreUnreachable, and IntegrityError for a row that is there already."""
        self._unless_it_rests()
        with self._answering(), self.engine.begin() as connection:
            yield connection

    def _unless_it_rests(self) -> None:
        """Raises StoreUnreachable at once where others have waited in vain before."""
        if not self._resting.may_be_asked(_STORE):
            raise StoreUnreachable("The store is left alone for a while.")

    @contextmanager
    def _answering(self) -> Iterator[None]:
        """Tells how the database fared. Raises StoreUnreachable when it failed; IntegrityError is an answer."""
        began = time.monotonic()
        try:
            yield
        except IntegrityError:
            self._resting.answered(_STORE)
            raise
        except (SQLAlchemyError, self.engine.dialect.loaded_dbapi.Error) as error:
            log(LogCode.STORE001, error=_named(error))
            if time.monotonic() - began >= WAIT_SECONDS / 2 and self._resting.failed(_STORE):
                log(LogCode.STORE002)
            raise StoreUnreachable("The store did not answer.") from None
        self._resting.answered(_STORE)


_STORE = "store"
"""The one server there is."""


def _named(error: Exception) -> str:
    """The kind of an error and, where the driver has one, its code (SQLITE_FULL, SQLITE_BUSY, a SQLSTATE)."""
    cause = getattr(error, "orig", None) or error
    code = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None)
    return f"{type(error).__name__} {code}" if code else type(error).__name__


_KEEP_FEEDBACK = insert(FEEDBACK).values(
    content=select(CARDS.c.content)
    .where(
        CARDS.c.card == bindparam("of_card"),
        CARDS.c.service == bindparam("of_service"),
        CARDS.c.client.is_not_distinct_from(bindparam("of_client")),
    )
    .order_by(CARDS.c.id.desc())
    .limit(1)
    .scalar_subquery()
)
"""Feedback with the content of its card, if that was given here and to this client."""


_SAID = (
    select(FEEDBACK.c.outcome, FEEDBACK.c.received_at)
    .where(FEEDBACK.c.content == bindparam("content"), FEEDBACK.c.client.is_not_distinct_from(bindparam("client")))
    .order_by(FEEDBACK.c.outcome_at, FEEDBACK.c.received_at, FEEDBACK.c.id)
)
"""What was said of cards with this content, oldest first. Without authentication the rows are those of nobody."""


def _aware(at: datetime) -> datetime:
    """SQLite gives back instants without their zone, which is UTC."""
    return at if at.tzinfo else at.replace(tzinfo=UTC)
