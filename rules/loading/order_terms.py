"""``order_terms/``: what an order may ask for or say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.identifiers import OrderTermId
from rules.loading.codes import CodeSchema, codes
from rules.loading.fields import Choice, Id, ListOf, Part, StrictSchema, Text, Texts
from rules.order_safety_definitions import OrderTerm, TermKind

if TYPE_CHECKING:
    from rules.loading.kinds import Plain

__all__ = ["OrderTermSchema", "order_term"]


class OrderTermSchema(StrictSchema):
    """A procedure, product, route or purpose with its codes and words."""

    id = Id(required=True)
    label = Text(required=True)
    kind = Choice(TermKind, required=True)
    codes = ListOf(Part(CodeSchema))
    phrases = Texts()
    names = Texts()


def order_term(data: Plain) -> OrderTerm:
    """The order term of validated plain data."""
    return OrderTerm(
        id=OrderTermId(data["id"]),
        label=data["label"],
        kind=TermKind(data["kind"]),
        codes=codes(data),
        phrases=tuple(data.get("phrases", ())),
        names=tuple(data.get("names", ())),
    )
