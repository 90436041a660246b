"""``scores/``: a published score, its items as criteria with points, and what its totals mean."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from marshmallow import ValidationError, validates_schema

from rules.identifiers import CauseId, GateId, ScoreId
from rules.loading.basis import BasisPart, basis, basis_mentions
from rules.loading.criteria import criterion, criterion_mentions
from rules.loading.criterion_schemas import CriterionPart
from rules.loading.fields import Choice, Id, ListOf, Part, StrictSchema, Text, Texts, Whole
from rules.loading.kinds import Kind, Mention, mentions_in_list
from rules.score_definitions import Applies, Meaning, ScoreDefinition, ScoreItem, ScoreOption, Telling

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.loading.kinds import Plain

__all__ = ["ScoreSchema", "score", "score_mentions"]


class _OptionSchema(StrictSchema):
    points = Whole(low=0, required=True)
    label = Text(required=True)
    when = CriterionPart(required=True)


class _OtherwiseSchema(StrictSchema):
    points = Whole(low=0, required=True)
    label = Text(required=True)


class _ItemSchema(StrictSchema):
    id = Id(required=True)
    label = Text(required=True)
    options = ListOf(Part(_OptionSchema), least=1, required=True)
    otherwise = Part(_OtherwiseSchema, required=True)


class _MeaningSchema(StrictSchema):
    at_least = Whole(low=0, required=True)
    means = Text(required=True)
    items = Texts(Id(), least=1)
    items_at_least = Whole(low=1)

    @validates_schema
    def _both_or_none(self, data: dict[str, Any], **_: Any) -> None:
        for one, other in (("items", "items_at_least"), ("items_at_least", "items")):
            if one in data and other not in data:
                raise ValidationError(f"needs {other} beside it", one)


class _AppliesSchema(StrictSchema):
    gates = Texts(Id())
    causes = Texts(Id())
    when = CriterionPart()
    among = CriterionPart()

    @validates_schema
    def _some_reason(self, data: dict[str, Any], **_: Any) -> None:
        if not any(data.get(key) for key in ("gates", "causes", "when")):
            raise ValidationError("gives no reason to name the score; needs gates, causes or when")


class ScoreSchema(StrictSchema):
    """A score; a smaller ``priority`` is told first."""

    id = Id(required=True)
    name = Text(required=True)
    purpose = Text(required=True)
    telling = Choice(Telling, required=True)
    tells = Text()
    priority = Whole(low=0, required=True)
    applies = Part(_AppliesSchema, required=True)
    items = ListOf(Part(_ItemSchema), least=1, required=True)
    meanings = ListOf(Part(_MeaningSchema), least=1, required=True)
    yields_to = Id()
    caution = Text(required=True)
    accuracy = Text(required=True)
    basis = BasisPart()

    @validates_schema
    def _items_are_told_apart(self, data: dict[str, Any], **_: Any) -> None:
        seen: set[str] = set()
        for index, item in enumerate(data["items"]):
            if item["id"] in seen:
                raise ValidationError({"items": {index: {"id": [f"{item['id']} is given twice"]}}})
            seen.add(item["id"])

    @validates_schema
    def _every_total_has_a_meaning(self, data: dict[str, Any], **_: Any) -> None:
        limits = [meaning["at_least"] for meaning in data["meanings"]]
        most = sum(
            max(item["otherwise"]["points"], *(option["points"] for option in item["options"]))
            for item in data["items"]
        )
        errors: dict[int, Any] = {}
        if limits[0] != 0 or "items" in data["meanings"][0]:
            errors[0] = {"at_least": ["must be 0 without items, so that every total has a meaning"]}
        for index, (lower, upper) in enumerate(pairwise(limits), start=1):
            if upper < lower:
                errors[index] = {"at_least": [f"must not be below that of the meaning before it, {lower}"]}
        for index, limit in enumerate(limits):
            if limit > most:
                errors[index] = {"at_least": [f"cannot be reached; the items give at most {most}"]}
        names = {item["id"] for item in data["items"]}
        for index, meaning in enumerate(data["meanings"]):
            if strange := [name for name in meaning.get("items", ()) if name not in names]:
                errors[index] = {"items": [f"{', '.join(strange)}: no item of this score"]}
        if errors:
            raise ValidationError({"meanings": errors})


def score(data: Plain) -> ScoreDefinition:
    """The score of validated plain data."""
    return ScoreDefinition(
        id=ScoreId(data["id"]),
        name=data["name"],
        purpose=data["purpose"],
        telling=Telling(data["telling"]),
        tells=data.get("tells", ""),
        applies=_applies(data["applies"]),
        items=tuple(map(_item, data["items"])),
        meanings=tuple(map(_meaning, data["meanings"])),
        yields_to=ScoreId(data["yields_to"]) if "yields_to" in data else None,
        priority=data["priority"],
        caution=data["caution"],
        accuracy=data["accuracy"],
        basis=basis(data["basis"]),
    )


def score_mentions(data: Plain) -> Iterator[Mention]:
    """All that it asks about, the gates and causes it is named for, the score it yields to, its sources."""
    applies = data["applies"]
    yield from mentions_in_list(Kind.GATES, applies, "gates", "applies")
    yield from mentions_in_list(Kind.CAUSES, applies, "causes", "applies")
    for key in ("when", "among"):
        if key in applies:
            yield from criterion_mentions(applies[key], f"applies.{key}")
    for place, item in enumerate(data["items"]):
        for number, option in enumerate(item["options"]):
            yield from criterion_mentions(option["when"], f"items[{place}].options[{number}].when")
    if "yields_to" in data:
        yield Mention(Kind.SCORES, data["yields_to"], "yields_to")
    yield from basis_mentions(data["basis"])


def _applies(data: Plain) -> Applies:
    return Applies(
        gates=tuple(map(GateId, data.get("gates", ()))),
        causes=tuple(map(CauseId, data.get("causes", ()))),
        when=criterion(data["when"]) if "when" in data else None,
        among=criterion(data["among"]) if "among" in data else None,
    )


def _item(data: Plain) -> ScoreItem:
    return ScoreItem(
        id=data["id"],
        label=data["label"],
        options=tuple(ScoreOption(o["points"], o["label"], criterion(o["when"])) for o in data["options"]),
        otherwise=data["otherwise"]["points"],
        otherwise_label=data["otherwise"]["label"],
    )


def _meaning(data: Plain) -> Meaning:
    return Meaning(data["at_least"], data["means"], frozenset(data.get("items", ())), data.get("items_at_least", 0))
