"""What each live cause still wants to be told, and by which tests."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

from rules.reasons import LikelihoodBand, primary_causes
from rules.workup_definitions import INVASIVE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rules.cause_definitions import CauseDefinition
    from rules.definitions import Knowledge
    from rules.identifiers import TestId
    from rules.reasons import NotExcluded, RankedCause

__all__ = ["Need", "Use", "needs_of"]


class Use(Enum):
    """What a cause wants a test for."""

    FIRST_LINE = "first line"
    CONFIRMING = "confirming"


@dataclass(frozen=True, slots=True)
class Need:
    """How much a cause (by its label) wants to be told: its share of belief; a leader and a danger at least the floor.

    ``settled_by``: the confirming tests that would decide about it, best first, where it leads or is a danger and is
    at least plausible. ``soon``: its first-line tests need not wait for others, for it leads, is a danger or plausible.
    ``foremost``: it is the likely leader, and the best test to settle it does not wait either.
    """

    label: str
    weight: float
    tests: Mapping[TestId, Use]
    settled_by: tuple[TestId, ...] = ()
    soon: bool = True
    foremost: bool = False

    def by_panels(self, panels: Mapping[TestId, TestId]) -> Need:
        """The same need, each test that is part of one of ``panels`` replaced by that panel."""
        if not panels.keys() & self.tests.keys():
            return self
        tests = {panels.get(test, test): use for test, use in self.tests.items()}
        return replace(self, tests=tests, settled_by=tuple(panels.get(test, test) for test in self.settled_by))


def needs_of(
    causes: Sequence[RankedCause], not_excluded: Sequence[NotExcluded], knowledge: Knowledge
) -> tuple[Need, ...]:
    """The needs of the leading causes and of the dangers that matter, in that order.

    A well patient with one likely cause is not worked up for all that is merely conceivable: less likely causes have
    no need, unless they lead, or are dangers that a fired gate names; of these the gate asks for what confirms them.
    Causes that are merely possible want their first-line tests where no cause is likely, dangers among them always, and
    also what would confirm them; an invasive test needs a cause that is at least plausible. Of an entry that is several
    causes the two likeliest want their tests.
    """
    dangers = {danger.label: danger for danger in not_excluded if danger.named_by_gate or danger.band.possible}
    return tuple(_needs(causes, dangers, knowledge))


def _needs(causes: Sequence[RankedCause], dangers: dict[str, NotExcluded], knowledge: Knowledge) -> Iterator[Need]:
    parameters = knowledge.parameters
    live = primary_causes(causes)[: parameters.max_causes_shown]
    for ranked in live:
        if ranked is not live[0] and not ranked.band.possible:
            continue
        danger = dangers.pop(ranked.label, None)
        pressing = ranked is live[0] or danger is not None
        weight = max(ranked.score, parameters.danger_floor) if pressing else ranked.score
        uses = _uses(ranked.cause, *ranked.merged[:1])
        if ranked.band.plausible:
            settled_by = ranked.cause.confirmatory_tests if pressing else ()
            foremost = ranked is live[0] and ranked.band is LikelihoodBand.LIKELY
            yield Need(ranked.label, weight, uses, settled_by, foremost=foremost)
        elif pressing:
            yield Need(ranked.label, weight, _sparing(uses, knowledge))
        elif live[0].band is not LikelihoodBand.LIKELY:
            yield Need(ranked.label, weight, _first_line(uses), soon=False)
    for danger in dangers.values():
        uses = _uses(danger.cause)
        wanted = _sparing(uses, knowledge) if danger.band.possible else _first_line(uses)
        yield Need(danger.label, parameters.danger_floor, wanted)


def _uses(*causes: CauseDefinition) -> Mapping[TestId, Use]:
    uses: dict[TestId, Use] = {}
    for cause in causes:
        uses.update((test, Use.CONFIRMING) for test in cause.confirmatory_tests if test not in uses)
        uses.update((test, Use.FIRST_LINE) for test in cause.first_line_tests)
    return uses


def _sparing(uses: Mapping[TestId, Use], knowledge: Knowledge) -> Mapping[TestId, Use]:
    return {test: use for test, use in uses.items() if knowledge.tests[test].invasiveness < INVASIVE}


def _first_line(uses: Mapping[TestId, Use]) -> Mapping[TestId, Use]:
    return {test: use for test, use in uses.items() if use is Use.FIRST_LINE}
