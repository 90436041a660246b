"""``drugs/classes/`` and ``drugs/ingredients/``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.drug_definitions import DrugClassDefinition, DrugDefinition
from rules.identifiers import DrugClass, DrugId
from rules.loading.codes import CodeSchema, codes
from rules.loading.fields import Id, ListOf, Part, StrictSchema, Text, Texts
from rules.loading.kinds import Kind, mentions_in_list

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.loading.kinds import Mention, Plain

__all__ = [
    "DrugClassSchema",
    "IngredientSchema",
    "drug_class",
    "drug_class_mentions",
    "ingredient",
    "ingredient_mentions",
]


class DrugClassSchema(StrictSchema):
    """A class and the broader classes it belongs to."""

    id = Id(required=True)
    label = Text(required=True)
    implies = Texts(Id())


class IngredientSchema(StrictSchema):
    """An ingredient. ``products`` are RxNorm codes, ``ndc9`` labeller and product parts of national drug codes."""

    id = Id(required=True)
    label = Text(required=True)
    classes = Texts(Id(), required=True)
    codes = ListOf(Part(CodeSchema))
    products = Texts()
    ndc9 = Texts()
    names = Texts()


def drug_class(data: Plain) -> DrugClassDefinition:
    """The class of validated plain data."""
    return DrugClassDefinition(DrugClass(data["id"]), data["label"], tuple(map(DrugClass, data.get("implies", ()))))


def drug_class_mentions(data: Plain) -> Iterator[Mention]:
    """The classes it implies."""
    return mentions_in_list(Kind.DRUG_CLASSES, data, "implies")


def ingredient(data: Plain) -> DrugDefinition:
    """The ingredient of validated plain data."""
    return DrugDefinition(
        id=DrugId(data["id"]),
        label=data["label"],
        classes=tuple(map(DrugClass, data["classes"])),
        codes=codes(data),
        products=tuple(data.get("products", ())),
        ndc9=tuple(data.get("ndc9", ())),
        names=tuple(data.get("names", ())),
    )


def ingredient_mentions(data: Plain) -> Iterator[Mention]:
    """Its classes."""
    return mentions_in_list(Kind.DRUG_CLASSES, data, "classes")
