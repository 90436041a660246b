"""Reach of the cues: which of the concepts found in a text they deny, date, doubt or hand to a relative."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.lexicon.folding import BOUNDARIES, COLON, COMMA, QUERY, STOPS
from rules.lexicon.grammar import AMOUNTS, LIST_BREAKERS, QUALIFIERS, TELLS, TERMINATORS
from rules.lexicon.senses import Direction, Sense

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rules.lexicon.senses import Cue

__all__ = ["reports", "senses_by_token"]

_LONGEST_ITEM = 4
_JOINING = frozenset({"and"})
_PATIENT = frozenset({"patient", "child", "baby", "infant", "himself", "herself", "he", "she", "neonate", "newborn"})
_TOLD_BY = frozenset({"by", "per", "to", "from", "with"})
_AUXILIARIES = frozenset({"is", "are", "was", "were", "has", "have", "had"})
_FELT = frozenset({"palpable", "felt"})
_LISTING = frozenset({"denied", "denies", "deny", "denying"})
_POSSESSIVES = frozenset({"the", "his", "her", "their", "my", "a"})
_OWNERS = {Sense.FAMILY: STOPS, Sense.OTHERS: BOUNDARIES}
"""A relative owns the rest of the sentence, somebody else his part of it."""


def reports(tokens: Sequence[str], start: int, end: int) -> bool:
    """True when the relative at ``start:end`` only tells the story ("mother noticed", "according to his father")."""
    told = end + 1 if end < len(tokens) and tokens[end] in _AUXILIARIES else end
    if told < len(tokens) and tokens[told] in TELLS:
        return True
    before = start - 1
    if before >= 0 and tokens[before] in _POSSESSIVES:
        before -= 1
    return before >= 0 and tokens[before] in _TOLD_BY


def senses_by_token(
    tokens: Sequence[str], cues: Iterable[tuple[int, int, Cue]], concept_starts: Sequence[int]
) -> dict[int, frozenset[Sense]]:
    """For each token where a concept starts, the senses that reach it; tokens that nothing reaches are left out."""
    reached: dict[int, set[Sense]] = {}
    for start, end, (sense, direction) in cues:
        if sense is Sense.NOTHING or (direction is Direction.CLOSING and not _closes(tokens, end)):
            continue
        if _tells_how_it_feels(tokens, start, end):
            continue
        if sense in _OWNERS:
            low, high = _owners_reach(tokens, start, end, _OWNERS[sense])
        elif direction is Direction.NEXT:
            low, high = end, end + 1
        elif direction is Direction.JOINED:
            low, high = end, _joined_reach(tokens, end)
        else:
            low, high = end, _forward_reach(tokens, end, whole=direction is Direction.SENTENCE)
            high = _before_amount(tokens, start, end, high)
            if _turns_back(tokens, end, direction, concept_starts):
                low, high = _backward_reach(tokens, start), start
        for at in concept_starts:
            if low <= at < high:
                reached.setdefault(at, set()).add(sense)
    return {at: frozenset(senses) for at, senses in reached.items()}


def _tells_how_it_feels(tokens: Sequence[str], start: int, end: int) -> bool:
    """True for a "not palpable" set off by a comma: "petechiae, not palpable" are there, and flat."""
    return start > 0 and tokens[start - 1] == COMMA and tokens[end - 1] in _FELT


def _closes(tokens: Sequence[str], end: int) -> bool:
    """True when nothing follows ``end`` but a qualifier in brackets."""
    return all(token in BOUNDARIES or token in QUALIFIERS for token in tokens[end:])


def _turns_back(tokens: Sequence[str], end: int, direction: Direction, concept_starts: Sequence[int]) -> bool:
    if direction is Direction.SENTENCE:
        return False
    if direction is Direction.CLOSING:
        return True
    if direction is Direction.LAST:
        return end == len(tokens) or tokens[end] in BOUNDARIES or tokens[end] in TERMINATORS
    if direction is not Direction.EITHER:
        return direction is Direction.BACKWARD
    part = end
    while part < len(tokens) and tokens[part] not in BOUNDARIES and tokens[part] not in TERMINATORS:
        part += 1
    return not any(end <= at < part for at in concept_starts)


def _forward_reach(tokens: Sequence[str], at: int, *, whole: bool) -> int:
    """End of the reach of a cue that ends before ``at``: its part of the sentence, and the list it opens.

    ``whole``: to the end of the sentence whatever stands in between.
    """
    if whole:
        while at < len(tokens) and tokens[at] not in STOPS:
            at += 1
        return at
    while at < len(tokens):
        token = tokens[at]
        if token in TERMINATORS or (token in BOUNDARIES and token != COMMA):
            return at
        if token == COMMA and not _list_goes_on(tokens, at + 1):
            return at
        at += 1
    return at


def _before_amount(tokens: Sequence[str], start: int, at: int, end: int) -> int:
    """``end``, or the comma before it that an amount follows: "no rash, bilateral oedema" has oedema.

    ``start:at`` is the cue. An "or" further on joins on what it follows ("no rash, bilateral oedema or ascites"),
    and what somebody denies is a list.
    """
    if tokens[start] in _LISTING:
        return end
    commas = (place for place in range(at, end - 1) if tokens[place] == COMMA and tokens[place + 1] in AMOUNTS)
    return next((comma for comma in commas if {"or", "nor"}.isdisjoint(tokens[comma:end])), end)


def _joined_reach(tokens: Sequence[str], at: int) -> int:
    """End of the items that an "or" joins on to what ends before ``at``; ``at`` when there is none."""
    end = _forward_reach(tokens, at, whole=False)
    joined = [place for place in range(at, end) if tokens[place] in {"or", "nor"}]
    if not joined or not _JOINING.isdisjoint(tokens[at : joined[0]]):
        return at
    return next((place for place in range(joined[-1], end) if tokens[place] == COMMA or tokens[place] in _JOINING), end)


def _list_goes_on(tokens: Sequence[str], at: int) -> bool:
    """Does the part after a comma belong to the list before it? "No fever, cough or rash": yes.

    It does when it is a bare item of a few words, or one that an "or" joins on.
    """
    words = 0
    for token in tokens[at:]:
        if token in {"or", "nor"}:
            return True
        if token in LIST_BREAKERS or token in TERMINATORS or token == COLON or words > _LONGEST_ITEM:
            return False
        if token in BOUNDARIES:
            break
        words += token not in _JOINING
    return words <= _LONGEST_ITEM


def _backward_reach(tokens: Sequence[str], at: int) -> int:
    """Start of the reach of a cue that begins at ``at``: back to the last boundary, over one colon before it."""
    at -= 1
    if at >= 0 and tokens[at] in {COLON, COMMA, QUERY}:
        at -= 1
    while at >= 0 and tokens[at] not in BOUNDARIES and tokens[at] not in TERMINATORS:
        at -= 1
    return at + 1


def _owners_reach(tokens: Sequence[str], start: int, end: int, stops: frozenset[str]) -> tuple[int, int]:
    """To the first of ``stops`` or the patient; after "in his mother" what stands before in the same part."""
    before = start - 1
    if before >= 0 and tokens[before] in _POSSESSIVES:
        before -= 1
    if before >= 0 and tokens[before] == "in":
        return _backward_reach(tokens, before), before
    at = end
    while at < len(tokens) and tokens[at] not in stops and tokens[at] not in _PATIENT and tokens[at] != "but":
        at += 1
    return end, at
