"""The order guard: one card for each concern about what is being ordered, at most three."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cds.cards.card import Words, frame
from cds.cards.chart_gaps import missing, unread
from cds.cards.context import CardContext, Consultation
from cds.cards.counts import count_detail, count_summary
from cds.cards.detail import Line, Section, best, detail
from cds.cards.evidence import AlreadyShown
from cds.cards.gate_lines import NEGATED, because, imperatives, told_basis, unanswered
from cds.cards.markdown import escape, plain
from cds.cards.order_clicks import order_clicks
from cds.cards.override_reasons import order_override_reasons
from cds.cards.summary import summary
from cds.cards.wording import ago, aside, listed, lower_first, number
from rules.chart import DrugState
from rules.logic import Truth
from rules.order_safety_definitions import DoseBand

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rules.chart import Chart, Result
    from rules.reasons import Assessment, Concern, CriterionStatus

__all__ = ["ORDERS_EXTENSION", "build_order_cards"]

ORDERS_EXTENSION = "org.petechiae.orders"
"""Member of a guard card's extension: the rule that spoke and the drafts it is about."""

_CARDS = 3
_UNKNOWN_SHOWN = 4
_ORDER_LIMIT = 40
_FOUND_LIMIT = 42


def build_order_cards(assessment: Assessment, chart: Chart, context: CardContext) -> list[dict[str, Any]]:
    """The cards of the order guard, most pressing first; empty when no order needs a second thought.

    A fourth concern and more stand as lines on the last card. A test is offered on one card only.
    """
    consultation = Consultation(assessment, chart, context)
    shown, rest = assessment.concerns[:_CARDS], assessment.concerns[_CARDS:]
    offered: set[str] = set()
    cards = []
    for place, concern in enumerate(shown):
        last = place == len(shown) - 1
        cards.append(_card(consultation, concern, rest if last else (), offered))
        offered.update(test.id for test in concern.tests)
    return cards


def _card(consultation: Consultation, concern: Concern, rest: Sequence[Concern], offered: set[str]) -> dict[str, Any]:
    level, rule = concern.level, concern.rule
    told = AlreadyShown(consultation.assessment.platelets.counts)
    situation = [_ordered(concern), *_facts(concern, consultation)]
    counted = [Line(text, 95) for text in count_detail(consultation)] if _is_about_count(concern, consultation) else []
    gaps = [Line(escape(text), 97) for text in _missing_words(concern, consultation)]
    if unchecked := consultation.context.unchecked_drafts:
        gaps.insert(0, Line(f"Drafts of this call that could not be checked: {unchecked}", 98))
    sections = [
        Section("Why", (*_drafts(concern), *counted, *because([concern], consultation, told, 94))),
        Section("Watch", tuple(_also(other, 85) for other in rest)),
        Section(
            "Not known",
            best(
                (*gaps, *unanswered([concern], 78), *unread(consultation, 76), *missing(consultation, 74)),
                _UNKNOWN_SHOWN,
            ),
        ),
        Section("Do", imperatives([level.do], 99)),
        Section("Do not", imperatives([level.do_not], 98)),
        Section("Basis", (Line(told_basis([level.basis], consultation), 70),)),
    ]
    words = Words(
        topic=("order", rule.id),
        title=rule.label,
        summary=summary(situation, [level.headline], [rule.label]),
        detail=detail(sections),
        situation=plain(", ".join(situation)),
        entry=("order-rules", rule.id),
    )
    card = frame(consultation, words, indicator=level.indicator, tests=())
    tests = [test for test in concern.tests if test.id not in offered]
    clicks = order_clicks(concern, tests, words.situation, consultation, card["uuid"])
    if clicks:
        card |= {"suggestions": clicks, "selectionBehavior": "any"}
    sources = [plain(order.source) for order in concern.orders]
    return card | {
        "overrideReasons": order_override_reasons(),
        "extension": {ORDERS_EXTENSION: {"rule": str(rule.id), "orders": sources}},
    }


def _ordered(concern: Concern) -> str:
    names = [lower_first(plain(order.name, _ORDER_LIMIT)) for order in concern.orders if order.name]
    return f"{listed(list(dict.fromkeys(names)), 60) or 'order'} drafted"


def _drafts(concern: Concern) -> list[Line]:
    """Which drafts are meant; a dose that decides and cannot be read is said to be counted as a full one."""
    depends = any(selector.doses < frozenset(DoseBand) for selector in concern.rule.orders)
    lines = []
    for order in concern.orders:
        name = plain(order.name, _ORDER_LIMIT * 2) or "order without a name"
        amount = "" if order.daily is None else f", {number(order.daily.amount, 1)} {_unit(order.daily.unit)} a day"
        unsure = ", dose not read: taken as a full dose" if depends and order.daily is None and order.is_drug else ""
        lines.append(Line(escape(f"drafted: {lower_first(name)}{amount}{unsure}", 200), 96))
    return list(dict.fromkeys(lines))


def _unit(unit: str) -> str:
    return "units" if unit == "[iU]" else unit


def _also(concern: Concern, worth: int) -> Line:
    text = f"{_ordered(concern)}: {concern.level.headline}"
    return Line(f"**{escape(concern.rule.label)}**: {escape(text, 260)}", worth)


def _is_about_count(concern: Concern, consultation: Consultation) -> bool:
    wanted = concern.level.missing
    return (wanted is not None and wanted.lab == consultation.context.count.id) or any(
        _counts_only(status, consultation) for status in concern.criteria
    )


def _counts_only(status: CriterionStatus, consultation: Consultation) -> bool:
    counted = {count.source for count in consultation.assessment.platelets.counts}
    return bool(status.data) and all(datum.source in counted for datum in status.data)


def _facts(concern: Concern, consultation: Consultation) -> list[str]:
    """What makes the order doubtful, in few words each: what is missing, the count, then other criteria met."""
    parts = _missing_words(concern, consultation)
    if not parts and any(_counts_only(status, consultation) for status in concern.criteria):
        parts.append(count_summary(consultation))
    for status in concern.criteria:
        if status.truth is not Truth.PRESENT or _counts_only(status, consultation) or status.label.startswith(NEGATED):
            continue
        if len(said := _found(status)) <= _FOUND_LIMIT:
            parts.append(said)
    return [part for part in dict.fromkeys(parts) if part]


def _missing_words(concern: Concern, consultation: Consultation) -> list[str]:
    """The result the level asks for: when the last one was, or that there is none."""
    wanted = concern.level.missing
    if wanted is None:
        return []
    lab = consultation.context.labs[wanted.lab]
    name = lower_first(plain(lab.label))
    results = consultation.chart.results.get(wanted.lab, ())
    last: Result | None = next((r for r in reversed(results) if r.value is not None and r.when is not None), None)
    if last is None or last.when is None or last.value is None:
        return [f"no {name}"]
    value = number(last.value, lab.decimals)
    when = ago(last.when, consultation.as_of, consultation.tz)
    doubt = f" ({aside(last.when, consultation.as_of, consultation.tz)}, not relied on)" if last.caveats else ""
    return [f"last {name} {value}, {when}{doubt}"]


def _found(status: CriterionStatus) -> str:
    """A criterion met: the value or the medicine behind it where there is one, else its own words."""
    datum = status.data[0] if status.data else None
    if datum is None:
        return lower_first(plain(status.label))
    if datum.shown == DrugState.RUNNING:
        return f"{lower_first(plain(datum.label, _ORDER_LIMIT))} running"
    measured = datum.shown[:1].isdigit() or datum.shown[:1] in "<>"
    return lower_first(plain(f"{datum.label} {datum.shown}" if datum.label and measured else status.label))
