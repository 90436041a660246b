"""``parameters/text_words.yaml``: what denies, dates or doubts in running text, headings, words by numbers."""

from __future__ import annotations

import re
from collections import Counter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from marshmallow import ValidationError, validates_schema

from rules.lexicon.folding import BOUNDARIES, fold
from rules.lexicon.senses import Direction, Sense
from rules.loading.fields import MappingOf, StrictSchema, Texts
from rules.word_definitions import TextWords

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.lexicon.senses import Cue
    from rules.loading.kinds import Plain

__all__ = ["TextWordsSchema", "text_words"]

_DIRECTIONS = tuple(each.value for each in Direction if each is not Direction.JOINED)
"""JOINED is no cue's own: it is how far the "no" of a phrase goes on."""
_SENSES = tuple(each.value for each in Sense)
_HEADED = tuple(each.value for each in (Sense.FAMILY, Sense.HISTORICAL, Sense.UNCERTAIN, Sense.UNSAID, Sense.NOTHING))


_HEADING = re.compile(r"[a-z][a-z/ -]{0,38}", re.IGNORECASE)
"""What ``passages`` takes for a heading."""


class TextWordsSchema(StrictSchema):
    """A cue does one thing, a heading makes one thing of what stands under it."""

    cues = MappingOf(MappingOf(Texts(), keys=_DIRECTIONS), keys=_SENSES, complete=True, required=True)
    headings = MappingOf(Texts(), keys=_HEADED, complete=True, required=True)
    leads = Texts(required=True)
    counted = Texts(required=True)

    @validates_schema
    def _one_meaning(self, data: dict[str, Any], **_: Any) -> None:
        spelled = {
            "cues": [" ".join(fold(phrase)) for phrase, _, _ in _cues(data)],
            "headings": [heading.lower() for headings in data["headings"].values() for heading in headings],
        }
        wrong = {
            key: [f"gives {word} in two meanings" if word else "has a phrase without a word" for word in repeated]
            for key, words in spelled.items()
            if (repeated := [word for word, count in Counter(words).items() if count > 1 or not word])
        }
        if wrong:
            raise ValidationError(wrong)

    @validates_schema
    def _found_as_heading(self, data: dict[str, Any], **_: Any) -> None:
        written = [heading for headings in data["headings"].values() for heading in headings]
        strange = [heading for heading in written if not _HEADING.fullmatch(heading)]
        if strange:
            rule = "a heading is up to 39 plain letters, blanks, / or -"
            raise ValidationError({"headings": [f"{rule} (is {heading})" for heading in strange]})

    @validates_schema
    def _one_word_each(self, data: dict[str, Any], **_: Any) -> None:
        wrong = {
            key: [f"must be single words in small letters (is {', '.join(strange)})"]
            for key in ("leads", "counted")
            if (strange := [word for word in data[key] if fold(word) != (word,) or word in BOUNDARIES])
        }
        if wrong:
            raise ValidationError(wrong)


def text_words(data: Plain) -> TextWords:
    """The words of validated plain data."""
    cues: dict[str, Cue] = {phrase: (Sense(sense), Direction(where)) for phrase, sense, where in _cues(data)}
    headings = {heading.lower(): Sense(sense) for sense in _HEADED for heading in data["headings"][sense]}
    return TextWords(
        MappingProxyType(cues), MappingProxyType(headings), frozenset(data["leads"]), frozenset(data["counted"])
    )


def _cues(data: Plain) -> Iterator[tuple[str, str, str]]:
    """Each phrase with what it does and where it reaches."""
    for sense, directions in data["cues"].items():
        for direction, phrases in directions.items():
            yield from ((phrase, sense, direction) for phrase in phrases)
