"""``order_safety/``: which draft orders need a second thought, in which charts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from marshmallow import ValidationError, validates_schema

from rules.chart import DrugUse
from rules.definitions import Indicator
from rules.identifiers import DrugClass, DrugId, GateId, LabId, OrderTermId, SafetyRuleId, TestId
from rules.loading.basis import BasisPart, basis, basis_mentions
from rules.loading.criteria import criterion, criterion_mentions
from rules.loading.criterion_schemas import CriterionPart
from rules.loading.fields import Choice, Id, ListOf, Number, Part, StrictSchema, Text, Texts, Whole, YesNo
from rules.loading.kinds import Kind, Mention, mentions_in_list
from rules.order_safety_definitions import DoseBand, MissingLab, OrderSelector, SafetyLevel, SafetyRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.loading.kinds import Plain

__all__ = ["SafetyRuleSchema", "safety_rule", "safety_rule_mentions"]

_USES = (DrugUse.TREATMENT, DrugUse.LINE_CARE)


class _SelectorSchema(StrictSchema):
    classes = Texts(Id(), least=1)
    drugs = Texts(Id(), least=1)
    terms = Texts(Id(), least=1)
    unless_terms = Texts(Id(), least=1)
    uses = Texts(Choice(_USES), least=1)
    doses = Texts(Choice(DoseBand), least=1)

    @validates_schema
    def _names_something(self, data: dict[str, Any], **_options: Any) -> None:
        if not any(key in data for key in ("classes", "drugs", "terms")):
            raise ValidationError("needs classes, drugs or terms")


class _MissingSchema(StrictSchema):
    lab = Id(required=True)
    within_days = Number(above=0, required=True)


class _LevelSchema(StrictSchema):
    indicator = Choice(Indicator, required=True)
    headline = Text(required=True)
    gates = Texts(Id(), least=1)
    unless_gates = Texts(Id(), least=1)
    when = CriterionPart()
    missing = Part(_MissingSchema)
    do = Texts()
    do_not = Texts()
    tests = Texts(Id())
    remove = YesNo()
    instead = Id()
    basis = BasisPart()

    @validates_schema
    def _asks_something(self, data: dict[str, Any], **_options: Any) -> None:
        if not any(key in data for key in ("gates", "when", "missing")):
            raise ValidationError("needs gates, when or missing: a level without a condition would always speak")


class SafetyRuleSchema(StrictSchema):
    """A rule; its levels stand from worst to mildest."""

    id = Id(required=True)
    label = Text(required=True)
    priority = Whole(low=0, required=True)
    orders = ListOf(Part(_SelectorSchema), least=1, required=True)
    levels = ListOf(Part(_LevelSchema), least=1, required=True)
    suppressed_by = Texts(Id())


def safety_rule(data: Plain) -> SafetyRule:
    """The rule of validated plain data."""
    return SafetyRule(
        id=SafetyRuleId(data["id"]),
        label=data["label"],
        priority=int(data["priority"]),
        orders=tuple(map(_selector, data["orders"])),
        levels=tuple(map(_level, data["levels"])),
        suppressed_by=tuple(map(SafetyRuleId, data.get("suppressed_by", ()))),
    )


def _selector(data: Plain) -> OrderSelector:
    return OrderSelector(
        drugs=frozenset(map(DrugId, data.get("drugs", ()))),
        classes=frozenset(map(DrugClass, data.get("classes", ()))),
        terms=frozenset(map(OrderTermId, data.get("terms", ()))),
        unless_terms=frozenset(map(OrderTermId, data.get("unless_terms", ()))),
        uses=frozenset(map(DrugUse, data.get("uses", (DrugUse.TREATMENT,)))),
        doses=frozenset(map(DoseBand, data.get("doses", tuple(DoseBand)))),
    )


def _level(data: Plain) -> SafetyLevel:
    missing = data.get("missing")
    return SafetyLevel(
        indicator=Indicator(data["indicator"]),
        headline=data["headline"],
        basis=basis(data["basis"]),
        gates=tuple(map(GateId, data.get("gates", ()))),
        unless_gates=tuple(map(GateId, data.get("unless_gates", ()))),
        when=criterion(data["when"]) if "when" in data else None,
        missing=MissingLab(LabId(missing["lab"]), missing["within_days"]) if missing else None,
        do=tuple(data.get("do", ())),
        do_not=tuple(data.get("do_not", ())),
        tests=tuple(map(TestId, data.get("tests", ()))),
        remove=data.get("remove", True),
        instead=DrugId(data["instead"]) if "instead" in data else None,
    )


def safety_rule_mentions(data: Plain) -> Iterator[Mention]:
    """The drugs, words, gates, tests and labs it names, the rules above it, its sources."""
    for index, selector in enumerate(data["orders"]):
        path = f"orders[{index}]"
        yield from mentions_in_list(Kind.DRUG_CLASSES, selector, "classes", path)
        yield from mentions_in_list(Kind.INGREDIENTS, selector, "drugs", path)
        yield from mentions_in_list(Kind.ORDER_TERMS, selector, "terms", path)
        yield from mentions_in_list(Kind.ORDER_TERMS, selector, "unless_terms", path)
    for index, level in enumerate(data["levels"]):
        path = f"levels[{index}]"
        yield from mentions_in_list(Kind.GATES, level, "gates", path)
        yield from mentions_in_list(Kind.GATES, level, "unless_gates", path)
        yield from mentions_in_list(Kind.WORKUPS, level, "tests", path)
        if "when" in level:
            yield from criterion_mentions(level["when"], f"{path}.when")
        if "missing" in level:
            yield Mention(Kind.LABS, level["missing"]["lab"], f"{path}.missing.lab")
        if "instead" in level:
            yield Mention(Kind.INGREDIENTS, level["instead"], f"{path}.instead")
        yield from basis_mentions(level["basis"], f"{path}.basis")
    yield from mentions_in_list(Kind.ORDER_SAFETY, data, "suppressed_by")
