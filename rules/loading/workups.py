"""``workups/``: a test that can be suggested, and how to tell that it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.identifiers import FindingId, LabId, TestId
from rules.loading.codes import CodeSchema, code, codes
from rules.loading.criteria import criterion, criterion_mentions
from rules.loading.criterion_schemas import CriterionPart
from rules.loading.fields import Id, ListOf, Number, Part, StrictSchema, Text, Texts, Whole, YesNo
from rules.loading.kinds import Kind, mentions_in_list
from rules.workup_definitions import DEAREST, INVASIVE, HowSoon, TestDefinition

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.loading.kinds import Mention, Plain

__all__ = ["WorkupSchema", "workup", "workup_mentions"]


class WorkupSchema(StrictSchema):
    """A test; ``urgency`` is a number of ``HowSoon``."""

    id = Id(required=True)
    label = Text(required=True)
    why = Text(required=True)
    separates = Text()
    urgency = Whole(low=min(HowSoon), high=max(HowSoon), required=True)
    cost_tier = Whole(low=1, high=DEAREST, required=True)
    invasiveness = Whole(low=0, high=INVASIVE, required=True)
    preconditions = Text()
    orderable = YesNo(required=True)
    order = Part(CodeSchema)
    codes = ListOf(Part(CodeSchema))
    phrases = Texts()
    done_labs = Texts(Id())
    done_within_hours = Number(above=0, required=True)
    tells = Texts(Id())
    includes = Texts(Id())
    basic = YesNo()
    only_if = CriterionPart()


def workup(data: Plain) -> TestDefinition:
    """The test of validated plain data."""
    return TestDefinition(
        id=TestId(data["id"]),
        label=data["label"],
        why=data["why"],
        separates=data.get("separates", ""),
        urgency=HowSoon(data["urgency"]),
        cost_tier=data["cost_tier"],
        invasiveness=data["invasiveness"],
        preconditions=data.get("preconditions", ""),
        orderable=data["orderable"],
        order=code(data["order"]) if "order" in data else None,
        codes=codes(data),
        phrases=tuple(data.get("phrases", ())),
        done_labs=tuple(map(LabId, data.get("done_labs", ()))),
        done_within_hours=data["done_within_hours"],
        tells=tuple(map(FindingId, data.get("tells", ()))),
        includes=tuple(map(TestId, data.get("includes", ()))),
        basic=data.get("basic", False),
        only_if=criterion(data["only_if"]) if "only_if" in data else None,
    )


def workup_mentions(data: Plain) -> Iterator[Mention]:
    """The labs that show it done, the findings it settles, the tests it includes and whom it is for."""
    if "only_if" in data:
        yield from criterion_mentions(data["only_if"], "only_if")
    yield from mentions_in_list(Kind.LABS, data, "done_labs")
    yield from mentions_in_list(Kind.FINDINGS, data, "tells")
    yield from mentions_in_list(Kind.WORKUPS, data, "includes")
