"""Two entries said in one breath that together state a third: "bled for two days after an extraction"."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rules.lexicon.folding import BOUNDARIES, COLON, COMMA
from rules.lexicon.grammar import CONTRASTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rules.lexicon.matcher import Found

__all__ = ["Join", "Joins"]

_PARTING = (BOUNDARIES - {COLON}) | CONTRASTS
"""What keeps two from joining; a colon does not ("Spleen: palpable")."""
_PARTING_A_LIST = _PARTING - {COMMA}
_FURTHEST = 6
"""Words that may stand between the two."""
_COMMA, _LIST = frozenset({COMMA}), (COMMA,)


@dataclass(frozen=True, slots=True)
class Join:
    """``entry`` is said where one of ``first`` and one of ``second`` stand near each other in a part of a sentence.

    In any order; with ``linked_by`` only the first before the second, with one of these words between. A comma among
    them stands for a list that goes on right after the first: "raised, purple lesions", not "purple lips, red rash".
    The two go on being said on their own; only who denies two that are linked by a word denies neither: "no bleeding
    after the extraction".
    """

    entry: str
    first: frozenset[str]
    second: frozenset[str]
    linked_by: frozenset[str] = frozenset()


class Joins:
    """The joins of a lexicon by the entries that take part."""

    __slots__ = ("_partners",)

    def __init__(self, joins: Iterable[Join]) -> None:
        partners: defaultdict[str, list[tuple[Join, bool]]] = defaultdict(list)
        for join in joins:
            for one in sorted(join.first):
                partners[one].append((join, True))
            if not join.linked_by:
                for one in sorted(join.second):
                    partners[one].append((join, False))
        self._partners = {one: tuple(found) for one, found in partners.items()}

    def among(self, tokens: Sequence[str], found: Sequence[Found]) -> list[tuple[int, int, str, bool]]:
        """Positions in ``found`` of two that join, the entry they state, and whether a word links them.

        ``found`` is in the order of the text.
        """
        joined = []
        for at, (_, end, ids) in enumerate(found):
            candidates = [one for entry in ids for one in self._partners.get(entry, ())]
            if not candidates:
                continue
            for later in range(at + 1, len(found)):
                start, _, others = found[later]
                between = tokens[end:start]
                listed = between[:1] == _LIST
                if len(between) > _FURTHEST or not (_PARTING_A_LIST if listed else _PARTING).isdisjoint(between):
                    break
                joined += [
                    (at, later, join.entry, not join.linked_by <= _COMMA)
                    for join, leads in candidates
                    if not (join.second if leads else join.first).isdisjoint(others)
                    and (COMMA in join.linked_by or not listed)
                    and (not join.linked_by or not join.linked_by.isdisjoint(between))
                ]
        return joined
