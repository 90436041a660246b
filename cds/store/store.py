"""What is asked of a store, whatever it is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from cds.hooks.feedback_schema import CardFeedback
    from cds.store.feedback_report import FeedbackReport, ReportQuestion
    from cds.store.records import CallRecord

__all__ = ["Store"]


class Store(Protocol):
    """What the wire needs kept."""

    def add_feedback(
        self, service: str, items: Iterable[CardFeedback], received_at: datetime, client: str | None
    ) -> None:
        """Keep these, all or none. Raises StoreUnreachable."""

    def add_call(self, record: CallRecord) -> None:
        """Keep the audit row and the cards given. Raises StoreUnreachable."""

    def add_token(self, digest: str, expires: datetime, now: datetime) -> bool:
        """Keep a used token; False when it is there already. Raises StoreUnreachable."""

    def overridden(self, contents: Sequence[str], client: str | None) -> Mapping[str, datetime]:
        """When each of these was overridden, if that is the last this client said of it. Raises StoreUnreachable."""

    def report(self, question: ReportQuestion) -> FeedbackReport:
        """What became of the cards. Raises StoreUnreachable."""

    def reachable(self) -> bool:
        """Whether the database answers."""
