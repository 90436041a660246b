"""Statements made ready once and run on the driver itself: the few that every call needs.

SQLAlchemy writes them for the database at hand, converts the values and keeps the connections. What it does anew for
each execution takes longer than SQLite does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import insert

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import ClauseElement, Dialect, Table
    from sqlalchemy.engine.interfaces import DBAPICursor
    from sqlalchemy.sql.compiler import SQLCompiler
    from sqlalchemy.types import TypeEngine

__all__ = ["Prepared", "from_database", "new_row"]


class Prepared:
    """One statement for one kind of database; its parameters by name."""

    __slots__ = ("_conversions", "_order", "_sql")

    def __init__(self, statement: ClauseElement, dialect: Dialect, *columns: str) -> None:
        """``columns`` are those an insert fills."""
        compiled = cast("SQLCompiler", statement.compile(dialect=dialect, column_keys=list(columns) or None))
        self._sql = compiled.string
        self._order = compiled.positiontup
        conversions = {name: _to_database(bind.type, dialect) for name, bind in compiled.binds.items()}
        self._conversions = {name: convert for name, convert in conversions.items() if convert is not None}

    def run(self, cursor: DBAPICursor, parameters: Mapping[str, Any]) -> None:
        """Execute it. Raises what the driver raises."""
        values = dict(parameters)
        for name, convert in self._conversions.items():
            values[name] = convert(values[name])
        cursor.execute(self._sql, values if self._order is None else [values[name] for name in self._order])


def new_row(table: Table, dialect: Dialect) -> Prepared:
    """A row of the table, which the database numbers; every other column is a parameter."""
    filled = [column.name for column in table.columns if not column.primary_key]
    return Prepared(insert(table).inline(), dialect, *filled)


def _to_database(type_: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    return type_.dialect_impl(dialect).bind_processor(dialect)


def from_database(type_: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any]:
    """What makes of a driver's value one of Python's."""
    return type_.dialect_impl(dialect).result_processor(dialect, None) or _as_it_is


def _as_it_is(value: object) -> object:
    return value
