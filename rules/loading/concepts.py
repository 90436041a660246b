"""``concepts/``: something a chart can state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.definitions import ConceptDefinition
from rules.identifiers import ConceptId
from rules.loading.codes import CodeSchema, codes
from rules.loading.fields import Choice, Id, ListOf, Part, StrictSchema, Text, Texts
from rules.loading.kinds import BODY_SITE, Kind, mentions_in_list

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.loading.kinds import Mention, Plain

__all__ = ["ConceptSchema", "concept", "concept_mentions"]

_KINDS = ("sign", "symptom", "disease", "exposure", BODY_SITE, "procedure", "history", "context")


class ConceptSchema(StrictSchema):
    """A concept with its codes and phrases."""

    id = Id(required=True)
    label = Text(required=True)
    kind = Choice(_KINDS, required=True)
    codes = ListOf(Part(CodeSchema))
    phrases = Texts()
    implies = Texts(Id())
    denies = Texts(Id())


def concept(data: Plain) -> ConceptDefinition:
    """The concept of validated plain data."""
    return ConceptDefinition(
        id=ConceptId(data["id"]),
        label=data["label"],
        kind=data["kind"],
        codes=codes(data),
        phrases=tuple(data.get("phrases", ())),
        implies=tuple(map(ConceptId, data.get("implies", ()))),
        denies=tuple(map(ConceptId, data.get("denies", ()))),
    )


def concept_mentions(data: Plain) -> Iterator[Mention]:
    """The concepts it implies or denies."""
    yield from mentions_in_list(Kind.CONCEPTS, data, "implies")
    yield from mentions_in_list(Kind.CONCEPTS, data, "denies")
