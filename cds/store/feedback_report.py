"""What became of the cards: counts by service, topic and knowledge version. Never a patient, a comment or a user."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, and_, cast, func, or_, select
from sqlalchemy.exc import SQLAlchemyError

from cds.store.database import StoreUnreachable
from cds.store.tables import CARDS, FEEDBACK

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Engine, Select, Subquery

__all__ = ["FeedbackReport", "ReportQuestion", "TopicLine", "feedback_report"]


@dataclass(frozen=True, slots=True)
class ReportQuestion:
    """``since``: cards given and feedback received from then on; ``client``: of this client only.

    ``own_system`` is the code system of our override reasons: other codes are a client's own and are not shown.
    ``deferring`` are the codes that say nothing against the card.
    """

    own_system: str
    deferring: Collection[str]
    since: datetime | None = None
    client: str | None = None


@dataclass(frozen=True, slots=True)
class TopicLine:
    """One topic of one service under one knowledge version.

    ``given`` and ``answered`` count all its cards; what follows counts those that carried a suggestion, by their latest
    feedback. ``deferred`` was overridden because it is done already or will be done later.
    """

    service: str
    topic: str
    knowledge_version: str
    given: int
    answered: int
    suggested: int
    accepted: int
    rejected: int
    deferred: int
    reasons: dict[str, int] = field(default_factory=dict)

    @property
    def acceptance(self) -> float | None:
        """Accepted of accepted and rejected, over cards with a suggestion; None when there is neither."""
        decided = self.accepted + self.rejected
        return self.accepted / decided if decided else None


@dataclass(frozen=True, slots=True)
class FeedbackReport:
    """``unknown_cards``: cards with feedback that this store has not given."""

    topics: tuple[TopicLine, ...]
    unknown_cards: int


def feedback_report(engine: Engine, question: ReportQuestion) -> FeedbackReport:
    """Count. The latest feedback on a card decides; cards given twice count once. Raises StoreUnreachable."""
    cards, latest = _cards(question), _latest(question)
    try:
        with engine.connect() as connection:
            reasons: dict[tuple[str, str, str], dict[str, int]] = {}
            for service, topic, version, code, number in connection.execute(_reasons(cards, latest, question)):
                reasons.setdefault((service, topic, version), {})[code] = number
            lines = []
            for service, topic, version, *numbers in connection.execute(_counts(cards, latest, question)):
                given, answered, suggested, accepted, rejected, deferred = numbers
                why = reasons.get((service, topic, version), {})
                counted = (given, answered, suggested, accepted, rejected, deferred, why)
                lines.append(TopicLine(service, topic, version, *counted))
            known = select(CARDS.c.card)
            unknown = select(func.count()).select_from(latest).where(latest.c.card.not_in(known))
            return FeedbackReport(tuple(lines), connection.execute(unknown).scalar_one())
    except SQLAlchemyError as error:
        raise StoreUnreachable("The store did not answer.") from error


def _cards(question: ReportQuestion) -> Subquery:
    query = select(
        CARDS.c.card,
        func.min(CARDS.c.service).label("service"),
        func.min(CARDS.c.topic).label("topic"),
        func.min(CARDS.c.knowledge_version).label("knowledge_version"),
        func.max(cast(CARDS.c.suggested, Integer)).label("suggested"),
    ).group_by(CARDS.c.card)
    if question.since is not None:
        query = query.where(CARDS.c.given_at >= question.since)
    if question.client is not None:
        query = query.where(CARDS.c.client == question.client)
    return query.subquery()


def _latest(question: ReportQuestion) -> Subquery:
    """The latest feedback on each card; of two at one instant, the one that was received last."""
    newest_first = (FEEDBACK.c.outcome_at.desc(), FEEDBACK.c.received_at.desc(), FEEDBACK.c.id.desc())
    place = func.row_number().over(partition_by=FEEDBACK.c.card, order_by=newest_first)
    ranked = select(FEEDBACK, place.label("place"))
    if question.since is not None:
        ranked = ranked.where(FEEDBACK.c.received_at >= question.since)
    if question.client is not None:
        ranked = ranked.where(FEEDBACK.c.client == question.client)
    inner = ranked.subquery()
    return select(inner).where(inner.c.place == 1).subquery()


def _counts(cards: Subquery, latest: Subquery, question: ReportQuestion) -> Select[Any]:
    suggested = cards.c.suggested == 1
    overridden = and_(suggested, latest.c.outcome == "overridden")
    deferring = and_(latest.c.reason_system == question.own_system, latest.c.reason_code.in_(list(question.deferring)))
    not_deferring = or_(
        latest.c.reason_code.is_(None),
        latest.c.reason_system.is_(None),
        latest.c.reason_system != question.own_system,
        latest.c.reason_code.not_in(list(question.deferring)),
    )
    topic = (cards.c.service, cards.c.topic, cards.c.knowledge_version)
    return (
        select(
            *topic,
            func.count(),
            func.count(latest.c.id),
            func.sum(cards.c.suggested),
            func.count().filter(and_(suggested, latest.c.outcome == "accepted")),
            func.count().filter(and_(overridden, not_deferring)),
            func.count().filter(and_(overridden, deferring)),
        )
        .select_from(cards.outerjoin(latest, latest.c.card == cards.c.card))
        .group_by(*topic)
        .order_by(*topic)
    )


def _reasons(cards: Subquery, latest: Subquery, question: ReportQuestion) -> Select[Any]:
    topic = (cards.c.service, cards.c.topic, cards.c.knowledge_version)
    return (
        select(*topic, latest.c.reason_code, func.count())
        .select_from(cards.join(latest, latest.c.card == cards.c.card))
        .where(latest.c.outcome == "overridden", latest.c.reason_system == question.own_system)
        .where(latest.c.reason_code.is_not(None))
        .group_by(*topic, latest.c.reason_code)
        .order_by(latest.c.reason_code)
    )
