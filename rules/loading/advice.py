"""``advice/``: a sentence of advice with its condition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.definitions import AdviceDefinition
from rules.identifiers import AdviceId
from rules.loading.basis import BasisPart, basis, basis_mentions
from rules.loading.criteria import criterion, criterion_mentions
from rules.loading.criterion_schemas import CriterionPart
from rules.loading.fields import Id, StrictSchema, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.loading.kinds import Mention, Plain

__all__ = ["AdviceSchema", "advice", "advice_mentions"]


class AdviceSchema(StrictSchema):
    """Advice; without ``when`` it has no condition."""

    id = Id(required=True)
    kind = Text(required=True)
    text = Text(required=True)
    when = CriterionPart()
    basis = BasisPart()


def advice(data: Plain) -> AdviceDefinition:
    """The advice of validated plain data."""
    return AdviceDefinition(
        id=AdviceId(data["id"]),
        kind=data["kind"],
        text=data["text"],
        when=criterion(data["when"]) if "when" in data else None,
        basis=basis(data["basis"]),
    )


def advice_mentions(data: Plain) -> Iterator[Mention]:
    """What its condition asks about, and its sources."""
    if "when" in data:
        yield from criterion_mentions(data["when"], "when")
    yield from basis_mentions(data["basis"])
