"""What Alembic runs around the steps: over the connection handed in by cds.store.steps."""

from __future__ import annotations

from alembic import context

from cds.store.tables import TABLES

context.configure(connection=context.config.attributes["connection"], target_metadata=TABLES)
with context.begin_transaction():
    context.run_migrations()
