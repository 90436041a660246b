"""Feedback says itself what the card rested on, so that looking for it does not grow with the cards given."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_OF_ITS_CARD = """
UPDATE feedback SET content = (
    SELECT given.content FROM card_given AS given
    WHERE given.card = feedback.card AND given.service = feedback.service
    AND (given.client = feedback.client OR (given.client IS NULL AND feedback.client IS NULL))
    ORDER BY given.id DESC LIMIT 1
)
"""


def upgrade() -> None:
    """Add the column and fill it from the cards given; cards are no longer looked for by their content."""
    op.add_column("feedback", sa.Column("content", sa.String(64)))
    op.execute(_OF_ITS_CARD)
    op.create_index("ix_feedback_content", "feedback", ["content"])
    op.drop_index("ix_card_given_content", "card_given")
