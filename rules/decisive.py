"""Which first-line tests would tell about a cause: those of a finding that weighs most strongly for or against it."""

from __future__ import annotations

from math import log
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rules.cause_definitions import CauseDefinition
    from rules.definitions import Knowledge
    from rules.identifiers import CauseId, FindingId, TestId

    Telling: TypeAlias = tuple[TestId, tuple[FindingId, ...]]
    Decisive: TypeAlias = Mapping[CauseId, tuple[Telling, ...]]

__all__ = ["decisive"]

_NONE = 1e-6
"""Stands for a chance of nought, which has no logarithm."""


def decisive(knowledge: Knowledge) -> Decisive:
    """By cause its first-line tests that do not confirm it, each with the findings that would weigh strongly.

    A finding does when one of its states is at least so much more or less likely with the cause (``mark_strong``).
    Tests without such a finding are left out. Compiled once.
    """
    return MappingProxyType({cause.id: tuple(_of(cause, knowledge)) for cause in knowledge.causes.values()})


def _of(cause: CauseDefinition, knowledge: Knowledge) -> Iterator[Telling]:
    for test in dict.fromkeys(cause.first_line_tests):
        tells = knowledge.tests[test].tells
        strong = tuple(finding for finding in tells if _weighs(cause, finding, knowledge))
        if strong and test not in cause.confirmatory_tests:
            yield test, strong


def _weighs(cause: CauseDefinition, finding: FindingId, knowledge: Knowledge) -> bool:
    likelihood = cause.likelihoods.get(finding)
    if likelihood is None:
        return False
    leak, strong = knowledge.findings[finding].leak, knowledge.parameters.mark_strong
    return any(abs(log(max(p, _NONE) / max(leak[state], _NONE))) >= strong for state, p in likelihood.p.items())
