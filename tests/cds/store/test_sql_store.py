from __future__ import annotations

import sqlite3
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from cds.hooks.feedback_schema import CardFeedback
from cds.store import database, sql_store
from cds.store.database import StoreUnreachable
from cds.store.records import CallRecord, GivenCard
from cds.store.sql_store import Retention, SqlStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

AT = datetime(2026, 1, 31, 8, 15, 30, tzinfo=UTC)
LATER = AT + timedelta(minutes=5)
CARD = GivenCard("c1", "Topic", "critical", suggested=True)


def record(at: datetime = AT, *cards: GivenCard, status: int = 200) -> CallRecord:
    return CallRecord(
        at=at,
        client="Epic",
        tenant="ward",
        service="s",
        hook="patient-view",
        knowledge_version="1+a",
        status=status,
        duration_ms=12,
        cards=cards,
        missing=("vital signs", "conditions"),
        unread=2,
    )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    made = SqlStore(f"sqlite:///{tmp_path}/store.db", Retention(audit=1000))
    yield made
    made.close()


def rows(tmp_path: Path, table: str) -> list[sqlite3.Row]:
    connection = sqlite3.connect(tmp_path / "store.db")
    connection.row_factory = sqlite3.Row
    found = connection.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()  # noqa: S608 - our own table names
    connection.close()
    return found


def test_the_folder_is_made_and_closed_to_others(tmp_path: Path) -> None:
    store = SqlStore(f"sqlite:///{tmp_path}/var/deep/store.db")
    assert store.reachable()
    assert (tmp_path / "var" / "deep").stat().st_mode & 0o077 == 0
    store.close()


def test_a_database_that_cannot_be_opened_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "store.db").write_bytes(b"this is no database, only text that is long enough to be read as one")
    with pytest.raises(StoreUnreachable, match=r"store\.db cannot be opened"):
        SqlStore(f"sqlite:///{tmp_path}/store.db")


@pytest.mark.parametrize("address", ["nosuch://user:secret@host/x", "://secret"])
def test_an_address_of_no_database_stops_the_start_and_is_not_shown(address: str) -> None:
    with pytest.raises(StoreUnreachable, match="PETECHIAE_DATABASE_URL") as raised:
        SqlStore(address)
    assert "secret" not in str(raised.value)


def test_a_database_that_goes_away_is_noticed_and_its_message_hides_the_data(tmp_path: Path, store: SqlStore) -> None:
    store.close()
    for file in tmp_path.iterdir():
        file.unlink()
    (tmp_path / "store.db").mkdir()
    with pytest.raises(StoreUnreachable) as raised:
        store.add_feedback("s", [CardFeedback("c", "overridden", AT, user_comment="secret")], AT, None)
    assert "secret" not in str(raised.value)
    with pytest.raises(StoreUnreachable):
        store.add_call(record())
    with pytest.raises(StoreUnreachable):
        store.add_token("d", LATER, AT)
    with pytest.raises(StoreUnreachable):
        store.sweep(AT)
    assert not store.reachable()


def test_a_store_that_takes_no_row_is_not_reachable(store: SqlStore, log_lines: list[dict[str, Any]]) -> None:
    assert store.reachable()
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only=ON")
    assert not store.reachable()
    with pytest.raises(StoreUnreachable):
        store.add_call(record())
    assert [(line["code"], line["error"]) for line in log_lines] == [
        ("STORE001", "OperationalError SQLITE_READONLY"),
        ("STORE001", "OperationalError SQLITE_READONLY"),
    ]
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only=OFF")
    store.add_call(record())
    assert store.reachable()


@pytest.mark.parametrize("replaced", [False, True])
def test_a_store_whose_file_is_gone_takes_nothing_and_makes_no_other(
    tmp_path: Path, store: SqlStore, replaced: bool, log_lines: list[dict[str, Any]]
) -> None:
    store.add_call(record())
    for file in tmp_path.iterdir():
        file.unlink()
    if replaced:
        SqlStore(f"sqlite:///{tmp_path}/store.db").close()
    assert not store.reachable()
    with pytest.raises(StoreUnreachable):
        store.add_call(record())
    with pytest.raises(StoreUnreachable):
        store.add_feedback("s", [CardFeedback("c", "overridden", AT)], AT, None)
    assert (tmp_path / "store.db").exists() is replaced
    assert {line["error"] for line in log_lines} == {"OperationalError FILE_GONE"}
    again = SqlStore(f"sqlite:///{tmp_path}/store.db")
    again.add_call(record())
    assert (len(rows(tmp_path, "call_audit")), again.reachable()) == (1, True)
    again.close()


