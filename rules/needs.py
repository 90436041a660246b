"""What each live cause still wants to be told, and by which tests."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from rules.reasons import LikelihoodBand

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rules.definitions import CauseDefinition, Parameters
    from rules.identifiers import TestId
    from rules.reasons import NotExcluded, RankedCause

__all__ = ["Need", "Use", "needs_of"]


class Use(Enum):
    """What a cause wants a test for."""

    FIRST_LINE = "first line"
    CONFIRMING = "confirming"


@dataclass(frozen=True, slots=True)
class Need:
    """How much a cause (by its label) wants to be told: its share of belief, for a danger at least the floor."""

    label: str
    weight: float
    tests: Mapping[TestId, Use]


def needs_of(
    causes: Sequence[RankedCause], not_excluded: Sequence[NotExcluded], parameters: Parameters
) -> tuple[Need, ...]:
    """The needs of the leading causes and of the dangers that matter, in that order.

    A well patient with one likely cause is not worked up for all that is merely conceivable: less likely causes have
    no need, unless they lead, or are dangers that a fired gate names.
    """
    dangers = {
        danger.label: danger
        for danger in not_excluded
        if danger.named_by_gate or danger.band is not LikelihoodBand.LESS_LIKELY
    }
    return tuple(_needs(causes, dangers, parameters))


def _needs(causes: Sequence[RankedCause], dangers: dict[str, NotExcluded], parameters: Parameters) -> Iterator[Need]:
    live = [ranked for ranked in causes if not ranked.contributor][: parameters.max_causes_shown]
    for ranked in live:
        if ranked is not live[0] and ranked.band is LikelihoodBand.LESS_LIKELY:
            continue
        weight = max(ranked.score, parameters.danger_floor) if dangers.pop(ranked.label, None) else ranked.score
        yield Need(ranked.label, weight, _uses(ranked.cause, *ranked.merged[:1]))
    for danger in dangers.values():
        yield Need(danger.label, parameters.danger_floor, _uses(danger.cause))


def _uses(*causes: CauseDefinition) -> Mapping[TestId, Use]:
    uses: dict[TestId, Use] = {}
    for cause in causes:
        uses.update((test, Use.CONFIRMING) for test in cause.confirmatory_tests if test not in uses)
        uses.update((test, Use.FIRST_LINE) for test in cause.first_line_tests)
    return uses
