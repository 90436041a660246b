"""What one click does about a draft order: take it away, put another in its place, order the test that is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cds.cards.identity import uuid_of
from cds.cards.markdown import cut, plain
from cds.cards.orders import Ordering
from cds.cards.replacements import draft_medicine
from cds.cards.suggestions import order_action, test_names
from cds.cards.summary import short_name
from cds.cards.wording import joined, listed, lower_first, upper_first
from rules.definitions import Indicator
from rules.reasons import SuggestedTest, WorkupGroup

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cds.cards.context import Consultation
    from rules.draft_orders import DraftOrder
    from rules.identifiers import DrugId
    from rules.reasons import Concern
    from rules.workup_definitions import TestDefinition

__all__ = ["order_clicks"]

_LABEL_LIMIT = 99
_NAME_LIMIT = 40
_TESTS_LIMIT = 50


@dataclass(frozen=True, slots=True)
class _Click:
    kind: str
    label: str
    actions: list[dict[str, Any]]
    removes_only: bool = False


def order_clicks(
    concern: Concern, tests: Sequence[TestDefinition], situation: str, consultation: Consultation, card: str
) -> list[dict[str, Any]]:
    """The suggestions; none when nothing can be done by a click.

    A replacement comes first where the knowledge names one. A critical concern recommends to remove the drafts and
    order the missing tests in one click; else the tests come first and the removal alone is offered, never
    recommended. Only drafts with an id can be removed. ``card`` is the card's identity.
    """
    level = concern.level
    drafts = [order for order in concern.orders if order.named] if level.remove else []
    asked = [
        SuggestedTest(test, WorkupGroup.NOW, mandatory=True, because=test.why, for_causes=())
        for test in tests
        if test.orderable
    ]
    orders = [order_action(test, situation, consultation) for test in asked]
    asks = _asks(asked)
    removal = [_removal(order) for order in drafts]
    clicks: list[_Click] = []
    if removal and level.instead is not None:
        clicks.append(_replacement(concern, level.instead, removal, situation, consultation))
    if removal and level.indicator is Indicator.CRITICAL and not clicks:
        label = f"{_removes(drafts)} and {asks}" if orders else _removes(drafts)
        clicks.append(_Click("remove", label, [*removal, *orders]))
    elif removal:
        clicks.append(_Click("remove", _removes(drafts), removal, removes_only=True))
    if orders and not any(orders[0] in click.actions for click in clicks):
        place = sum(not click.removes_only for click in clicks)
        clicks.insert(place, _Click("tests", upper_first(asks), orders))
    return [_suggestion(click, card, first=click is clicks[0]) for click in clicks]


def _suggestion(click: _Click, card: str, *, first: bool) -> dict[str, Any]:
    made: dict[str, Any] = {"label": cut(click.label, _LABEL_LIMIT), "uuid": uuid_of((card, "suggestion", click.kind))}
    if first and not click.removes_only:
        made["isRecommended"] = True
    return made | {"actions": click.actions}


def _replacement(
    concern: Concern, instead: DrugId, removal: list[dict[str, Any]], situation: str, consultation: Consultation
) -> _Click:
    context = consultation.context
    drug = context.drugs[instead]
    authored = consultation.as_of.isoformat(timespec="seconds")
    label = lower_first(short_name(plain(drug.label)))
    create = {
        "type": "create",
        "description": f"Draft {label} instead; add the dose",
        "resource": draft_medicine(drug, Ordering(context.patient_id, context.encounter_id, authored, situation, "")),
    }
    return _Click("replace", f"Replace {_words(concern.orders)} by {label}", [create, *removal])


def _removal(order: DraftOrder) -> dict[str, Any]:
    return {
        "type": "delete",
        "description": f"Remove the draft order for {_words([order])}",
        "resourceId": str(order.source),
    }


def _removes(drafts: Sequence[DraftOrder]) -> str:
    return f"Remove this {_words(drafts)} order" if len(drafts) == 1 else f"Remove these orders ({_words(drafts)})"


def _words(orders: Sequence[DraftOrder]) -> str:
    names = [lower_first(plain(order.name, _NAME_LIMIT)) for order in orders if order.name]
    return listed(list(dict.fromkeys(names)), _NAME_LIMIT) or "draft"


def _asks(asked: Sequence[SuggestedTest]) -> str:
    words = f"order {joined(test_names(asked))}"
    return words if len(words) <= _TESTS_LIMIT else f"order {len(asked)} tests"
