"""Phrases found in text: longest first, with what the words around them do to them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

from rules.lexicon.context import reports, senses_by_token
from rules.lexicon.folding import BOUNDARIES, DOUBT, QUERY, fold
from rules.lexicon.joining import Joins
from rules.lexicon.numbers import NumberRange, number, number_range
from rules.lexicon.phrase_tree import Node, grow, longest, words_of_part
from rules.lexicon.senses import PERSONS, Cue, Direction, Sense
from rules.lexicon.spelling import american, singular

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from rules.lexicon.joining import Join
    from rules.word_definitions import TextWords

__all__ = ["Found", "Lexicon", "Match"]

Found: TypeAlias = "tuple[int, int, tuple[str, ...]]"
"""Start and end in the tokens, and the entries said there."""

_REMEMBERED_TEXTS = 4096
_REMEMBERED_WORDS = 8192
_LONGEST_REMEMBERED = 400
_DOUBTS: Mapping[str, Cue] = {
    QUERY: (Sense.UNCERTAIN, Direction.FORWARD),
    DOUBT: (Sense.UNCERTAIN, Direction.BACKWARD),
}
_DENIED_ON: Cue = (Sense.NEGATED, Direction.JOINED)
"""What the "no" of a phrase ("no known injury") still does: it goes on in "no known injury or fever"."""
_ONWARD = frozenset({Direction.FORWARD, Direction.LAST})
_NO_SENSES: frozenset[Sense] = frozenset()


@dataclass(frozen=True, slots=True)
class Match:
    """An entry found in a text. ``start`` and ``end`` count tokens of ``fold(text)``, end exclusive.

    ``negated``: denied. ``historical``: said of the past. ``uncertain``: suspected, conditional or a risk.
    ``family``: said of a relative, ``others``: of somebody else. All five False: plainly asserted of the patient now.
    ``relative``: it names the relative of whom more may be said.
    """

    id: str
    start: int
    end: int
    negated: bool = False
    historical: bool = False
    uncertain: bool = False
    family: bool = False
    relative: bool = False
    others: bool = False


class Lexicon:
    """Compiled phrases. Build with ``Lexicon.compile``; safe to share between threads."""

    __slots__ = (
        "_denials", "_joins", "_match", "_prefix_lengths", "_ranges", "_root", "_symbols", "_vocabulary", "_words",
    )  # fmt: skip

    def __init__(
        self, root: Node, vocabulary: frozenset[str], denials: frozenset[str], joins: Joins, words: TextWords
    ) -> None:
        self._root = root
        self._words = words
        self._denials = denials
        self._joins = joins
        self._vocabulary = vocabulary
        self._ranges: tuple[NumberRange, ...] = tuple(filter(None, map(number_range, sorted(vocabulary))))
        self._prefix_lengths = tuple(sorted({len(word) - 1 for word in vocabulary if word.endswith("*")}))
        self._symbols: Callable[[str], tuple[str, ...]] = lru_cache(_REMEMBERED_WORDS)(self._symbols_of)
        self._match: Callable[[str], tuple[Match, ...]] = lru_cache(_REMEMBERED_TEXTS)(self._find)

    @classmethod
    def compile(cls, entries: Mapping[str, Collection[str]], words: TextWords, joins: Iterable[Join] = ()) -> Lexicon:
        """Entry id to its phrases. A final ``*`` on a word of a phrase matches any ending of that word.

        A word such as ``38..43`` stands for any number from the first to the second: "temp 38..43" is found in
        "temp of 39.2". British and American spelling, singular and plural are one. ``words``: what is said around the
        phrases. ``joins``: entries that two others state together. Raises ValueError naming the entry when a phrase
        has no word in it.
        """
        root = Node()
        # Each part once, for thousands of phrases share them.
        parts = {part for phrases in entries.values() for phrase in phrases for part in phrase.split()}
        known = {part: words_of_part(part) for part in parts}
        vocabulary = set(chain.from_iterable(known.values()))
        for entry in sorted(entries):
            for phrase in entries[entry]:
                said = [word for part in phrase.split() for word in known[part]]
                if not said:
                    raise ValueError(f"The phrase {phrase!r} of {entry} has no word in it.")
                node = grow(root, said)
                node.ends = True
                if entry not in node.ids:
                    node.ids = (*node.ids, entry)
        denials: set[str] = set()  # single words that deny what follows
        for phrase, cue in words.cues.items():
            tokens = fold(phrase)
            node = grow(root, tokens)
            node.ends, node.cue = True, cue
            if len(tokens) == 1 and cue[0] is Sense.NEGATED and cue[1] in _ONWARD:
                denials.update(tokens)
            vocabulary.update(tokens)
        return cls(root, frozenset(vocabulary), frozenset(denials), Joins(joins), words)

    def match(self, text: str) -> tuple[Match, ...]:
        """Every entry said in ``text``, in order. At each word the longest phrase wins and uses up its words."""
        if len(text) > _LONGEST_REMEMBERED:
            return self._find(text)
        return self._match(text)

    def exact(self, name: str) -> tuple[str, ...]:
        """The entries one of whose phrases is the whole of ``name``, punctuation apart; none when there is none."""
        nodes = [self._root]
        for token in fold(name):
            if token in BOUNDARIES:
                continue
            nodes = [node.next[symbol] for node in nodes for symbol in self._symbols(token) if symbol in node.next]
            if not nodes:
                return ()
        return tuple(sorted({entry for node in nodes for entry in node.ids}))

    def _symbols_of(self, word: str) -> tuple[str, ...]:
        """The word itself and the wildcards that cover it, as far as any phrase uses them."""
        plain = american(word)
        found = [form for form in (word, singular(plain)) if form in self._vocabulary]
        value = number(word)
        if value is not None:
            found += [each.symbol for each in self._ranges if each.low <= value <= each.high]
        found += [
            prefix
            for form in ((word,) if plain == word else (plain, word))
            for length in self._prefix_lengths
            if length <= len(form) and (prefix := form[:length] + "*") in self._vocabulary
        ]
        return tuple(dict.fromkeys(found))

    def _find(self, text: str) -> tuple[Match, ...]:
        tokens = fold(text)
        symbols = [*map(self._symbols, tokens)]
        found: list[Found] = []
        cues: list[tuple[int, int, Cue]] = []
        relatives: set[int] = set()
        free, first = 0, self._root.next
        for at, here in enumerate(symbols):
            if at < free:
                continue
            if not here:
                if tokens[at] in _DOUBTS:
                    cues.append((at, at + 1, _DOUBTS[tokens[at]]))
                continue
            nodes = [first[symbol] for symbol in here if symbol in first]
            if not nodes:
                continue
            end, ids, cue = longest(tokens, symbols, at + 1, nodes, self._words)
            if cue is not None:
                if cue[0] in PERSONS and reports(tokens, at, end):
                    ids = ()
                else:
                    cues.append((at, end, cue))
                    if cue[0] is Sense.FAMILY:
                        relatives.add(at)
            if ids:
                found.append((at, end, ids))
            free = end
        return self._told(tokens, found, cues, relatives)

    def _told(
        self,
        tokens: tuple[str, ...],
        found: list[Found],
        cues: list[tuple[int, int, Cue]],
        relatives: set[int],
    ) -> tuple[Match, ...]:
        """What was found and what of it joins, with what the cues do to it."""
        cues += [(start, end, _DENIED_ON) for start, end, _ in found if tokens[start] in self._denials]
        senses = senses_by_token(tokens, cues, [start for start, _, _ in found]) if cues else {}
        told = [(start, end, ids, senses.get(start, _NO_SENSES)) for start, end, ids in found]
        if len(found) > 1 and (joined := self._joins.among(tokens, found)):
            told += [
                (told[one][0], told[other][1], (entry,), told[one][3] | told[other][3])
                for one, other, entry, _ in joined
            ]
            for part in {part for one, other, _, linked in joined if linked for part in (one, other)}:
                start, end, ids, reached = told[part]
                if Sense.NEGATED in reached:
                    told[part] = (start, end, ids, reached | {Sense.UNSAID})
        return tuple(
            [
                _match(entry, start, end, reached, relative=start in relatives)
                for start, end, ids, reached in told
                if Sense.UNSAID not in reached
                for entry in ids
            ]
        )


def _match(entry: str, start: int, end: int, senses: frozenset[Sense], *, relative: bool) -> Match:
    if not senses and not relative:
        return Match(entry, start, end)
    return Match(
        entry,
        start,
        end,
        negated=Sense.NEGATED in senses,
        historical=Sense.HISTORICAL in senses,
        uncertain=Sense.UNCERTAIN in senses,
        family=Sense.FAMILY in senses,
        relative=relative,
        others=Sense.OTHERS in senses,
    )
