"""``drugs/doses/``: how much of an ingredient a day is prophylaxis and how much is treatment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.identifiers import DrugId, OrderTermId
from rules.loading.basis import BasisPart, basis, basis_mentions
from rules.loading.fields import Choice, Id, Number, StrictSchema, Texts
from rules.loading.kinds import Kind, Mention, mentions_in_list
from rules.order_safety_definitions import DoseDefinition

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.loading.kinds import Plain

__all__ = ["DOSE_UNITS", "DoseSchema", "dose", "dose_mentions"]

DOSE_UNITS = ("mg", "[iU]")
"""The units in which an amount a day is compared."""


class DoseSchema(StrictSchema):
    """The daily bands of one ingredient; its ``id`` is the ingredient's."""

    id = Id(required=True)
    unit = Choice(DOSE_UNITS, required=True)
    low_at_most = Number(above=0)
    full_at_least = Number(above=0)
    low_said = Texts(Id())
    basis = BasisPart()


def dose(data: Plain) -> DoseDefinition:
    """The dose of validated plain data."""
    return DoseDefinition(
        id=DrugId(data["id"]),
        unit=data["unit"],
        low=data.get("low_at_most"),
        full=data.get("full_at_least"),
        low_said=tuple(map(OrderTermId, data.get("low_said", ()))),
        basis=basis(data["basis"]),
    )


def dose_mentions(data: Plain) -> Iterator[Mention]:
    """Its ingredient, the words that tell prophylaxis, and its sources."""
    yield Mention(Kind.INGREDIENTS, data["id"], "id")
    yield from mentions_in_list(Kind.ORDER_TERMS, data, "low_said")
    yield from basis_mentions(data["basis"])
