"""How far the tables of a database are, and bringing them up to date.

Alembic takes the steps. It is imported when there is one to take: a start that finds its tables in order does without.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Column, MetaData, String, Table, inspect, select

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = ["NEWEST", "UnknownStep", "migrate", "present"]

NEWEST = "0004"
"""Number of the last step there is, the newest file in ``migrations/versions``."""

_STEPS = Table("alembic_version", MetaData(), Column("version_num", String(32)))
"""Alembic's own table, with the last step in its one row."""


class UnknownStep(LookupError):
    """The last step of a database is none of ours: a newer copy of the service has taken it."""


def present(connection: Connection) -> str | None:
    """Number of the last step this database has had; None when it has had none."""
    if not inspect(connection).has_table(_STEPS.name):
        return None
    return connection.execute(select(_STEPS.c.version_num)).scalar_one_or_none()


def migrate(connection: Connection) -> None:
    """Take every step that is missing, keeping what the tables hold. Does nothing when there is none.

    Raises UnknownStep.
    """
    if present(connection) == NEWEST:
        return
    from cds.store.steps import CommandError, take_steps  # noqa: PLC0415 - see the module

    try:
        take_steps(connection)
    except CommandError as error:
        raise UnknownStep(str(error)) from error
