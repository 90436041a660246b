"""``concepts/``: something a chart can state."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from marshmallow import ValidationError, validates, validates_schema

from rules.concept_definitions import ConceptDefinition, ConceptKind, ConceptPair, DenialPlace, ReactionPattern
from rules.identifiers import ConceptId, DrugClass
from rules.loading.codes import CodeSchema, codes
from rules.loading.fields import Choice, Id, ListOf, Part, StrictSchema, Text, Texts
from rules.loading.kinds import Kind, mentions_in_list

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.loading.kinds import Mention, Plain

__all__ = ["ConceptSchema", "concept", "concept_mentions"]

_PAIR = 2


class _PairSchema(StrictSchema):
    concepts = Texts(Id(), least=2, required=True)
    linked_by = Texts(least=1)


class _DenialPlaceSchema(StrictSchema):
    """What a denial may stand beside, and the narrower concepts that it then denies."""

    beside = Texts(Id(), least=1, required=True)
    denies = Texts(Id(), least=1)


class _ReactionSchema(StrictSchema):
    """An entry of an allergy list: the classes of medicine, the concepts seen."""

    to = Texts(Id(), least=1)
    seen = Texts(Id(), least=1)

    @validates_schema
    def _not_everything(self, data: dict[str, Any], **_: object) -> None:
        if not data:
            raise ValidationError("must name classes of medicine (to), concepts (seen) or both")


class ConceptSchema(StrictSchema):
    """A concept with its codes and phrases."""

    id = Id(required=True)
    label = Text(required=True)
    kind = Choice(ConceptKind, required=True)
    codes = ListOf(Part(CodeSchema))
    phrases = Texts()
    implies = Texts(Id())
    denies = Texts(Id())
    denied_with = Texts(Id())
    denied_there = ListOf(Part(_DenialPlaceSchema))
    together = ListOf(Part(_PairSchema))
    reactions = ListOf(Part(_ReactionSchema))
    beside_medicines = Texts(least=1)

    @validates("together")
    def _two_each(self, pairs: list[dict[str, list[str]]], **_: object) -> None:
        if any(len(pair["concepts"]) != _PAIR for pair in pairs):
            raise ValidationError("must name two concepts each")


def concept(data: Plain) -> ConceptDefinition:
    """The concept of validated plain data."""
    return ConceptDefinition(
        id=ConceptId(data["id"]),
        label=data["label"],
        kind=ConceptKind(data["kind"]),
        codes=codes(data),
        phrases=tuple(data.get("phrases", ())),
        implies=tuple(map(ConceptId, data.get("implies", ()))),
        denies=tuple(map(ConceptId, data.get("denies", ()))),
        denied_with=tuple(map(ConceptId, data.get("denied_with", ()))),
        denied_there=tuple(
            DenialPlace(frozenset(map(ConceptId, place["beside"])), tuple(map(ConceptId, place.get("denies", ()))))
            for place in data.get("denied_there", ())
        ),
        together=tuple(
            ConceptPair(
                ConceptId(pair["concepts"][0]), ConceptId(pair["concepts"][1]), tuple(pair.get("linked_by", ()))
            )
            for pair in data.get("together", ())
        ),
        reactions=tuple(
            ReactionPattern(
                frozenset(map(DrugClass, pattern.get("to", ()))), frozenset(map(ConceptId, pattern.get("seen", ())))
            )
            for pattern in data.get("reactions", ())
        ),
        beside_medicines=tuple(data.get("beside_medicines", ())),
    )


def concept_mentions(data: Plain) -> Iterator[Mention]:
    """The concepts it implies or denies, those that state it together, and those of its reactions with their drugs."""
    for key in ("implies", "denies", "denied_with"):
        yield from mentions_in_list(Kind.CONCEPTS, data, key)
    for index, place in enumerate(data.get("denied_there", ())):
        yield from mentions_in_list(Kind.CONCEPTS, place, "beside", f"denied_there[{index}]")
        narrower = mentions_in_list(Kind.CONCEPTS, place, "denies", f"denied_there[{index}]")
        yield from (replace(mention, mutual=True) for mention in narrower)
    for index, pair in enumerate(data.get("together", ())):
        yield from mentions_in_list(Kind.CONCEPTS, pair, "concepts", f"together[{index}]")
    for index, pattern in enumerate(data.get("reactions", ())):
        yield from mentions_in_list(Kind.DRUG_CLASSES, pattern, "to", f"reactions[{index}]")
        yield from mentions_in_list(Kind.CONCEPTS, pattern, "seen", f"reactions[{index}]")
