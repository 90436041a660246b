"""The tables. A change here needs a migration beside it; a test compares the two."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - SQLAlchemy reads the annotation at run time

from sqlalchemy import DateTime, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

__all__ = ["Base", "CallRow", "CardRow", "FeedbackRow", "TokenRow"]


class Base(DeclarativeBase):
    """Root of the tables. Every instant is UTC."""


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
    client: Mapped[str | None] = mapped_column(String(100), doc="name of the authenticated client")


class CardRow(Base):
    """A card that was given, so that feedback on it can be told by topic and knowledge. Nothing of the patient."""

    __tablename__ = "card_given"

    id: Mapped[int] = mapped_column(primary_key=True)
    card: Mapped[str] = mapped_column(String(200), index=True, doc="the card's uuid")
    topic: Mapped[str] = mapped_column(String(100))
    indicator: Mapped[str] = mapped_column(String(16))
    service: Mapped[str] = mapped_column(String(64))
    knowledge_version: Mapped[str] = mapped_column(String(100))
    suggested: Mapped[bool] = mapped_column(doc="whether it carried a suggestion that could be accepted")
    client: Mapped[str | None] = mapped_column(String(100))
    given_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
    content: Mapped[str | None] = mapped_column(String(64), index=True, doc="keyed digest of patient and content")


class CallRow(Base):
    """The audit: one row a call. Nothing of the patient or the user."""

    __tablename__ = "call_audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
    client: Mapped[str | None] = mapped_column(String(100))
    tenant: Mapped[str | None] = mapped_column(String(200))
    service: Mapped[str] = mapped_column(String(64))
    hook: Mapped[str] = mapped_column(String(64))
    knowledge_version: Mapped[str] = mapped_column(String(100))
    status: Mapped[int] = mapped_column(doc="HTTP status of the answer")
    cards: Mapped[str] = mapped_column(Text, doc="indicator and topic of each card, one a line, in their order")
    missing: Mapped[str] = mapped_column(Text, doc="parts of the chart that were asked for and not had, one a line")
    unread: Mapped[int] = mapped_column(doc="parts of the chart that could not be read")
    duration_ms: Mapped[int]
    silent: Mapped[int] = mapped_column(server_default="0", doc="cards held back because they were overridden before")


class TokenRow(Base):
    """A client token that was used, until it expires: the same one is not taken again."""

    __tablename__ = "token_used"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True, doc="SHA-256 of issuer and jti")
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)
