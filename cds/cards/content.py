"""What a card rests on, without the clock: the same chart read an hour later gives the same, one new result another."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rules.chart import Moment
    from rules.draft_orders import DraftOrder
    from rules.reasons import Assessment, Concern, CriterionStatus, Datum

__all__ = ["contents"]

_CAUSES = 12


def contents(assessment: Assessment, cards: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """For each card a digest of its topic, its level and everything the assessment rests on.

    That is: every platelet count, the states of every finding that is known, the criteria met with the data that met
    them, the ranking in words, what is not excluded, what is asked for, what was missing, the draft orders. A change in
    any of them makes another digest. The words of a card are not in it, because they tell times from now.
    """
    basis = _digest(_basis(assessment))
    return tuple(_digest([card["source"].get("topic", {}).get("code", ""), card["indicator"], basis]) for card in cards)


def _digest(value: object) -> str:
    return sha256(orjson.dumps(value)).hexdigest()


def _basis(assessment: Assessment) -> list[object]:
    return [
        assessment.knowledge_version,
        [[count.value, _when(count.when), count.source, count.reliable] for count in assessment.platelets.counts],
        sorted([f.id, sorted(f.states), f.truth.value] for f in assessment.findings.values() if f.states),
        _criteria(assessment.triggers),
        [[fired.gate.id, _criteria(fired.criteria)] for fired in assessment.gates],
        [[ranked.cause.id, ranked.band.value] for ranked in assessment.causes[:_CAUSES]],
        [[danger.cause.id, danger.band.value] for danger in assessment.not_excluded],
        [[test.test.id, test.group.value] for test in assessment.tests],
        [_concern(concern) for concern in assessment.concerns],
        list(assessment.missing),
    ]


def _criteria(criteria: Sequence[CriterionStatus]) -> list[object]:
    return [[status.label, status.truth.value, [_datum(datum) for datum in status.data]] for status in criteria]


def _datum(datum: Datum) -> list[object]:
    return [datum.label, datum.shown, _when(datum.when), datum.source]


def _when(moment: Moment | None) -> list[object] | None:
    return None if moment is None else [moment.at, moment.span.total_seconds()]


def _concern(concern: Concern) -> list[object]:
    return [
        concern.rule.id,
        concern.level.headline,
        [_order(order) for order in concern.orders],
        _criteria(concern.criteria),
        [test.id for test in concern.tests],
    ]


def _order(order: DraftOrder) -> list[object]:
    daily = order.daily and [order.daily.amount, order.daily.unit]
    return [order.source, order.name, sorted(order.drugs), sorted(order.classes), sorted(order.terms), daily]
