"""``triggers/``: a reason to speak."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.definitions import TriggerDefinition
from rules.loading.criteria import criterion, criterion_mentions
from rules.loading.criterion_schemas import CriterionPart
from rules.loading.fields import Id, StrictSchema, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.loading.kinds import Mention, Plain

__all__ = ["TriggerSchema", "trigger", "trigger_mentions"]


class TriggerSchema(StrictSchema):
    """A trigger."""

    id = Id(required=True)
    label = Text(required=True)
    when = CriterionPart(required=True)


def trigger(data: Plain) -> TriggerDefinition:
    """The trigger of validated plain data."""
    return TriggerDefinition(data["id"], data["label"], criterion(data["when"]))


def trigger_mentions(data: Plain) -> Iterator[Mention]:
    """What it asks about."""
    return criterion_mentions(data["when"], "when")
