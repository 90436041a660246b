"""The steps in ``migrations``, taken by Alembic."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.util import CommandError

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = ["CommandError", "steps", "take_steps"]


def take_steps(connection: Connection) -> None:
    """Take every step that is missing. Raises CommandError for a database whose last step is none of these."""
    config = steps()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def steps() -> Config:
    """Where the steps are."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config
