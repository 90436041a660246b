"""How an answer is scored against a published diagnosis: which entries count, which tests were named."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

__all__ = ["DiagnosisTable", "Match", "Truth", "first_at_least", "relevant"]

_EXTENSION = "org.petechiae.differential"
_RELEVANT = re.compile(
    r"petechia|purpur|ecchymo|bruis|thrombocytop|low platelet|platelet count|bleeding (disorder|differential|risk)"
    r"|non-?blanching|haemorrhagic rash|hemorrhagic rash",
    re.IGNORECASE,
)
_TEST_WORD = (
    r"(?:test|serolog|antibod|pcr|antigen|level|assay|smear|screen|titer|titre|igm|igg|panel|stud|culture|measure"
    r"|check|swab|rapid|biops|aspirat|exam|analysis|profile|activity|score|repeat|send|order|quantif)"
)


class Match(IntEnum):
    """How well an entry meets the published diagnosis.

    EXACT: it is that diagnosis. ACCEPTED: the case accepts it, or it is coarser. ARGUABLE: shown, not counted.
    """

    NONE = 0
    ARGUABLE = 1
    ACCEPTED = 2
    EXACT = 3


@dataclass(frozen=True, slots=True)
class Truth:
    """The published diagnosis of a case, as ids of the diagnosis table."""

    id: str
    acceptable: frozenset[str]
    arguable: frozenset[str]


class DiagnosisTable:
    """The closed list of diagnoses of a case folder (``diagnoses.json``): aliases, parents, test phrases."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        """``document`` is the parsed file."""
        self._parents: dict[str, str | None] = {d["id"]: d["parent"] for d in document["diagnoses"]}
        self._aliases: Mapping[str, Sequence[str]] = document["aliases"]
        self._tests = {test: [_phrase(p) for p in phrases] for test, phrases in document["workup_tests"].items()}

    @property
    def tests(self) -> tuple[str, ...]:
        """Ids of the tests it knows."""
        return tuple(self._tests)

    def canonical(self, cause: str) -> tuple[str, ...]:
        """The table's ids for one of our causes, main one first; empty when the table does not know it."""
        if cause in self._aliases:
            return tuple(self._aliases[cause])
        return (cause,) if cause in self._parents else ()

    def match(self, truth: Truth, cause: str) -> Match:
        """How well one of our causes meets the published diagnosis."""
        ids = self.canonical(cause)
        if ids and ids[0] == truth.id:
            return Match.EXACT
        if any(i == truth.id or i in truth.acceptable or i == self._parents[truth.id] for i in ids):
            return Match.ACCEPTED
        return Match.ARGUABLE if truth.arguable.intersection(ids) else Match.NONE

    def distinct(self, causes: Iterable[str]) -> list[str]:
        """The causes in their order without those that mean the same diagnosis of the table as an earlier one."""
        first: dict[tuple[str, ...], str] = {}
        for cause in causes:
            first.setdefault(self.canonical(cause) or (cause,), cause)
        return list(first.values())

    def named_tests(self, cards: Sequence[Mapping[str, Any]]) -> frozenset[str]:
        """Ids of the tests that the cards name in any text outside the extension."""
        text = _text(cards)
        return frozenset(test for test, phrases in self._tests.items() if any(p.search(text) for p in phrases))


def first_at_least(matches: Sequence[Match], wanted: Match) -> int | None:
    """Place (from 1) of the first entry that matches at least so well; None when there is none."""
    return next((place for place, match in enumerate(matches, start=1) if match >= wanted), None)


def relevant(card: Mapping[str, Any]) -> bool:
    """True when the card speaks of petechiae, purpura, low platelets or bleeding."""
    if (card.get("extension") or {}).get(_EXTENSION):
        return True
    return bool(_RELEVANT.search(f"{card.get('summary') or ''} {card.get('detail') or ''}"))


def _phrase(phrase: str) -> re.Pattern[str]:
    """A final ``~`` marks a phrase that only counts near a word for testing."""
    near = phrase.endswith("~")
    text = re.escape(phrase.rstrip("~").replace("-", " "))
    core = rf"\b{text}\b" if len(text) <= 4 else rf"\b{text}\w*"
    if not near:
        return re.compile(core)
    return re.compile(rf"{core}[^\n]{{0,40}}\b{_TEST_WORD}|\b{_TEST_WORD}\w*[^\n]{{0,25}}{core}")


def _text(cards: Sequence[Mapping[str, Any]]) -> str:
    shown = [{key: value for key, value in card.items() if key != "extension"} for card in cards]
    return re.sub(r"[_\-]+", " ", "\n".join(_strings(shown))).lower()


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for member in value.values():
            yield from _strings(member)
    elif isinstance(value, list):
        for member in value:
            yield from _strings(member)
