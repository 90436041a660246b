"""A PostgreSQL server that greets and then says nothing: every wait for it ends."""

from __future__ import annotations

import socket
import threading
import time
from typing import TYPE_CHECKING

import psycopg
import pytest
from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError

from cds.store.database import StoreUnreachable, migrate_database
from cds.store.postgresql import bound_waits
from cds.store.sql_store import SqlStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

WAIT = 0.3
GREETING = b"R\0\0\0\x08\0\0\0\0" + b"S\0\0\0\x19client_encoding\0UTF8\0" + b"Z\0\0\0\x05I"
"""AuthenticationOk, one parameter, ReadyForQuery (idle)."""


@pytest.fixture
def port() -> Iterator[int]:
    listener = socket.create_server(("127.0.0.1", 0))
    held: list[socket.socket] = []

    def greet() -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            held.append(client)
            client.recv(4096)
            client.sendall(GREETING)

    threading.Thread(target=greet, daemon=True).start()
    yield listener.getsockname()[1]
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    for each in held:
        each.close()


def test_a_server_that_stops_answering_is_waited_for_no_longer_than_allowed(port: int) -> None:
    engine = create_engine(f"postgresql+psycopg://u@127.0.0.1:{port}/d?sslmode=disable&gssencmode=disable")
    bound_waits(engine, WAIT)
    began = time.monotonic()
    with pytest.raises(OperationalError), engine.connect():
        pass
    assert WAIT <= time.monotonic() - began < 10 * WAIT
    engine.dispose()


def test_and_its_connection_is_not_used_again(port: int) -> None:
    engine = create_engine(f"postgresql+psycopg://u@127.0.0.1:{port}/d?sslmode=disable&gssencmode=disable")
    bound_waits(engine, WAIT)
    arguments, options = engine.dialect.create_connect_args(engine.url)
    (connect,) = engine.dialect.dispatch.do_connect
    connection = connect(engine.dialect, None, arguments, options)
    assert isinstance(connection, psycopg.Connection)
    with pytest.raises(psycopg.OperationalError):
        connection.execute("SELECT 1")
    assert connection.closed


def test_a_start_while_it_is_down_is_a_start_without_it(log_lines: list[dict[str, Any]]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    address = f"postgresql+psycopg://u:secret@127.0.0.1:{port}/d"
    store = SqlStore(address)
    assert not store.reachable()
    assert [line["code"] for line in log_lines] == ["STORE003", "STORE001"]
    assert "refused" in log_lines[0]["error"]
    with pytest.raises(StoreUnreachable, match=r"cannot be migrated: .*refused") as raised:
        migrate_database(address)
    assert "secret" not in str(log_lines) + str(raised.value)
