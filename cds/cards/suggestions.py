"""What one click does: tests grouped by when they are meant, each a draft order that explains itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cds.cards.identity import uuid_of
from cds.cards.markdown import plain
from cds.cards.orders import Ordering, draft_order, priority
from cds.cards.summary import short_name
from cds.cards.wording import joined, listed, lower_first
from rules.reasons import WorkupGroup

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cds.cards.context import Consultation
    from rules.reasons import SuggestedTest

__all__ = ["clickable", "opening", "order_action", "suggestions", "test_names"]

_LABEL_LIMIT = 99
_NAME_LIMIT = 60
_FIRST_CLICK = 8
_ALSO = "Also order"
_UNEXPLAINED = "If still unexplained, order"
_LATE = "only if still unexplained"
_HOW_SOON = {"stat": "now", "urgent": "today"}


def suggestions(
    tests: Iterable[SuggestedTest], situation: str, consultation: Consultation, card: str, *, beside: bool = False
) -> list[dict[str, Any]]:
    """A click for now (recommended), for the rest of now, for next, and for only if unexplained, which is never first.

    The first click holds at most eight orders, the first of ``tests``.
    ``situation`` becomes the reason of each order, ``card`` the identity of the card they hang on, ``beside`` says that
    another card orders first.
    """
    clicks = []
    groups = clickable(tests)
    for group, members in groups.items():
        first = members[:_FIRST_CLICK] if group is WorkupGroup.NOW else members
        clicks.append((group, opening(group, groups, beside=beside), first))
        if rest := members[len(first) :]:
            clicks.append((WorkupGroup.NEXT, _ALSO, rest))
    made = []
    for group, lead, members in clicks:
        label = _label(lead, test_names(members))
        ids = ",".join(sorted(str(s.test.id) for s in members))
        suggestion: dict[str, Any] = {"label": label, "uuid": uuid_of((card, "suggestion", group, ids))}
        if group is WorkupGroup.NOW:
            suggestion["isRecommended"] = True
        suggestion["actions"] = [order_action(suggested, situation, consultation) for suggested in members]
        made.append(suggestion)
    return made


def opening(group: WorkupGroup, groups: Mapping[WorkupGroup, object], *, beside: bool) -> str:
    """How the click of ``group`` begins: "Then" follows a first click of the card, "Also" the orders of another one."""
    if group is WorkupGroup.IF_UNEXPLAINED:
        return _UNEXPLAINED
    if group is WorkupGroup.NEXT and WorkupGroup.NOW in groups:
        return "Then order"
    return _ALSO if beside else "Order"


def _label(lead: str, names: Sequence[str]) -> str:
    whole = f"{lead} {joined(names)}"
    if len(whole) <= _LABEL_LIMIT:
        return whole
    counted = f" ({len(names)} tests)"
    return f"{lead} {listed(names, _LABEL_LIMIT - len(lead) - len(counted) - 1)}{counted}"


def clickable(tests: Iterable[SuggestedTest]) -> dict[WorkupGroup, list[SuggestedTest]]:
    """The orderable tests by group, empty groups left out; burdensome ones only behind something simpler."""
    orderable = [suggested for suggested in tests if suggested.test.orderable]
    groups = {group: [s for s in orderable if s.group is group] for group in WorkupGroup}
    if not groups[WorkupGroup.NOW] and not groups[WorkupGroup.NEXT]:
        return {}
    return {group: members for group, members in groups.items() if members}


def test_names(tests: Sequence[SuggestedTest]) -> list[str]:
    """The short names of tests as they stand inside a sentence."""
    return [lower_first(short_name(plain(suggested.test.label, _NAME_LIMIT))) for suggested in tests]


def order_action(suggested: SuggestedTest, situation: str, consultation: Consultation) -> dict[str, Any]:
    """The action that creates the draft order of a test; ``situation`` is its reason."""
    test, context = suggested.test, consultation.context
    late = suggested.group is WorkupGroup.IF_UNEXPLAINED
    soon = _LATE if late else _HOW_SOON.get(priority(test), "")
    why = plain(suggested.because or test.why)
    order = f"Order {lower_first(plain(test.label))}{f' {soon}' if soon else ''}"
    authored = consultation.as_of.isoformat(timespec="seconds")
    ordering = Ordering(context.patient_id, context.encounter_id, authored, situation, why)
    return {
        "type": "create",
        "description": f"{order}: {lower_first(why)}" if why else order,
        "resource": draft_order(test, ordering),
    }
