"""``references/``: a source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.definitions import Reference
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
    status = Choice(("seen", "recalled"), required=True)


def reference(data: Plain) -> Reference:
    """The source; no locator is an empty one."""
    return Reference(ReferenceId(data["id"]), data["citation"], data.get("locator", ""), data["status"])
