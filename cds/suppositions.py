"""What somebody supposes: ``finding=state`` as typed or linked, to the findings and states of the knowledge."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from rules.identifiers import FindingId, State

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rules.definitions import FindingDefinition, Knowledge
    from rules.findings import Supposed

__all__ = ["NOT_KNOWN", "WrongSupposition", "supposed_from"]

NOT_KNOWN = "unknown"
"""The state of a finding of which nothing is to be known."""

_WORDS = {"yes": "present", "no": "absent"}
_STEM = 5
_SHOWN = 5
_MOST = 40


class WrongSupposition(ValueError):
    """A supposition cannot be understood. The message names it and what would do."""


def supposed_from(texts: Iterable[str], knowledge: Knowledge) -> Supposed:
    """``blanching=yes``, ``lesions_blanch=present``, ``fever=unknown`` ...; the last word on a finding counts.

    A finding is named by its id or by a word of its label that only one has. Raises WrongSupposition.
    """
    supposed: dict[FindingId, frozenset[State]] = {}
    for position, text in enumerate(texts):
        if position >= _MOST:
            raise WrongSupposition(f"More than {_MOST} suppositions are not taken at once.")
        name, equals, state = (part.strip() for part in text.partition("="))
        if not equals or not name or not state:
            raise WrongSupposition(f"{text[:60]!r} is no supposition such as blanching=yes.")
        definition = _finding(name, knowledge)
        supposed[definition.id] = _states(definition, state)
    return supposed


def _finding(name: str, knowledge: Knowledge) -> FindingDefinition:
    wanted = name.casefold().replace(" ", "_").replace("-", "_")
    found = knowledge.findings.get(FindingId(wanted))
    if found is not None:
        return found
    sought = [_stem(word) for word in wanted.split("_")]
    named = [d for d in knowledge.findings.values() if all(word in _stems(d) for word in sought)]
    if len(named) == 1:
        return named[0]
    if named:
        ids = ", ".join(d.id for d in named[:_SHOWN])
        raise WrongSupposition(f"{name[:60]!r} may mean several findings: {ids}.")
    close = get_close_matches(wanted, knowledge.findings, n=3, cutoff=0.5)
    hint = f"; did you mean {' or '.join(close)}?" if close else "."
    raise WrongSupposition(f"The knowledge has no finding {name[:60]!r}{hint}")


def _stems(definition: FindingDefinition) -> set[str]:
    return {_stem(word) for word in (*definition.id.split("_"), *definition.label.casefold().split())}


def _stem(word: str) -> str:
    """The beginning by which blanch, blanches and blanching are one word."""
    return word[:_STEM]


def _states(definition: FindingDefinition, state: str) -> frozenset[State]:
    word = state.casefold()
    if word == NOT_KNOWN:
        return frozenset()
    wanted = State(_WORDS.get(word, word) if definition.binary else word)
    if wanted in definition.states:
        return frozenset({wanted})
    named = [s for s in definition.states if definition.labels.get(s, "").casefold() == word]
    if len(named) == 1:
        return frozenset(named)
    known = ", ".join(("yes", "no") if definition.binary else definition.states)
    raise WrongSupposition(f"{definition.id} cannot be {state[:40]!r}: it is one of {known}, {NOT_KNOWN}.")
