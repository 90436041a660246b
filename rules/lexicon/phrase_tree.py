"""The tree of phrases: words on the way, and where each phrase ends; the longest phrase from a place in a text."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from rules.lexicon.folding import BOUNDARIES, COLON, fold
from rules.lexicon.grammar import FILLERS
from rules.lexicon.numbers import number, number_range
from rules.lexicon.spelling import american, singular

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rules.lexicon.senses import Cue
    from rules.word_definitions import TextWords

__all__ = ["Node", "grow", "longest", "words_of_part"]

_MOST_FILLERS = 2


class Node:
    """A place in the tree of phrases: the words that may follow, and what a phrase that ends here means."""

    __slots__ = ("before_number", "cue", "ends", "ids", "next")

    def __init__(self) -> None:
        self.next: dict[str, Node] = {}
        self.before_number = False
        self.ends = False
        self.ids: tuple[str, ...] = ()
        self.cue: Cue | None = None


def grow(root: Node, words: Iterable[str]) -> Node:
    """The place where a phrase of these words ends; the way there is made where it is new."""
    node = root
    for word in words:
        following = node.next.get(word)
        if following is None:
            following = node.next[word] = Node()
            node.before_number = node.before_number or number_range(word) is not None
        node = following
    return node


def longest(
    tokens: tuple[str, ...], symbols: list[tuple[str, ...]], at: int, nodes: list[Node], words: TextWords
) -> tuple[int, tuple[str, ...], Cue | None]:
    """End, entries and cue of the longest phrase that goes on from ``nodes``; end 0 when none is complete."""
    end, complete = (at, nodes) if _ends_phrase(nodes) else (0, [])
    fillers = 0
    for here in islice(symbols, at, None):
        after = [node.next[symbol] for symbol in here for node in nodes if symbol in node.next] if here else []
        if after and _ends_phrase(after) and not _counts_something(tokens, at, words):
            end, complete = at + 1, after
        if fillers < _MOST_FILLERS and (tokens[at] in FILLERS or _leads_to_number(tokens, at, nodes, words)):
            fillers += 1
            nodes = after + nodes
        elif after:
            nodes = after
        else:
            break
        at += 1
    if len(complete) == 1:
        return end, complete[0].ids, complete[0].cue
    ids = tuple(dict.fromkeys(entry for node in complete for entry in node.ids))
    return end, ids, next((node.cue for node in complete if node.cue), None)


def words_of_part(part: str) -> tuple[str, ...]:
    """What a part of a phrase, between white space, is in the tree: words in their one form, or a range of numbers."""
    if number_range(part) is not None:
        return (part,)
    folded = [american(token) for token in fold(part.rstrip("*")) if token not in BOUNDARIES]
    if folded and part.endswith("*"):
        return (*map(singular, folded[:-1]), folded[-1] + "*")
    return (*map(singular, folded),)


def _leads_to_number(tokens: tuple[str, ...], at: int, nodes: list[Node], words: TextWords) -> bool:
    """True when the word at ``at`` may stand between a name and its number ("platelets of 12", "temp: 39")."""
    leads = tokens[at] in words.leads or (
        tokens[at] == COLON and at + 1 < len(tokens) and number(tokens[at + 1]) is not None
    )
    return leads and any(node.before_number for node in nodes)


def _counts_something(tokens: tuple[str, ...], at: int, words: TextWords) -> bool:
    """True at a number that counts days or units and is no measurement ("platelets 2 units given")."""
    return at + 1 < len(tokens) and tokens[at + 1] in words.counted and number(tokens[at]) is not None


def _ends_phrase(nodes: list[Node]) -> bool:
    return nodes[0].ends if len(nodes) == 1 else any(node.ends for node in nodes)
