"""Search over names: case, accents, spelling and plural do not matter, the end of a word may be left out.

A word that nothing is called by is taken for the most similar one, and the answer says so.
"""

from __future__ import annotations

from bisect import bisect_left
from difflib import get_close_matches
from itertools import islice, takewhile
from typing import TYPE_CHECKING, NamedTuple

from cds.web.browser.kinds import Kind
from rules.lexicon.folding import BOUNDARIES, fold
from rules.lexicon.spelling import american, singular

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cds.web.browser.entries import Entry

__all__ = ["Found", "Search"]

_SIMILAR = 0.72
_LONGEST_QUERY = 80
_MOST = 80
_ORDER = list(Kind)


class Found(NamedTuple):
    """Best first, at most 80. ``instead``: the words searched for in place of those nothing is called by."""

    entries: tuple[Entry, ...]
    instead: str = ""


class _Indexed(NamedTuple):
    entry: Entry
    order: int
    label: tuple[str, ...]
    words: frozenset[str]


class Search:
    """The words of all entries, folded once."""

    __slots__ = ("_indexed", "_vocabulary")

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._indexed = tuple(_indexed(entry) for entry in entries)
        self._vocabulary = sorted({word for each in self._indexed for word in each.words})

    def find(self, query: str) -> Found:
        """Entries that have every word of the query; a name that is it or begins with it comes first.

        Empty without words, or when a word is like none of ours.
        """
        asked = _words(query[:_LONGEST_QUERY])
        meant = tuple(self._meant(word) for word in asked)
        if not meant or not all(meant):
            return Found(())
        beginnings = [frozenset(self._beginning_with(word)) for word in meant]
        ranked = [(rank, each.entry) for each in self._indexed if (rank := _rank(each, meant, beginnings)) is not None]
        ranked.sort(key=lambda found: found[0])
        instead = " ".join(meant) if meant != asked else ""
        return Found(tuple(entry for _, entry in ranked[:_MOST]), instead)

    def _meant(self, word: str) -> str:
        """The word itself when something begins with it, else the most similar one, else ""."""
        if next(self._beginning_with(word), None) is not None:
            return word
        return next(iter(get_close_matches(word, self._vocabulary, 1, _SIMILAR)), "")

    def _beginning_with(self, word: str) -> Iterator[str]:
        first = bisect_left(self._vocabulary, word)
        return takewhile(lambda known: known.startswith(word), islice(self._vocabulary, first, None))


def _indexed(entry: Entry) -> _Indexed:
    label = _words(entry.label)
    words = {word for term in entry.terms for word in _words(term)}
    own_id = _words(entry.key.id.replace("_", " "))
    return _Indexed(entry, _ORDER.index(entry.key.kind), label, frozenset({*label, *own_id, *words}))


def _words(text: str) -> tuple[str, ...]:
    return tuple(singular(american(word)) for word in fold(text) if word not in BOUNDARIES)


def _rank(each: _Indexed, meant: tuple[str, ...], beginnings: list[frozenset[str]]) -> tuple[int, int, int] | None:
    """Smaller is better: how well the name fits, then the kind, then the shorter name. None when a word is missing."""
    if any(each.words.isdisjoint(words) for words in beginnings):
        return None
    if each.label == meant:
        fit = 0
    elif all(word in each.label for word in meant):
        fit = 1
    elif not any(words.isdisjoint(each.label) for words in beginnings):
        fit = 2
    else:
        fit = 3 if each.words.issuperset(meant) else 4
    return fit, each.order, len(each.label)
