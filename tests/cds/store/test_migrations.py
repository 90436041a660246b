"""The tables grow without loss, and end as the code wants them."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from cds.store import database
from cds.store.database import StoreUnreachable, migrate_database, open_database
from cds.store.schema import NEWEST, present
from cds.store.steps import steps
from cds.store.tables import TABLES

if TYPE_CHECKING:
    from pathlib import Path

FIRST_LAYOUT = """
CREATE TABLE feedback (
    id INTEGER NOT NULL,
    service VARCHAR(64) NOT NULL,
    card VARCHAR(200) NOT NULL,
    outcome VARCHAR(16) NOT NULL,
    accepted TEXT NOT NULL,
    reason_code TEXT,
    reason_system TEXT,
    user_comment TEXT,
    outcome_at DATETIME NOT NULL,
    received_at DATETIME NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX ix_feedback_card ON feedback (card);
CREATE INDEX ix_feedback_service ON feedback (service);
INSERT INTO feedback VALUES
    (7, 's', 'c1', 'accepted', 'a\nb', NULL, NULL, NULL, '2026-01-31 08:15:30.000000', '2026-01-31 08:16:00.000000'),
    (9, 's', 'c2', 'overridden', '', 'r', 'x', 'seen', '2026-01-31 08:15:30.500000', '2026-01-31 08:16:00.000000');
"""
"""What copies before the migrations made, with two rows of feedback."""


def contents(path: Path) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    found = connection.execute("SELECT * FROM feedback ORDER BY id").fetchall()
    connection.close()
    return found


def laid_out_first(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.executescript(FIRST_LAYOUT)
    connection.close()


def assert_as_the_code_wants(path: Path) -> None:
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        assert present(connection) == NEWEST
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, TABLES) == []
    engine.dispose()


def test_the_newest_step_is_the_last_that_is_there() -> None:
    assert ScriptDirectory.from_config(steps()).get_current_head() == NEWEST


def test_tables_in_order_are_opened_without_what_migrates_and_maps(tmp_path: Path) -> None:
    opens = "import sys; from cds.store.sql_store import SqlStore; SqlStore(sys.argv[1]).close(); print(*sys.modules)"

    def modules() -> set[str]:
        command = [sys.executable, "-c", opens, f"sqlite:///{tmp_path}/kept.db"]
        return set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())  # noqa: S603

    assert "alembic" in modules()
    assert not modules() & {"alembic", "sqlalchemy.orm"}


def test_a_new_store_has_the_tables_of_the_code(tmp_path: Path) -> None:
    open_database(f"sqlite:///{tmp_path}/new.db").dispose()
    assert_as_the_code_wants(tmp_path / "new.db")


def test_the_first_layout_is_taken_over_without_loss_and_once(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    laid_out_first(path)
    before = contents(path)
    for _ in range(2):
        open_database(f"sqlite:///{path}").dispose()
        assert_as_the_code_wants(path)
        assert [row[: len(before[0])] for row in contents(path)] == before
        assert [row[len(before[0]) :] for row in contents(path)] == [(None, None)] * 2


GIVEN_BEFORE = """
INSERT INTO card_given (card, topic, indicator, service, knowledge_version, suggested, client, given_at, content) VALUES
    ('c1', 't', 'info', 's', 'k', 0, NULL, '2026-01-31 08:00:00.000000', 'older'),
    ('c1', 't', 'info', 's', 'k', 0, NULL, '2026-01-31 08:10:00.000000', 'newer'),
    ('c2', 't', 'info', 's', 'k', 0, 'Epic', '2026-01-31 08:10:00.000000', 'of another client');
INSERT INTO feedback (service, card, outcome, accepted, outcome_at, received_at, client) VALUES
    ('s', 'c1', 'overridden', '', '2026-01-31 08:15:30.000000', '2026-01-31 08:16:00.000000', NULL),
    ('other', 'c1', 'overridden', '', '2026-01-31 08:15:30.000000', '2026-01-31 08:16:00.000000', NULL),
    ('s', 'c2', 'overridden', '', '2026-01-31 08:15:30.000000', '2026-01-31 08:16:00.000000', 'Epic'),
    ('s', 'c2', 'overridden', '', '2026-01-31 08:15:30.000000', '2026-01-31 08:16:00.000000', NULL);
"""


def test_feedback_that_was_there_before_takes_over_the_content_of_its_card(tmp_path: Path) -> None:
    path = tmp_path / "silent.db"
    engine = create_engine(f"sqlite:///{path}")
    config = steps()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")
    engine.dispose()
    old = sqlite3.connect(path)
    old.executescript(GIVEN_BEFORE)
    old.close()
    open_database(f"sqlite:///{path}").dispose()
    assert_as_the_code_wants(path)
    assert [row[-1] for row in contents(path)] == ["newer", None, "of another client", None]


def test_migrating_by_hand_says_from_where_to_where(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/hand.db"
    assert migrate_database(address) == (None, NEWEST)
    assert migrate_database(address) == (NEWEST, NEWEST)


def test_what_is_no_database_is_not_migrated(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_bytes(b"this is no database, only text that is long enough to be read as one")
    with pytest.raises(StoreUnreachable, match=r"text\.db cannot be migrated"):
        migrate_database(f"sqlite:///{tmp_path}/text.db")


def test_a_store_of_an_operator_that_is_out_of_date_stops_the_start_and_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "old.db"
    laid_out_first(path)
    before = contents(path)
    monkeypatch.setattr(database, "OURS", frozenset())
    with pytest.raises(StoreUnreachable, match="petechiae-cds store migrate"):
        open_database(f"sqlite:///{path}")
    assert contents(path) == before
    migrate_database(f"sqlite:///{path}")
    open_database(f"sqlite:///{path}").dispose()


def test_a_store_made_by_a_newer_copy_is_not_touched(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/newer.db"
    open_database(address).dispose()
    connection = sqlite3.connect(tmp_path / "newer.db")
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    with pytest.raises(StoreUnreachable, match="newer"):
        open_database(address)
