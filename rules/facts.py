"""Which facts criteria ask about, as bits of one number, so that what the chart never mentions is not asked.

Most of the knowledge is about what this patient does not have: one ``&`` tells it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.criteria import AgeIs, DrugIs, LabIs, OnsetIs, Said, SexIs, TrendIs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rules.chart_index import ChartIndex
    from rules.chart_questions import ChartCriterion
    from rules.criteria import FindingIs
    from rules.identifiers import FindingId, State

__all__ = ["ALWAYS", "Facts"]

ALWAYS = 1
"""The bit of what every chart has, if only as unknown: a patient of some age and sex."""

_KINDS = ("lab", "concept", "drug", "class")
_STATE_PRESENT = frozenset({"present"})


class Facts:
    """Gives each fact that a knowledge asks about a bit: a test, concept, drug or class, an answer about a finding."""

    __slots__ = ("_bits", "_count", "_findings", "_told")

    def __init__(self, findings: Iterable[FindingIs]) -> None:
        """``findings`` are the questions about findings: asked most often, so theirs are the shortest numbers."""
        self._bits: dict[str, dict[str, int]] = {kind: {} for kind in _KINDS}
        self._count = 0
        self._findings: dict[FindingIs, tuple[int, int]] = {}
        self._told: dict[tuple[FindingId, frozenset[State]], int] = {}
        for question in dict.fromkeys(findings):
            place = 2 * len(self._findings)
            self._findings[question] = (ALWAYS << place + 1, ALWAYS << place + 2)

    def of(self, criterion: ChartCriterion) -> int:
        """The facts that a question to the chart asks about: with none of them it is unknown."""
        if isinstance(criterion, AgeIs | SexIs):
            return ALWAYS
        bits = 0
        for kind, name in _names(criterion):
            known = self._bits[kind]
            if name not in known:
                self._count += 1
                known[name] = ALWAYS << 2 * len(self._findings) + self._count
            bits |= known[name]
        return bits

    def about(self, criterion: FindingIs) -> tuple[int, int]:
        """The fact that the finding is as asked, and the fact that it is not."""
        return self._findings[criterion]

    def held_by(self, index: ChartIndex) -> int:
        """What a chart holds before any finding is derived."""
        held: tuple[Iterable[str], ...] = (
            index.chart.results,
            {*index.asserted, *index.denied, *index.suspected},
            index.drugs.by_drug,
            index.drugs.by_class,
        )
        bits = ALWAYS
        for kind, names in zip(_KINDS, held, strict=True):
            known = self._bits[kind]
            for name in known.keys() & names:
                bits |= known[name]
        return bits

    def told_by(self, finding: FindingId, states: frozenset[State]) -> int:
        """What is known once a finding is known to be in one of ``states``; with no states nothing is."""
        bits = self._told.get((finding, states))
        if bits is None:
            bits = 0
            for question, (so, not_so) in self._findings.items():
                if question.finding == finding and states:
                    wanted = question.states or _STATE_PRESENT
                    bits |= so if states <= wanted else not_so if states.isdisjoint(wanted) else 0
            self._told[finding, states] = bits
        return bits


def _names(criterion: LabIs | Said | DrugIs | TrendIs | OnsetIs) -> Iterator[tuple[str, str]]:
    match criterion:
        case LabIs():
            yield from (("lab", lab) for lab in criterion.labs)
        case TrendIs() | OnsetIs():
            yield ("lab", criterion.lab)
        case Said():
            yield from (("concept", concept) for concept in criterion.concepts)
        case DrugIs():
            yield from (("drug", name) for name in criterion.drugs)
            yield from (("class", name) for name in criterion.classes)
