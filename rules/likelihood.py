"""How much a finding weighs for each cause: log likelihood ratios against the leak, compiled once.

The formulas and their constants were measured on published cases; see docs/decisions and ``parameters/reasoning``.
"""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING

from rules.identifiers import FindingId

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rules.definitions import FindingDefinition, Knowledge, Likelihood
    from rules.identifiers import CauseId, State

__all__ = ["LikelihoodTable"]

_PLATELETS = FindingId("platelet_count")


class LikelihoodTable:
    """Weights of evidence over all causes of one knowledge.

    ``recorded`` answers for a finding in given states; ``not_recorded`` for a finding the chart is silent about.
    Causes that do not list a finding have no weight for it (their probability is the leak).
    """

    __slots__ = ("_by_finding", "_knowledge", "_memo", "_silence")

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        by_finding: dict[FindingId, list[tuple[CauseId, Likelihood]]] = {}
        for cause in knowledge.causes.values():
            for finding, likelihood in cause.likelihoods.items():
                by_finding.setdefault(finding, []).append((cause.id, likelihood))
        self._by_finding: Mapping[FindingId, list[tuple[CauseId, Likelihood]]] = by_finding
        self._memo: dict[tuple[FindingId, frozenset[State]], tuple[tuple[CauseId, float], ...]] = {}
        self._silence = {
            definition.id: self._weigh_silence(definition, definition.documented)
            for definition in knowledge.findings.values()
            if definition.binary and definition.documented is not None
        }

    @property
    def silent_findings(self) -> Mapping[FindingId, tuple[tuple[CauseId, float], ...]]:
        """Findings whose absence from a chart weighs a little, with the weight for each cause that lists them."""
        return self._silence

    def recorded(self, finding: FindingId, states: frozenset[State]) -> tuple[tuple[CauseId, float], ...]:
        """Weight of the finding being in one of ``states``, for each cause that lists it."""
        key = (finding, states)
        found = self._memo.get(key)
        if found is None:
            definition = self._knowledge.findings[finding]
            weighed = (
                (cause, self._weigh(definition, likelihood, states))
                for cause, likelihood in self._by_finding.get(finding, ())
            )
            found = tuple((cause, weight) for cause, weight in weighed if weight)
            self._memo[key] = found
        return found

    def _weigh(self, definition: FindingDefinition, likelihood: Likelihood, states: frozenset[State]) -> float:
        parameters = self._knowledge.parameters
        leak = sum(definition.leak[state] for state in states)
        p = sum(likelihood.p[state] for state in states)
        softening = parameters.softening.get(definition.id, 0.0)
        p = (1 - softening) * p + softening * leak
        if p <= 0:
            return log(parameters.impossible)
        if leak <= 0:
            leak = parameters.impossible
        clip = log(parameters.platelet_clip if definition.id == _PLATELETS else parameters.clip)
        weight = log(p / leak)
        if likelihood.definitional and weight > 0:
            return weight
        return max(-clip, min(clip, weight))

    def _weigh_silence(self, definition: FindingDefinition, documented: float) -> tuple[tuple[CauseId, float], ...]:
        """ln((1 - s P) / (1 - s leak)), s the share of charts that would have recorded the finding."""
        s = documented * self._knowledge.parameters.documentation_scale
        present = definition.states[0]
        leak = definition.leak[present]
        return tuple(
            (cause, log((1 - s * likelihood.p[present]) / (1 - s * leak)))
            for cause, likelihood in self._by_finding.get(definition.id, ())
        )
