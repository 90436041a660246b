"""How much a finding weighs for each cause: log likelihood ratios against the leak, compiled once.

The formulas and their constants were measured on published cases; see docs/decisions and ``parameters/reasoning``.
"""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING

from rules.identifiers import FindingId

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rules.cause_definitions import CauseDefinition, Likelihood
    from rules.definitions import FindingDefinition, Knowledge
    from rules.identifiers import State
    from rules.reasons import Finding

__all__ = ["LikelihoodTable"]

_PLATELETS = FindingId("platelet_count")
_GROUPS_KEPT = 2000
"""At most about 10 MB."""


class LikelihoodTable:
    """Weights of evidence by the place of each cause in one knowledge.

    ``recorded`` answers for a finding in given states; ``silence_of`` for findings the chart is silent about, and
    ``all_silent`` by place for all of these together.
    Causes that do not list a finding have no weight for it (their probability is the leak).
    """

    __slots__ = ("_by_finding", "_joint", "_knowledge", "_memo", "_silence", "_silence_of", "all_silent")

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._by_finding: dict[FindingId, list[tuple[int, CauseDefinition, Likelihood]]] = {}
        for place, cause in enumerate(knowledge.causes.values()):
            for finding, likelihood in cause.likelihoods.items():
                self._by_finding.setdefault(finding, []).append((place, cause, likelihood))
        self._memo: dict[tuple[FindingId, frozenset[State], bool], Mapping[int, float]] = {}
        self._joint: dict[tuple[int, ...], tuple[float, ...]] = {}
        self._silence = {
            definition.id: self._weigh_silence(definition, definition.documented)
            for definition in knowledge.findings.values()
            if definition.binary and definition.documented is not None
        }
        self._silence_of: list[list[tuple[FindingId, float]]] = [[] for _ in knowledge.causes]
        for finding, weights in self._silence.items():
            for place, weight in weights.items():
                self._silence_of[place].append((finding, weight))
        self.all_silent = tuple(sum(weight for _, weight in silences) for silences in self._silence_of)

    def silence_of(self, place: int) -> Sequence[tuple[FindingId, float]]:
        """Findings whose absence from a chart weighs a little for the cause in this place, with the weight.

        A cause that requires the finding is not among them: the missing exposure weighs for itself.
        """
        return self._silence_of[place]

    def recorded(self, finding: FindingId, states: frozenset[State], *, from_text: bool) -> Mapping[int, float]:
        """Weight of the finding being in one of ``states``, for each cause that lists it; less when read in text."""
        key = (finding, states, from_text)
        found = self._memo.get(key)
        if found is None:
            definition = self._knowledge.findings[finding]
            # Summed in the order of the definition: that of a set differs from one start of the service to the next.
            ordered = [state for state in definition.states if state in states]
            heard = self._knowledge.parameters.text_weight if from_text else 1.0
            weighed = (
                (place, self._weigh(definition, likelihood, ordered) * heard)
                for place, _, likelihood in self._by_finding.get(finding, ())
            )
            # One object a key for good, whichever thread is first: ``together`` tells them by identity.
            found = self._memo.setdefault(key, {place: weight for place, weight in weighed if weight})
        return found

    def together(self, group: Sequence[tuple[Finding, Mapping[int, float]]]) -> tuple[float, ...]:
        """What findings of one group weigh for every cause, with their weights from ``recorded``, less their silence.

        The largest weight counts fully and the others less. The same few findings come together in patient after
        patient: of 600 different ones, four in five of the groups of the last hundred had been seen before.
        """
        key = tuple([id(weights) for _, weights in group])
        found = self._joint.get(key)
        if found is None:
            if len(self._joint) >= _GROUPS_KEPT:
                self._joint.clear()
            found = self._joint[key] = self._joined(group)
        return found

    def _joined(self, group: Sequence[tuple[Finding, Mapping[int, float]]]) -> tuple[float, ...]:
        joined = _discounted([weights for _, weights in group], self._knowledge.parameters.group_discount)
        for finding, _ in group:
            for place, weight in self._silence.get(finding.id, {}).items():
                joined[place] = joined.get(place, 0.0) - weight
        return tuple([joined.get(place, 0.0) for place in range(len(self.all_silent))])

    def _weigh(self, definition: FindingDefinition, likelihood: Likelihood, states: Sequence[State]) -> float:
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

    def _weigh_silence(self, definition: FindingDefinition, documented: float) -> Mapping[int, float]:
        """ln((1 - s P) / (1 - s leak)), s the share of charts that would have recorded the finding."""
        s = documented * self._knowledge.parameters.documentation_scale
        present = definition.states[0]
        leak = definition.leak[present]
        return {
            place: log((1 - s * likelihood.p[present]) / (1 - s * leak))
            for place, cause, likelihood in self._by_finding.get(definition.id, ())
            if cause.requires != definition.id
        }


def _discounted(correlated: Iterable[Mapping[int, float]], discount: float) -> dict[int, float]:
    """The largest weight of each cause, and the others at a discount."""
    largest: dict[int, float] = {}
    others: dict[int, float] = {}
    for weights in correlated:
        for place, weight in weights.items():
            known = largest.get(place, 0.0)
            larger, smaller = (weight, known) if abs(weight) > abs(known) else (known, weight)
            largest[place] = larger
            others[place] = others.get(place, 0.0) + smaller * discount
    return {place: weight + others[place] for place, weight in largest.items()}
