"""What the findings of one chart weigh for the causes: alone, together with what belongs to them, or as silence.

Causes are told by their place in the knowledge. The scores of all are summed first; the rows behind a score are asked
for afterwards, and only for the causes that are shown.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, TypeAlias

from rules.reasons import EvidenceKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rules.definitions import Knowledge
    from rules.identifiers import FindingId
    from rules.likelihood import LikelihoodTable
    from rules.reasons import Finding

    Row: TypeAlias = tuple[EvidenceKind, float, Finding | None]

__all__ = ["Evidence"]

# Under names of the module: found without the search that an attribute of an enum costs.
_RECORDED, _NOT_RECORDED = EvidenceKind.RECORDED, EvidenceKind.NOT_RECORDED
_STATES = attrgetter("states")


class Evidence:
    """Everything the findings of one chart say for and against the causes of one knowledge."""

    __slots__ = ("_alone", "_discount", "_findings", "_groups", "_several", "_table")

    def __init__(self, findings: Mapping[FindingId, Finding], table: LikelihoodTable, knowledge: Knowledge) -> None:
        groups: dict[str, list[tuple[Finding, Mapping[int, float]]]] = {}
        for finding in filter(_STATES, findings.values()):
            weighed = (finding, table.recorded(finding.id, finding.states, from_text=finding.from_text))
            groups.setdefault(knowledge.findings[finding.id].group, []).append(weighed)
        self._findings = findings
        self._groups = list(groups.values())
        self._alone = [members[0] for members in self._groups if len(members) == 1]
        self._several = [members for members in self._groups if len(members) > 1]
        self._table = table
        self._discount = knowledge.parameters.group_discount

    def sums(self) -> list[float]:
        """The weights of the ``rows`` summed for every cause, by place.

        What silence weighs is reckoned from all of it, less what the chart does speak of: that is much the shorter way.
        """
        table = self._table
        return list(map(sum, zip(table.all_silent, *map(table.together, self._groups), strict=True)))

    def rows(self, place: int) -> list[Row]:
        """The weights for one cause: findings recorded alone, those of a group, those the chart is silent about."""
        rows: list[Row] = [(_RECORDED, weights[place], finding) for finding, weights in self._alone if place in weights]
        for members in self._several:
            terms = [(weights[place], finding) for finding, weights in members if place in weights]
            if len(terms) > 1:
                terms.sort(key=_size, reverse=True)
            discount = 1.0
            for weight, finding in terms:
                rows.append((_RECORDED, weight * discount, finding))
                discount = self._discount
        found = self._findings
        silence = self._table.silence_of(place)
        rows += [(_NOT_RECORDED, weight, found[silent]) for silent, weight in silence if not found[silent].states]
        return rows


def _size(term: tuple[float, Finding]) -> float:
    return abs(term[0])
