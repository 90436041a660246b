"""What may be supposed: the questions of the assessment first, then what was searched for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cds.suppositions import NOT_KNOWN
from rules.identifiers import FindingId
from rules.logic import Truth

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rules.definitions import FindingDefinition, Knowledge
    from rules.findings import Supposed
    from rules.reasons import Assessment, Finding

__all__ = ["FEW", "PREFIX", "Supposable", "searchable", "supposables", "told", "typed"]

PREFIX = "if."
"""Before the finding's id in a form's field and in an address: ``if.fever=present``."""

FEW = 3
"""As many states are shown side by side; more are chosen from a list."""

_SHOWN = 6
_OPENING = tuple(map(FindingId, ("lesion_type", "platelet_count", "fever", "mucosal_bleeding", "lesions_blanch")))
"""What is asked of a chart that gives no reason to speak."""


@dataclass(frozen=True, slots=True)
class Supposable:
    """One finding that may be supposed: yes and no answer its ``label``; its ``question`` may be put the other way.

    ``charted`` are the chart's words, empty when it is silent.
    ``states`` are (state, its own words); the words are empty for a plain yes or no, which the page's language has.
    ``chosen`` is the supposed state, empty for "as charted".
    """

    finding: str
    label: str
    question: str
    charted: str
    states: tuple[tuple[str, str], ...]
    chosen: str

    @property
    def field(self) -> str:
        """Name of the form's field."""
        return PREFIX + self.finding


def supposables(charted: Assessment, supposed: Supposed, knowledge: Knowledge) -> tuple[Supposable, ...]:
    """The chart's own questions, what the leading causes miss most, then what was added: an order that stays."""
    by_label = {definition.label: definition.id for definition in knowledge.findings.values()}
    asked = [question.finding for question in charted.questions]
    missed = [by_label[label] for ranked in charted.causes[:3] for label in ranked.unknown if label in by_label]
    asked += [finding for finding in missed if knowledge.findings[finding].question]
    asked = asked or [finding for finding in _OPENING if finding in knowledge.findings]
    ids = list(dict.fromkeys(asked))[:_SHOWN]
    ids += [finding for finding in supposed if finding not in ids]
    return tuple(_supposable(knowledge.findings[f], charted.findings[f], supposed.get(f)) for f in ids)


def _supposable(definition: FindingDefinition, finding: Finding, states: frozenset[str] | None) -> Supposable:
    chosen = "" if states is None else next(iter(states), NOT_KNOWN)
    labels = {} if definition.binary else {s: definition.labels.get(s, str(s)) for s in definition.states}
    return Supposable(
        finding=str(definition.id),
        label=definition.label,
        question=definition.question,
        charted=finding.shown if finding.truth is not Truth.UNKNOWN else "",
        states=tuple((str(s), labels.get(s, "")) for s in definition.states),
        chosen=chosen,
    )


def searchable(knowledge: Knowledge) -> tuple[str, ...]:
    """Labels of every finding, for the search."""
    return tuple(sorted(definition.label for definition in knowledge.findings.values()))


def told(supposed: Supposed, findings: Mapping[FindingId, Finding]) -> tuple[tuple[str, str], ...]:
    """(field, words) of each supposition."""
    shown = ((finding, findings[finding]) for finding in supposed)
    return tuple((f"{PREFIX}{finding}", known.shown or f"{known.label}: not known") for finding, known in shown)


def typed(label: str, knowledge: Knowledge) -> str:
    """A finding named by its label, supposed to be there: ``fever=present``; another label is left as typed."""
    wanted = label.strip().casefold()
    found = next((d for d in knowledge.findings.values() if d.label.casefold() == wanted), None)
    return f"{found.id}={found.states[0]}" if found is not None else f"{label.strip()}=yes"
