"""The tables. A change here needs a migration beside it; a test compares the two.

Rows are written and counted, never loaded as objects, so nothing is mapped: SQLAlchemy's mapper takes long to import.
"""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - SQLAlchemy reads the annotation at run time

from sqlalchemy import Column, DateTime, MetaData, String, Table, Text, TypedColumns

__all__ = ["CALLS", "CARDS", "FEEDBACK", "TABLES", "TOKENS"]

TABLES = MetaData()
"""All of them. Every instant is UTC."""


class _FeedbackRow(TypedColumns):
    """What a user did with one card, as often as it was reported. ``user_comment`` may hold patient data."""

    id: Column[int] = Column(primary_key=True)
    service: Column[str] = Column(String(64), index=True)
    card: Column[str] = Column(String(200), index=True)
    outcome: Column[str] = Column(String(16))
    accepted: Column[str] = Column(Text, doc="uuids of accepted suggestions, one a line")
    reason_code: Column[str | None] = Column(Text)
    reason_system: Column[str | None] = Column(Text)
    user_comment: Column[str | None] = Column(Text)
    outcome_at: Column[datetime] = Column(DateTime(timezone=True))
    received_at: Column[datetime] = Column(DateTime(timezone=True))
    client: Column[str | None] = Column(String(100), doc="name of the authenticated client")
    content: Column[str | None] = Column(String(64), index=True, doc="that of the card; none: a card not given here")


FEEDBACK = Table("feedback", TABLES, _FeedbackRow)


class _CardRow(TypedColumns):
    """A card that was given, so that feedback on it can be told by topic and knowledge; a digest of its patient."""

    id: Column[int] = Column(primary_key=True)
    card: Column[str] = Column(String(200), index=True, doc="the card's uuid")
    topic: Column[str] = Column(String(100))
    indicator: Column[str] = Column(String(16))
    service: Column[str] = Column(String(64))
    knowledge_version: Column[str] = Column(String(100))
    suggested: Column[bool] = Column(doc="whether it carried a suggestion that could be accepted")
    client: Column[str | None] = Column(String(100))
    given_at: Column[datetime] = Column(DateTime(timezone=True), index=True)
    content: Column[str | None] = Column(String(64), doc="keyed digest of patient and content")


CARDS = Table("card_given", TABLES, _CardRow)


class _CallRow(TypedColumns):
    """The audit: one row a call. Nothing of the patient or the user."""

    id: Column[int] = Column(primary_key=True)
    at: Column[datetime] = Column(DateTime(timezone=True), index=True)
    client: Column[str | None] = Column(String(100))
    tenant: Column[str | None] = Column(String(200))
    service: Column[str] = Column(String(64))
    hook: Column[str] = Column(String(64))
    knowledge_version: Column[str] = Column(String(100))
    status: Column[int] = Column(doc="HTTP status of the answer")
    cards: Column[str] = Column(Text, doc="indicator and topic of each card, one a line, in their order")
    missing: Column[str] = Column(Text, doc="parts of the chart that were asked for and not had, one a line")
    unread: Column[int] = Column(doc="parts of the chart that could not be read")
    duration_ms: Column[int]
    silent: Column[int] = Column(server_default="0", doc="cards held back because they were overridden before")


CALLS = Table("call_audit", TABLES, _CallRow)


class _TokenRow(TypedColumns):
    """A client token that was used, until it expires: the same one is not taken again."""

    digest: Column[str] = Column(String(64), primary_key=True, doc="SHA-256 of issuer and jti")
    expires_at: Column[datetime] = Column(DateTime(timezone=True), index=True)


TOKENS = Table("token_used", TABLES, _TokenRow)
