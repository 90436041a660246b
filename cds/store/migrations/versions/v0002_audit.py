"""Calls audited, cards given, tokens used; feedback knows its client."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the three tables and the column; feedback already there has no client."""
    op.add_column("feedback", sa.Column("client", sa.String(100)))
    op.create_table(
        "card_given",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("card", sa.String(200), nullable=False),
        sa.Column("topic", sa.String(100), nullable=False),
        sa.Column("indicator", sa.String(16), nullable=False),
        sa.Column("service", sa.String(64), nullable=False),
        sa.Column("knowledge_version", sa.String(100), nullable=False),
        sa.Column("suggested", sa.Boolean, nullable=False),
        sa.Column("client", sa.String(100)),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_card_given_card", "card_given", ["card"])
    op.create_index("ix_card_given_given_at", "card_given", ["given_at"])
    op.create_table(
        "call_audit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("client", sa.String(100)),
        sa.Column("tenant", sa.String(200)),
        sa.Column("service", sa.String(64), nullable=False),
        sa.Column("hook", sa.String(64), nullable=False),
        sa.Column("knowledge_version", sa.String(100), nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("cards", sa.Text, nullable=False),
        sa.Column("missing", sa.Text, nullable=False),
        sa.Column("unread", sa.Integer, nullable=False),
        sa.Column("duration_ms", sa.Integer, nullable=False),
    )
    op.create_index("ix_call_audit_at", "call_audit", ["at"])
    op.create_table(
        "token_used",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_token_used_expires_at", "token_used", ["expires_at"])
