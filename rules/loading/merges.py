"""``merges/``: entries that mean one diagnosis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.cause_definitions import Merge
from rules.identifiers import CauseId
from rules.loading.fields import Id, StrictSchema, Text, Texts
from rules.loading.kinds import Kind, mentions_in_list

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.loading.kinds import Mention, Plain

__all__ = ["MergeSchema", "merge", "merge_mentions"]


class MergeSchema(StrictSchema):
    """A merge of two causes or more."""

    id = Id(required=True)
    label = Text(required=True)
    members = Texts(Id(), least=2, required=True)


def merge(data: Plain) -> Merge:
    """The merge of validated plain data."""
    return Merge(data["id"], data["label"], tuple(map(CauseId, data["members"])))


def merge_mentions(data: Plain) -> Iterator[Mention]:
    """The causes it joins."""
    return mentions_in_list(Kind.CAUSES, data, "members")
