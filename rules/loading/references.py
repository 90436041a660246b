"""``references/``: a source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.definitions import Reference, ReferenceStatus
from rules.identifiers import ReferenceId
from rules.loading.fields import Choice, Id, StrictSchema, Text

if TYPE_CHECKING:
    from rules.loading.kinds import Plain

__all__ = ["ReferenceSchema", "reference"]


class ReferenceSchema(StrictSchema):
    """A citation, where to find it, and whether it was seen again."""

    id = Id(required=True)
    citation = Text(required=True)
    locator = Text()
    status = Choice(ReferenceStatus, required=True)


def reference(data: Plain) -> Reference:
    """The source of validated plain data."""
    return Reference(
        id=ReferenceId(data["id"]),
        citation=data["citation"],
        locator=data.get("locator", ""),
        status=ReferenceStatus(data["status"]),
    )
