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
_ACRONYMS = frozenset({
    "ahus", "all", "aml", "anca", "apl", "aps", "dic", "ditp", "ebv", "edta", "fnait", "hht", "hit", "hiv", "hlh",
    "hsp", "hus", "itp", "mds", "nait", "ptp", "rmsf", "sle", "tma", "ttp", "vitt",
})  # fmt: skip
_NOT_MEANT = re.compile(
    r"\bnon[ -]?\w+|\((?:excl|not|without|other than)[^)]*\)|\bexcluding .*"
    r"|\b(?:no evidence of|ruled out|unlikely:?|not(?! yet| excluded))\b.*",
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
        self._names = [
            (_name(text), diagnosis["id"])
            for diagnosis in document["diagnoses"]
            for text in (diagnosis["id"].replace("_", " "), *diagnosis["synonyms"])
        ]
        self._tests = {test: [_phrase(p) for p in phrases] for test, phrases in document["workup_tests"].items()}

    @property
    def tests(self) -> tuple[str, ...]:
        """Ids of the tests it knows."""
        return tuple(self._tests)

    def canonical(self, cause: str, label: str = "") -> tuple[str, ...]:
        """The table's ids for one of our causes, main one first; empty when it knows neither the id nor the label."""
        if cause in self._aliases:
            return tuple(self._aliases[cause])
        return (cause,) if cause in self._parents else self._named(label)

    def match(self, truth: Truth, ids: Sequence[str]) -> Match:
        """How well an entry with these ids of the table meets the published diagnosis."""
        if ids and ids[0] == truth.id:
            return Match.EXACT
        if any(i == truth.id or i in truth.acceptable or i == self._parents[truth.id] for i in ids):
            return Match.ACCEPTED
        return Match.ARGUABLE if truth.arguable.intersection(ids) else Match.NONE

    def listed(self, entries: Iterable[tuple[str, str]]) -> list[tuple[str, ...]]:
        """The ids of entries (cause and label) in order, without those that mean the same as an earlier one."""
        told = [self.canonical(cause, label) or (f"?{label}",) for cause, label in entries]
        return list(dict.fromkeys(told))

    def named_tests(self, cards: Sequence[Mapping[str, Any]]) -> frozenset[str]:
        """Ids of the tests that the cards name in any text outside the extension."""
        text = _text(cards)
        return frozenset(test for test, phrases in self._tests.items() if any(p.search(text) for p in phrases))

    def _named(self, label: str) -> tuple[str, ...]:
        """Diagnoses that the label names, in order of appearance; of two that overlap the longer name wins."""
        text = _plain(_NOT_MEANT.sub(" ", label))
        hits = [(found.span(), name) for pattern, name in self._names for found in pattern.finditer(text)]
        taken: list[tuple[tuple[int, int], str]] = []
        for (start, end), name in sorted(hits, key=lambda hit: hit[0][0] - hit[0][1]):
            if all(end <= other[0] or start >= other[1] for other, _ in taken):
                taken.append(((start, end), name))
        return tuple(dict.fromkeys(name for _, name in sorted(taken)))


def first_at_least(matches: Sequence[Match], wanted: Match) -> int | None:
    """Place (from 1) of the first entry that matches at least so well; None when there is none."""
    return next((place for place, match in enumerate(matches, start=1) if match >= wanted), None)


def relevant(card: Mapping[str, Any]) -> bool:
    """True when the card speaks of petechiae, purpura, low platelets or bleeding."""
    if (card.get("extension") or {}).get(_EXTENSION):
        return True
    return bool(_RELEVANT.search(f"{card.get('summary') or ''} {card.get('detail') or ''}"))


def _plain(text: str) -> str:
    return re.sub(r"[_\-–/]+", " ", text).strip()


def _name(text: str) -> re.Pattern[str]:
    """Acronyms that could be words only count in capitals."""
    name = _plain(text)
    if name in _ACRONYMS:
        return re.compile(rf"\b{name.upper()}\b")
    ending = r"\b" if len(name) <= 4 else r"\w*"
    return re.compile(rf"\b{re.escape(name)}{ending}", re.IGNORECASE)


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
