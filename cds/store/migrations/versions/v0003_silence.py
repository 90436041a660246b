"""What a card rested on, as a keyed digest, and how many cards a call held back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the columns; cards already given are not known again, and calls already answered held nothing back."""
    op.add_column("card_given", sa.Column("content", sa.String(64)))
    op.create_index("ix_card_given_content", "card_given", ["content"])
    op.add_column("call_audit", sa.Column("silent", sa.Integer, nullable=False, server_default="0"))
