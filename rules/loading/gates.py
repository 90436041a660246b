"""``gates/``: a dangerous situation told by criteria."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.definitions import GateDefinition, Indicator
from rules.identifiers import CauseId, GateId, TestId
from rules.loading.basis import BasisPart, basis, basis_mentions
from rules.loading.criteria import criterion, criterion_mentions
from rules.loading.criterion_schemas import CriterionPart
from rules.loading.fields import Choice, Id, StrictSchema, Text, Texts, Whole, YesNo
from rules.loading.kinds import Kind, mentions_in_list

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.loading.kinds import Mention, Plain

__all__ = ["GateSchema", "gate", "gate_mentions"]


class GateSchema(StrictSchema):
    """A gate; a smaller ``priority`` is shown first."""

    id = Id(required=True)
    label = Text(required=True)
    indicator = Choice(Indicator, required=True)
    priority = Whole(low=0, required=True)
    when = CriterionPart(required=True)
    headline = Text(required=True)
    do = Texts()
    do_not = Texts()
    names = Texts(Id())
    tests = Texts(Id())
    suppressed_by = Texts(Id())
    needs_trigger = YesNo(required=True)
    doubts_count = YesNo()
    basis = BasisPart()


def gate(data: Plain) -> GateDefinition:
    """The gate of validated plain data."""
    return GateDefinition(
        id=GateId(data["id"]),
        label=data["label"],
        when=criterion(data["when"]),
        indicator=Indicator(data["indicator"]),
        headline=data["headline"],
        do=tuple(data.get("do", ())),
        do_not=tuple(data.get("do_not", ())),
        names=tuple(map(CauseId, data.get("names", ()))),
        tests=tuple(map(TestId, data.get("tests", ()))),
        suppressed_by=tuple(map(GateId, data.get("suppressed_by", ()))),
        needs_trigger=data["needs_trigger"],
        doubts_count=data.get("doubts_count", False),
        priority=data["priority"],
        basis=basis(data["basis"]),
    )


def gate_mentions(data: Plain) -> Iterator[Mention]:
    """What it asks about, the causes and tests it names, the gates above it, its sources."""
    yield from criterion_mentions(data["when"], "when")
    yield from mentions_in_list(Kind.CAUSES, data, "names")
    yield from mentions_in_list(Kind.WORKUPS, data, "tests")
    yield from mentions_in_list(Kind.GATES, data, "suppressed_by")
    yield from basis_mentions(data["basis"])
