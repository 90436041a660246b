"""``advice/``: a sentence of advice with its condition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.definitions import AdviceDefinition, AdviceKind
from rules.identifiers import AdviceId, CauseId
from rules.loading.basis import BasisPart, basis, basis_mentions
from rules.loading.criteria import criterion, criterion_mentions
from rules.loading.criterion_schemas import CriterionPart
from rules.loading.fields import Choice, Id, StrictSchema, Text, Texts
from rules.loading.kinds import Kind, Mention, mentions_in_list

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.loading.kinds import Plain

__all__ = ["AdviceSchema", "advice", "advice_mentions"]


class AdviceSchema(StrictSchema):
    """Advice; without ``when`` it has no condition."""

    id = Id(required=True)
    kind = Choice(AdviceKind, required=True)
    text = Text(required=True)
    when = CriterionPart()
    beside = Id()
    treats = Texts(Id(), least=1)
    basis = BasisPart()


def advice(data: Plain) -> AdviceDefinition:
    """The advice of validated plain data."""
    return AdviceDefinition(
        id=AdviceId(data["id"]),
        kind=AdviceKind(data["kind"]),
        text=data["text"],
        when=criterion(data["when"]) if "when" in data else None,
        beside=CauseId(data["beside"]) if "beside" in data else None,
        treats=tuple(map(CauseId, data.get("treats", ()))),
        basis=basis(data["basis"]),
    )


def advice_mentions(data: Plain) -> Iterator[Mention]:
    """What its condition asks about, the causes it stands beside or is for, and its sources."""
    if "when" in data:
        yield from criterion_mentions(data["when"], "when")
    if "beside" in data:
        yield Mention(Kind.CAUSES, data["beside"], "beside")
    yield from mentions_in_list(Kind.CAUSES, data, "treats")
    yield from basis_mentions(data["basis"])