def test_a_store_that_keeps_calls_waiting_is_left_alone_for_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, log_lines: list[dict[str, Any]]
) -> None:
    monkeypatch.setattr(database, "WAIT_SECONDS", 0.2)
    monkeypatch.setattr(sql_store, "WAIT_SECONDS", 0.2)
    store = SqlStore(f"sqlite:///{tmp_path}/store.db")
    other = sqlite3.connect(tmp_path / "store.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    for _ in range(5):
        with pytest.raises(StoreUnreachable):
            store.add_call(record())
    began = time.monotonic()
    for _ in range(20):
        with pytest.raises(StoreUnreachable):
            store.add_call(record())
    assert time.monotonic() - began < 0.2
    assert [line["code"] for line in log_lines].count("STORE002") == 1
    assert {line["error"] for line in log_lines if line["code"] == "STORE001"} == {"OperationalError SQLITE_BUSY"}
    assert not store.reachable(), "who asks for its health asks the store"
    other.execute("ROLLBACK")
    assert store.reachable()
    store.add_call(record())
    other.close()
    store.close()


def test_a_database_in_memory_keeps_its_tables_across_threads() -> None:
    store = SqlStore("sqlite://")
    thread = threading.Thread(target=store.add_call, args=(record(),))
    thread.start()
    thread.join()
    store.add_call(record())
    assert store.reachable()
    store.close()


def test_a_call_and_its_cards_are_kept(tmp_path: Path, store: SqlStore) -> None:
    store.add_call(record(AT, CARD, GivenCard("c2", "", "info", suggested=False)))
    (call,) = rows(tmp_path, "call_audit")
    assert (call["client"], call["tenant"], call["service"], call["hook"]) == ("Epic", "ward", "s", "patient-view")
    assert (call["knowledge_version"], call["status"], call["duration_ms"]) == ("1+a", 200, 12)
    assert (call["cards"], call["missing"], call["unread"]) == ("critical Topic\ninfo ", "vital signs\nconditions", 2)
    first, second = rows(tmp_path, "card_given")
    assert (first["card"], first["topic"], first["suggested"], first["client"]) == ("c1", "Topic", 1, "Epic")
    assert (second["card"], second["indicator"], second["suggested"]) == ("c2", "info", 0)


def test_a_token_is_new_once_also_for_another_worker_and_forgotten_when_it_has_expired(
    tmp_path: Path, store: SqlStore
) -> None:
    other = SqlStore(f"sqlite:///{tmp_path}/store.db")
    assert store.add_token("d", LATER, AT)
    assert not store.add_token("d", LATER, AT)
    assert not other.add_token("d", LATER, AT)
    assert other.add_token("e", LATER, LATER + timedelta(seconds=1))
    assert [row["digest"] for row in rows(tmp_path, "token_used")] == ["e"]
    other.close()


def test_one_of_many_who_use_a_token_at_once_is_the_first(store: SqlStore) -> None:
    found: list[bool] = []
    threads = [threading.Thread(target=lambda: found.append(store.add_token("d", LATER, AT))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [False] * 7 + [True]


@pytest.mark.parametrize(
    ("retention", "calls", "cards"),
    [
        (Retention(), 2, 2),
        (Retention(audit=10), 1, 2),
        (Retention(audit=11), 2, 2),
        (Retention(feedback=10), 2, 1),
        (Retention(feedback=11), 2, 2),
    ],
)
def test_what_is_past_its_days_is_deleted_and_nothing_else(
    tmp_path: Path, retention: Retention, calls: int, cards: int
) -> None:
    store = SqlStore(f"sqlite:///{tmp_path}/store.db", retention)
    store.add_call(record(AT, CARD))
    store.add_feedback("s", [CardFeedback("c1", "overridden", AT)], AT, None)
    ten_days = AT + timedelta(days=10, seconds=1)
    store.add_call(record(ten_days, CARD))
    assert len(rows(tmp_path, "call_audit")) == calls
    assert len(rows(tmp_path, "card_given")) == cards
    assert len(rows(tmp_path, "feedback")) == cards - 1
    store.close()
