"""``gates/``: a dangerous situation told by criteria."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from marshmallow import ValidationError, fields, validates_schema

from rules.definitions import GateDefinition, Indicator, ReservedStep, SendingStep
from rules.identifiers import CauseId, GateId, TestId
from rules.loading.basis import BasisPart, basis, basis_mentions
from rules.loading.criteria import criterion, criterion_mentions
from rules.loading.criterion_schemas import CriterionPart
from rules.loading.fields import Choice, Id, ListOf, StrictSchema, Text, Texts, Whole, YesNo
from rules.loading.kinds import Kind, mentions_in_list

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.loading.kinds import Mention, Plain

__all__ = ["GateSchema", "gate", "gate_mentions"]


_STEPS = ("do", "do_not")


class _StepSchema(StrictSchema):
    text = Text(required=True)
    when = CriterionPart()
    sends = Texts(Id())

    @validates_schema
    def _says_when(self, data: dict[str, Any], **_: Any) -> None:
        if "when" not in data and not data.get("sends"):
            raise ValidationError("a step without when or sends is written as words alone")


class _StepPart(fields.Field[Any]):
    """A step in words, or one with a criterion that says for whom it is, or with the tests that it asks for."""

    default_error_messages = {"null": "is empty; leave it out when there is nothing to say"}  # marshmallow's name

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        if isinstance(value, str):
            return Text().deserialize(value)
        if not isinstance(value, dict):
            raise ValidationError("must be words, or a mapping of text with when or sends")
        return _StepSchema().load(value)


class GateSchema(StrictSchema):
    """A gate; a smaller ``priority`` is shown first."""

    id = Id(required=True)
    label = Text(required=True)
    indicator = Choice(Indicator, required=True)
    priority = Whole(low=0, required=True)
    when = CriterionPart(required=True)
    headline = Text(required=True)
    do = ListOf(_StepPart())
    do_not = ListOf(_StepPart())
    names = Texts(Id())
    tests = Texts(Id())
    suppressed_by = Texts(Id())
    needs_trigger = YesNo(required=True)
    doubts_count = YesNo()
    gives_way = YesNo()
    basis = BasisPart()

    @validates_schema
    def _says_each_step_once(self, data: dict[str, Any], **_: Any) -> None:
        for key in _STEPS:
            words = [_words(step) for step in data.get(key, ())]
            if repeated := [text for place, text in enumerate(words) if text in words[:place]]:
                raise ValidationError(f"gives {repeated[0]!r} twice", key)


def gate(data: Plain) -> GateDefinition:
    """The gate of validated plain data."""
    return GateDefinition(
        id=GateId(data["id"]),
        label=data["label"],
        when=criterion(data["when"]),
        indicator=Indicator(data["indicator"]),
        headline=data["headline"],
        do=tuple(map(_words, data.get("do", ()))),
        do_not=tuple(map(_words, data.get("do_not", ()))),
        names=tuple(map(CauseId, data.get("names", ()))),
        tests=tuple(map(TestId, data.get("tests", ()))),
        suppressed_by=tuple(map(GateId, data.get("suppressed_by", ()))),
        needs_trigger=data["needs_trigger"],
        doubts_count=data.get("doubts_count", False),
        priority=data["priority"],
        basis=basis(data["basis"]),
        reserved=tuple(ReservedStep(step["text"], criterion(step["when"])) for _, step in _steps(data, "when")),
        sending=tuple(
            SendingStep(step["text"], tuple(map(TestId, step["sends"]))) for _, step in _steps(data, "sends")
        ),
        gives_way=data.get("gives_way", False),
    )


def gate_mentions(data: Plain) -> Iterator[Mention]:
    """What it asks about, the causes and tests it names, the gates above it, its sources."""
    yield from criterion_mentions(data["when"], "when")
    for place, step in _steps(data, "when"):
        yield from criterion_mentions(step["when"], f"{place}.when")
    for place, step in _steps(data, "sends"):
        yield from mentions_in_list(Kind.WORKUPS, step, "sends", place)
    yield from mentions_in_list(Kind.CAUSES, data, "names")
    yield from mentions_in_list(Kind.WORKUPS, data, "tests")
    yield from mentions_in_list(Kind.GATES, data, "suppressed_by")
    yield from basis_mentions(data["basis"])


def _words(step: Any) -> str:
    return step if isinstance(step, str) else str(step["text"])


def _steps(data: Plain, having: str) -> Iterator[tuple[str, Plain]]:
    """Steps ``having`` a criterion or tests, each behind its place in the file."""
    for key in _STEPS:
        for index, step in enumerate(data.get(key, ())):
            if not isinstance(step, str) and having in step:
                yield f"{key}[{index}]", step
