"""Connections to a PostgreSQL server that may stop answering while they are open.

The server itself ends a statement that takes too long, and a connection that cannot be made is given up. A server that
is there and does nothing (its machine frozen, its disk hanging, a firewall that drops what is sent) does neither: then
each wait on our side has to end, or every call would wait as long as it does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import psycopg
from sqlalchemy import event

if TYPE_CHECKING:
    from psycopg.abc import PQGen
    from sqlalchemy.engine import Engine

__all__ = ["bound_waits"]

_T = TypeVar("_T")


def bound_waits(engine: Engine, seconds: float) -> None:
    """From now on no connection that is opened waits longer than this for the server to answer."""

    class Bounded(psycopg.Connection[Any]):
        def wait(self, gen: PQGen[_T], interval: float = 0.1, timeout: float | None = seconds) -> _T:
            try:
                return super().wait(gen, interval, timeout)
            except psycopg.OperationalError:
                # What the server may still send is no answer to what would be asked next.
                if self.info.transaction_status is psycopg.pq.TransactionStatus.ACTIVE:
                    self.pgconn.finish()
                raise

    @event.listens_for(engine, "do_connect")
    def _connect(_dialect: object, _record: object, arguments: list[Any], options: dict[str, Any]) -> Bounded:
        return Bounded.connect(*arguments, **options)
