"""Which of the wanted tests there is room for: a clinician reads eight, not fifteen."""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterator, Mapping, Sequence

    from rules.definitions import Knowledge
    from rules.identifiers import TestId
    from rules.information import InformationGain
    from rules.needs import Need
    from rules.workup_definitions import TestDefinition

__all__ = ["Selection", "specificity"]


class Selection:
    """Fills the places of one answer, the most pressing test first: ``chosen`` grows."""

    __slots__ = ("_gain", "_knowledge", "_needs", "_open", "_serving", "_telling", "chosen")

    def __init__(
        self, knowledge: Knowledge, telling: Mapping[TestId, float], needs: Sequence[Need], gain: InformationGain
    ) -> None:
        """``telling`` is the ``specificity`` of the same knowledge."""
        self._knowledge = knowledge
        self._telling = telling
        self._needs = needs
        self._gain = gain
        self._open = [need.weight for need in needs]
        self._serving: dict[TestId, list[int]] = {}
        for place, need in enumerate(needs):
            for test in need.tests:
                self._serving.setdefault(test, []).append(place)
        self.chosen: list[TestDefinition] = []

    def fill(self, candidates: Sequence[TestDefinition], demanded: Collection[TestId]) -> Sequence[TestDefinition]:
        """The tests of ``candidates`` that find room (``max_tests``), in the order of choice.

        First what gates demand, in the order given; one place is kept for what would settle the leading cause. Then
        what would settle the dangers that are at least plausible, the basic tests that live causes want, and one by
        one the test that serves best the needs that the chosen ones leave open, at most ``max_bedside`` of these being
        questions and examinations. A test that serves less than ``least_need`` in all has no place.
        """
        parameters = self._knowledge.parameters
        wanted = (test for test in candidates if self._served(test) >= parameters.least_need)
        rest = {test.id: test for test in wanted if test.id not in demanded}
        settling = list(_settling(self._needs, demanded, rest))
        kept = sum(test in need.settled_by for need in self._needs[:1] for test in settling[:1])
        for test in [test for test in candidates if test.id in demanded][: parameters.max_tests - kept]:
            self._choose(test)
        basic = (test.id for test in rest.values() if test.basic and self._served(test) >= parameters.danger_floor)
        for test_id in dict.fromkeys((*settling, *basic)):
            if self._room:
                self._choose(rest.pop(test_id))
        self._choose_by_need(rest.values())
        return self.chosen

    @property
    def _room(self) -> int:
        return self._knowledge.parameters.max_tests - len(self.chosen)

    def _choose_by_need(self, rest: Collection[TestDefinition]) -> None:
        rated = [(self._worth(test), test) for test in rest]
        bedside = self._knowledge.parameters.max_bedside - sum(not test.orderable for test in self.chosen)
        while self._room:
            rated = [each for each in rated if each[1].orderable or bedside > 0]
            if not rated:
                break
            best = max(rated, key=lambda each: (each[0] * self._served(each[1]), -each[1].urgency, each[1].id))
            rated.remove(best)
            bedside -= not best[1].orderable
            self._choose(best[1])

    def _choose(self, test: TestDefinition) -> None:
        """A cause that has had a test of its own wants the next one less, so that one cause does not take all.

        A test that every cause asks for leaves its need open.
        """
        self.chosen.append(test)
        left = 1.0 - (1.0 - self._knowledge.parameters.repeat_discount) * self._telling[test.id]
        for place in self._serving.get(test.id, ()):
            self._open[place] *= left

    def _served(self, test: TestDefinition) -> float:
        return sum([self._open[place] for place in self._serving.get(test.id, ())])

    def _worth(self, test: TestDefinition) -> float:
        """More for a test that few causes ask for and whose findings would move the ranking; less for a dear one."""
        information = max((self._gain.of(finding) for finding in test.tells), default=0.0)
        cost = self._knowledge.parameters.cost_weight * max(test.cost_tier - 1, 0)
        return (1.0 + self._telling[test.id] + information) / (1.0 + cost)


def specificity(knowledge: Knowledge) -> Mapping[TestId, float]:
    """From 0 for a test that every cause asks for to 1 for one that a single cause does. Compiled once."""
    asking = dict.fromkeys(knowledge.tests, 0)
    for cause in knowledge.causes.values():
        for test in {*cause.first_line_tests, *cause.confirmatory_tests}:
            asking[test] += 1
    most = log(max(len(knowledge.causes), 2))
    return {test: 1 - log(max(count, 1)) / most for test, count in asking.items()}


def _settling(needs: Sequence[Need], demanded: Container[TestId], rest: Container[TestId]) -> Iterator[TestId]:
    """The best open test that would settle each need, where no gate demands it already."""
    for need in needs:
        best = next((test for test in need.settled_by if test in demanded or test in rest), None)
        if best is not None and best not in demanded:
            yield best
