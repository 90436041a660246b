"""What is run on the driver is what SQLAlchemy would have run."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import bindparam, create_engine, insert, select
from sqlalchemy.dialects import postgresql

from cds.store.prepared import Prepared, from_database, new_row
from cds.store.tables import CARDS, TABLES

AT = datetime(2026, 1, 31, 8, 15, 30, 500, tzinfo=UTC)
ROW = {
    "card": "c1", "topic": "t", "indicator": "info", "service": "s", "knowledge_version": "k", "suggested": True,
    "client": None, "given_at": AT, "content": "d",
}  # fmt: skip


class Recorded:
    """A driver's cursor that only remembers."""

    def execute(self, statement: str, parameters: object) -> None:
        self.statement, self.parameters = statement, parameters


def test_a_row_reads_as_one_that_sqlalchemy_wrote() -> None:
    engine = create_engine("sqlite://")
    TABLES.create_all(engine)
    prepared = new_row(CARDS, engine.dialect)
    asked = Prepared(select(CARDS.c.given_at).where(CARDS.c.card == bindparam("card")), engine.dialect)
    with engine.begin() as connection:
        connection.execute(insert(CARDS), ROW)
        cursor = connection.connection.cursor()
        prepared.run(cursor, ROW)
        one, other = connection.execute(select(*(CARDS.c[name] for name in ROW))).all()
        asked.run(cursor, {"card": "c1"})
        instants = [from_database(CARDS.c.given_at.type, engine.dialect)(at) for (at,) in cursor.fetchall()]
    assert one == other
    assert instants == [AT.replace(tzinfo=None)] * 2
    engine.dispose()


def test_a_driver_that_wants_names_gets_names() -> None:
    dialect, cursor = postgresql.psycopg.dialect(), Recorded()  # type: ignore[no-untyped-call]
    new_row(CARDS, dialect).run(cursor, ROW)  # type: ignore[arg-type]
    assert cursor.parameters == ROW
    assert "%(given_at)s" in cursor.statement
    assert "RETURNING" not in cursor.statement
    assert from_database(CARDS.c.given_at.type, dialect)(AT) == AT


def test_a_parameter_that_is_not_given_is_a_mistake() -> None:
    prepared = new_row(CARDS, create_engine("sqlite://").dialect)
    given: dict[str, Any] = {name: value for name, value in ROW.items() if name != "card"}
    with pytest.raises(KeyError, match="card"):
        prepared.run(Recorded(), given)  # type: ignore[arg-type]
