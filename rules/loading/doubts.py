"""What is allowed but worth a second look: soft warnings about knowledge that can be used."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from rules.definitions import BasisKind, ReferenceStatus
from rules.lexicon.folding import fold
from rules.lexicon.numbers import number_range
from rules.lexicon.spelling import american, singular
from rules.loading.kinds import Kind
from rules.loading.mentions import MENTIONS
from rules.loading.probabilities import probabilities
from rules.loading.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.loading.kinds import Plain
    from rules.loading.validation import Files

__all__ = ["doubts"]

_LOWERS = 0.5
"""A state this many times as frequent with the cause as without it, or less, speaks against the cause."""

_SIGNS = frozenset("<>≤≥")
_TOLD = (
    Kind.CAUSES,
    Kind.FINDINGS,
    Kind.GATES,
    Kind.SCORES,
    Kind.TRIGGERS,
    Kind.WORKUPS,
    Kind.ADVICE,
    Kind.MERGES,
    Kind.ORDER_SAFETY,
)
"""Kinds whose texts people read on cards and pages, where numbers are compared in words."""
_NOT_TOLD = frozenset({"codes", "order", "phrases", "words"})

_ACTING = (Kind.GATES, Kind.ORDER_SAFETY, Kind.DOSES)
"""Kinds on which someone acts today, so that memory alone is thin ground."""


def doubts(files: Files) -> Iterator[Problem]:
    """Every doubt about validated files: what it is, and what to do about it."""
    yield from _claimed_twice(files)
    yield from _nothing_against(files)
    yield from _on_thin_ground(files)
    yield from _compared_by_sign(files)
    yield from _idle(files)


def _claimed_twice(files: Files) -> Iterator[Problem]:
    owners: dict[tuple[str, ...], tuple[str, str]] = {}
    for name, concept in files[Kind.CONCEPTS].items():
        for index, phrase in enumerate(concept.get("phrases", ())):
            first, spelt = owners.setdefault(_matched(phrase), (name, phrase))
            if first == name:
                continue
            reason = f"{first} claims it too ({spelt}): keep it in one of them, and let that one imply the other"
            yield Problem(f"{Kind.CONCEPTS}/{name}.yaml", f"phrases[{index}]", reason)


def _matched(phrase: str) -> tuple[str, ...]:
    """The words as the lexicon compares them: spelling and plural do not make another phrase."""
    words = ((word, "*" if word.endswith("*") else "") for word in phrase.split())
    return tuple(
        american(token) + star if star else singular(american(token))
        for word, star in words
        for token in ((word,) if number_range(word) else fold(word))
    )


def _nothing_against(files: Files) -> Iterator[Problem]:
    for name, cause in files[Kind.CAUSES].items():
        if not any(_lowers(row["p"], files[Kind.FINDINGS][row["finding"]]["leak"]) for row in cause["evidence"]):
            reason = "no finding speaks against it, so it can only rise: add a row that lowers it"
            yield Problem(f"{Kind.CAUSES}/{name}.yaml", "evidence", reason)


def _lowers(with_cause: Any, without: Any) -> bool:
    usual = probabilities(without)
    return any(p <= _LOWERS * usual[state] for state, p in probabilities(with_cause).items() if usual[state] > 0)


def _on_thin_ground(files: Files) -> Iterator[Problem]:
    seen = {name for name, reference in files[Kind.REFERENCES].items() if reference["status"] == ReferenceStatus.SEEN}
    for kind in Kind:
        for name, data in files[kind].items():
            for path, basis in _bases(data, ""):
                references = basis.get("references", ())
                if seen.intersection(references):
                    continue
                file = f"{kind}/{name}.yaml"
                if basis["kind"] == BasisKind.CITED:
                    yield Problem(
                        file,
                        path,
                        f"cited, but only from memory ({', '.join(references)}): re-read it and set its status to "
                        "seen, or call the basis recalled",
                    )
                elif kind in _ACTING and (references or basis["kind"] == BasisKind.RECALLED):
                    yield Problem(file, path, "people act on it, yet no source of it was re-read: re-read one")


def _compared_by_sign(files: Files) -> Iterator[Problem]:
    for kind in _TOLD:
        for name, data in files[kind].items():
            for path, text in _texts(data, ""):
                if not _SIGNS.isdisjoint(text):
                    yield Problem(f"{kind}/{name}.yaml", path, "compares by a sign: say under, over or at least")


def _texts(data: Any, path: str) -> Iterator[tuple[str, str]]:
    """Every text in a file that is neither of a code nor looked for in charts, with its path."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key not in _NOT_TOLD:
                yield from _texts(value, f"{path}.{key}" if path else key)
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _texts(value, f"{path}[{index}]")
    elif isinstance(data, str):
        yield path, data


def _bases(data: Any, path: str) -> Iterator[tuple[str, Plain]]:
    """Every basis in a file, with its path."""
    if isinstance(data, dict):
        for key, value in data.items():
            below = f"{path}.{key}" if path else key
            if key.endswith("basis") and isinstance(value, dict) and "kind" in value:
                yield below, value
            else:
                yield from _bases(value, below)
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _bases(value, f"{path}[{index}]")


def _idle(files: Files) -> Iterator[Problem]:
    used: defaultdict[Kind, set[str]] = defaultdict(set)
    for kind, mentions in MENTIONS.items():
        for name, data in files[kind].items():
            for mention in mentions(data):
                if mention.path.startswith("tells[") or (mention.kind is kind and mention.id == name):
                    continue
                used[mention.kind].add(mention.id)
    remedies = {
        Kind.FINDINGS: "nothing uses it: give a cause a row of it, or take the file out",
        Kind.REFERENCES: "nothing rests on it: cite it where it carries a number, or take the file out",
        Kind.WORKUPS: "nothing asks for it: name it in a cause, a gate or an order rule, or take the file out",
    }
    for kind, reason in remedies.items():
        for name in files[kind]:
            if name not in used[kind]:
                yield Problem(f"{kind}/{name}.yaml", "", reason)
