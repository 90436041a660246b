"""Feedback on cards: what the user did with them. Tolerant of the dialects of real clients."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, post_load, pre_load, validate, validates_schema

from cds.errors import REQUIRED, Rejected, issues_of
from cds.hooks.fields import MESSAGES, Instant, Member, Text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

__all__ = ["CardFeedback", "FeedbackSchema", "read_feedback"]

_MOST_ITEMS = 1000
_LONGEST_ID = 200
_LONGEST_COMMENT = 10_000
_LONGEST_CODE = 500
_DEEPEST_EXTENSION = 8


@dataclass(frozen=True, slots=True)
class CardFeedback:
    """What became of one card. ``user_comment`` is free text and may hold patient data: kept, never shown or logged."""

    card: str
    outcome: str
    at: datetime
    accepted: tuple[str, ...] = ()
    reason_code: str | None = None
    reason_system: str | None = None
    user_comment: str | None = None


class _Tolerant(Schema):
    class Meta:
        """Unknown members are ignored."""

        unknown = EXCLUDE

    error_messages = {"type": "must be an object"}


class AcceptedSuggestionSchema(_Tolerant):
    """A suggestion the user took."""

    id = Text(required=True, metadata={"description": "The suggestion's uuid."})


class ReasonSchema(_Tolerant):
    """The override reason the user chose."""

    code = fields.String(allow_none=True, error_messages=MESSAGES)
    system = fields.String(allow_none=True, error_messages=MESSAGES)


class OverrideReasonSchema(_Tolerant):
    """Why the card was overridden; may be empty or hold only a client's own extension."""

    reason = Member(ReasonSchema, allow_none=True)
    extension = fields.Raw(
        allow_none=True, metadata={"description": "A coding in it is the reason; whatever else it is, is ignored."}
    )
    user_comment = fields.String(
        data_key="userComment", allow_none=True, validate=validate.Length(max=_LONGEST_COMMENT), error_messages=MESSAGES
    )


class CardFeedbackSchema(_Tolerant):
    """Feedback on one card."""

    card = Text(
        required=True,
        validate=validate.Length(1, _LONGEST_ID, error="must have {min} to {max} characters"),
        metadata={"description": "The card's uuid."},
    )
    outcome = Text(
        required=True, validate=validate.OneOf(("accepted", "overridden"), error="must be accepted or overridden")
    )
    accepted_suggestions = fields.List(
        Member(AcceptedSuggestionSchema),
        data_key="acceptedSuggestions",
        error_messages=MESSAGES,
        metadata={"description": "Required when accepted."},
    )
    override_reason = Member(OverrideReasonSchema, data_key="overrideReason", allow_none=True)
    outcome_timestamp = Instant(
        data_key="outcomeTimestamp", required=True, metadata={"type": "string", "format": "date-time"}
    )

    @pre_load
    def _plural(self, members: Any, **_options: Any) -> Any:
        """Epic calls the member overrideReasons."""
        if isinstance(members, dict) and "overrideReasons" in members and "overrideReason" not in members:
            reasons = members["overrideReasons"]
            if isinstance(reasons, list):
                reasons = next(iter(reasons), None)
            return {**members, "overrideReason": reasons}
        return members

    @validates_schema
    def _accepted_names_suggestions(self, members: Mapping[str, Any], **_options: Any) -> None:
        if members.get("outcome") == "accepted" and "accepted_suggestions" not in members:
            raise ValidationError({"acceptedSuggestions": [REQUIRED]})

    @post_load
    def _typed(self, members: dict[str, Any], **_options: Any) -> CardFeedback:
        override = members.get("override_reason") or {}
        reason = override.get("reason") or _coding_in(override.get("extension"), _DEEPEST_EXTENSION)
        return CardFeedback(
            card=_storable(members["card"]),
            outcome=members["outcome"],
            at=members["outcome_timestamp"],
            accepted=tuple(_storable(row["id"]) for row in members.get("accepted_suggestions", ())),
            reason_code=_storable_or_none(reason.get("code"), _LONGEST_CODE),
            reason_system=_storable_or_none(reason.get("system"), _LONGEST_CODE),
            user_comment=_storable_or_none(override.get("user_comment")),
        )


def _storable(text: str, longest: int | None = None) -> str:
    """The text without NUL, which PostgreSQL cannot hold."""
    return text.replace("\0", "")[:longest]


def _storable_or_none(text: str | None, longest: int | None = None) -> str | None:
    return None if text is None else _storable(text, longest)


def _coding_in(extension: object, levels: int) -> Mapping[str, str | None]:
    """The first coding inside a client's own extension; empty when there is none. Other content is not kept."""
    if not isinstance(extension, dict | list) or levels == 0:
        return {}
    if isinstance(extension, dict) and isinstance(extension.get("code"), str):
        system = extension.get("system")
        return {"code": extension["code"], "system": system if isinstance(system, str) else None}
    inner = extension.values() if isinstance(extension, dict) else extension
    return next((found for part in inner if (found := _coding_in(part, levels - 1))), {})


class FeedbackSchema(_Tolerant):
    """One call may carry feedback on many cards."""

    feedback = fields.List(
        Member(CardFeedbackSchema),
        required=True,
        validate=validate.Length(1, _MOST_ITEMS, error="must have {min} to {max} entries"),
        error_messages={**MESSAGES, "invalid": "must be an array"},
    )


_SCHEMA = FeedbackSchema()


def read_feedback(plain: Mapping[str, Any]) -> tuple[CardFeedback, ...]:
    """The feedback in this body. Raises Rejected with 400 and every problem found."""
    try:
        return tuple(_SCHEMA.load(plain)["feedback"])
    except ValidationError as error:
        raise Rejected(400, issues_of(error)) from None
