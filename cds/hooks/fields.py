"""Field types of the CDS Hooks wire."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from marshmallow import ValidationError, fields, validate

from cds.errors import REQUIRED

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["FHIR_ID", "MESSAGES", "Instant", "Matches", "Member", "Text", "TypedReference"]

FHIR_ID = r"[A-Za-z0-9\-.]{1,64}"
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")

_NOT_BLANK = r"\S"

MESSAGES: dict[str, str | list[Any] | dict[Any, Any]] = {
    "required": REQUIRED,
    "null": "must not be null",
    "invalid": "has the wrong type",
}


class Matches(validate.Validator):
    """The whole string matches; unlike ``$``, a line break at the end does not pass."""

    def __init__(self, pattern: str, expected: str) -> None:
        """``expected`` ends the sentence "<member> must be ..."."""
        self._pattern = re.compile(pattern)
        self._expected = expected

    def __call__(self, value: str) -> str:
        """Raises ValidationError when it does not match."""
        if not self._pattern.fullmatch(value):
            raise ValidationError(f"must be {self._expected}")
        return value


def not_blank(value: str) -> str:
    """Raises ValidationError for a string of white space only."""
    if not value.strip():
        raise ValidationError("must not be blank")
    return value


class Text(fields.String):
    """A string that is not blank."""

    default_error_messages = {**MESSAGES, "invalid": "must be a string"}

    def __init__(self, **options: Any) -> None:
        """Takes the options of marshmallow's String."""
        if "validate" not in options:
            options["validate"] = not_blank
            options["metadata"] = {"pattern": _NOT_BLANK, **options.get("metadata", {})}
        super().__init__(**options)


class Member(fields.Nested):
    """A nested object."""

    default_error_messages = {**MESSAGES, "type": "must be an object"}


class TypedReference(Text):
    """``Type/id`` with a resource type of the list."""

    def __init__(self, *types: str, **options: Any) -> None:
        """``types`` are the resource types allowed."""
        pattern = rf"({'|'.join(types)})/{FHIR_ID}"
        options["validate"] = Matches(pattern, f"Type/id with the type {' or '.join(types)}")
        options["metadata"] = {"pattern": f"^{pattern}$", **options.get("metadata", {})}
        super().__init__(**options)


class Instant(fields.Field[datetime]):
    """RFC 3339 date-time with a time zone; loads as an aware datetime in UTC."""

    default_error_messages = {
        **MESSAGES,
        "invalid": "must be a date-time with time zone, such as 2026-01-31T08:15:30Z",
    }

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> datetime:  # noqa: ARG002 - marshmallow names them
        if not isinstance(value, str) or not _INSTANT.fullmatch(value):
            raise self.make_error("invalid")
        try:
            return datetime.fromisoformat(value.upper()).astimezone(UTC)
        except (ValueError, OverflowError):
            raise ValidationError(self.error_messages["invalid"]) from None
