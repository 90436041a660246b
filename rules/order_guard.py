"""Draft orders against the chart: which of them need a second thought, how urgently, on what data.

Pure: evaluation of the chart, drafts and knowledge in, concerns out. What is not known never raises a concern by itself
unless the knowledge says that this order needs it known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.draft_orders import dose_band
from rules.gates import criterion_lines
from rules.reasons import Concern, CriterionStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rules.definitions import Knowledge
    from rules.draft_orders import DraftOrder
    from rules.evaluation import Evaluation
    from rules.identifiers import GateId, SafetyRuleId
    from rules.order_safety_definitions import MissingLab, OrderSelector, SafetyLevel, SafetyRule
    from rules.workup import Workup

__all__ = ["OrderGuard"]


class OrderGuard:
    """The order rules of one version of the knowledge."""

    __slots__ = ("_knowledge",)

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def watches(self, orders: Iterable[DraftOrder]) -> bool:
        """True when a rule is about one of these orders: only then the chart matters."""
        offered = tuple(orders)
        return any(self._about(rule, offered) for rule in self._knowledge.order_safety.values())

    def concerns(self, evaluation: Evaluation, orders: Sequence[DraftOrder], workup: Workup) -> tuple[Concern, ...]:
        """Worst first, then by priority; a concern that a more telling one covers for the same orders is left out."""
        found: dict[SafetyRuleId, Concern] = {}
        for rule in self._knowledge.order_safety.values():
            about = self._about(rule, orders)
            if about and (concern := self._concern(rule, about, evaluation, workup)):
                found[rule.id] = concern
        kept = [concern for concern in found.values() if not _covered(concern, found)]
        return tuple(sorted(kept, key=lambda c: (-c.level.indicator.severity, c.rule.priority, c.rule.id)))

    def _about(self, rule: SafetyRule, orders: Sequence[DraftOrder]) -> tuple[DraftOrder, ...]:
        return tuple(
            order for order in orders if order.selected and any(self._meant(order, each) for each in rule.orders)
        )

    def _meant(self, order: DraftOrder, selector: OrderSelector) -> bool:
        if selector.unless_terms & order.terms or (selector.terms and not selector.terms & order.terms):
            return False
        if not selector.drugs and not selector.classes:
            return True
        if not (selector.drugs & order.drugs or selector.classes & order.classes):
            return False
        return order.use in selector.uses and dose_band(order, self._knowledge.doses) in selector.doses

    def _concern(
        self, rule: SafetyRule, orders: tuple[DraftOrder, ...], evaluation: Evaluation, workup: Workup
    ) -> Concern | None:
        for level in rule.levels:
            lines = self._lines(level, evaluation)
            if lines is not None:
                tests = (self._knowledge.tests[test] for test in level.tests)
                return Concern(rule, level, orders, lines, tuple(test for test in tests if workup.is_open(test)))
        return None

    def _lines(self, level: SafetyLevel, evaluation: Evaluation) -> tuple[CriterionStatus, ...] | None:
        """The criteria behind a level that holds; None when it does not."""
        if any(self._holds(gate, evaluation) for gate in level.unless_gates):
            return None
        lines: list[CriterionStatus] = []
        if level.gates:
            gate = next((gate for gate in level.gates if self._holds(gate, evaluation)), None)
            if gate is None:
                return None
            lines.extend(criterion_lines(self._knowledge.gates[gate].when, evaluation, self._knowledge))
        if level.when is not None:
            if evaluation.proof(level.when) is None:
                return None
            lines.extend(criterion_lines(level.when, evaluation, self._knowledge))
        if level.missing is not None and not _is_missing(level.missing, evaluation):
            return None
        return tuple(dict.fromkeys(lines))

    def _holds(self, gate: GateId, evaluation: Evaluation) -> bool:
        return evaluation.proof(self._knowledge.gates[gate].when) is not None


def _is_missing(missing: MissingLab, evaluation: Evaluation) -> bool:
    """No number that may count as evidence inside the window."""
    index = evaluation.index
    return not any(
        result.value is not None and result.when is not None and index.within(result.when, missing.within_days)
        for result in index.results(missing.lab)
    )


def _covered(concern: Concern, found: dict[SafetyRuleId, Concern]) -> bool:
    """Another rule, at least as urgent, says it better about the same orders."""
    sources = {order.source for order in concern.orders}
    return any(
        other in found
        and found[other].level.indicator.severity >= concern.level.indicator.severity
        and sources <= {order.source for order in found[other].orders}
        for other in concern.rule.suppressed_by
    )
