"""What became of the cards, as JSON for the client that gave the feedback."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response

from cds.caller import current_caller
from cds.cards.override_reasons import DEFERRING_REASONS, OVERRIDE_SYSTEM
from cds.errors import Issue, Rejected
from cds.store.database import StoreUnreachable
from cds.store.feedback_report import FeedbackReport, ReportQuestion
from cds.wire import json_response

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

__all__ = ["feedback_report_blueprint", "report_document"]


def feedback_report_blueprint(report: Callable[[ReportQuestion], FeedbackReport]) -> Blueprint:
    """``/feedback-report``: a client sees its own cards; without authentication all are seen."""
    blueprint = Blueprint("feedback_report", __name__)

    @blueprint.get("/feedback-report")
    def of_the_caller() -> Response:
        question = ReportQuestion(OVERRIDE_SYSTEM, DEFERRING_REASONS, client=current_caller().client)
        try:
            return json_response(report_document(report(question)))
        except StoreUnreachable:
            issue = Issue("transient", "The feedback cannot be read at present.")
            raise Rejected(503, [issue], {"Retry-After": "60"}) from None

    return blueprint


def report_document(report: FeedbackReport) -> dict[str, Any]:
    """The report as it is sent; ``acceptance`` is left out where nothing was decided."""
    topics = []
    for line in report.topics:
        row: dict[str, Any] = {
            "service": line.service,
            "topic": line.topic,
            "knowledgeVersion": line.knowledge_version,
            "given": line.given,
            "answered": line.answered,
            "withSuggestion": {
                "given": line.suggested,
                "accepted": line.accepted,
                "rejected": line.rejected,
                "deferred": line.deferred,
            },
            "overrideReasons": line.reasons,
        }
        if line.acceptance is not None:
            row["acceptance"] = round(line.acceptance, 3)
        topics.append(row)
    return {"topics": topics, "unknownCards": report.unknown_cards}
