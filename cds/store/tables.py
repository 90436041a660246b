"""The tables."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - SQLAlchemy reads the annotation at run time

from sqlalchemy import DateTime, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

__all__ = ["Base", "FeedbackRow"]


class Base(DeclarativeBase):
    """Root of the tables."""


class FeedbackRow(Base):
    """What a user did with one card, as often as it was reported. ``user_comment`` may hold patient data."""

    __tablename__ = "feedback"

    id: Mapped[int] = mapped_column(primary_key=True)
    service: Mapped[str] = mapped_column(String(64), index=True)
    card: Mapped[str] = mapped_column(String(200), index=True)
    outcome: Mapped[str] = mapped_column(String(16))
    accepted: Mapped[str] = mapped_column(Text, doc="uuids of accepted suggestions, one a line")
    reason_code: Mapped[str | None] = mapped_column(Text)
    reason_system: Mapped[str | None] = mapped_column(Text)
    user_comment: Mapped[str | None] = mapped_column(Text)
    outcome_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    received_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
