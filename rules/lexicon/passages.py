"""Running text in sentences, each with what the heading above it makes of it. Plain language, no medicine."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from rules.lexicon.senses import Sense

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["Passage", "passages"]


class Passage(NamedTuple):
    """One sentence. ``sense``: HISTORICAL, FAMILY or UNCERTAIN for what stands under such a heading, None for all else.

    What stands under a heading of plans, advice, allergies or vaccines is no passage: it says nothing of the patient.
    """

    text: str
    sense: Sense | None


_BROKEN = re.compile(r"(?:^.{50,}[^.;:!?]|.,|.\b(?:and|or|no|not|the|of|with|without))$")
"""A line that was broken in the middle of a sentence: it is long, or ends in a comma or a word that wants another."""
_GOES_ON = re.compile(r"\s*[a-z](?![a-z]{0,20}:)")
_HEADING = re.compile(r"(?:^|(?<=[.;] ))[\s*#=_-]*([A-Za-z][A-Za-z/ -]{0,38}?)\s*:(?!\d)")
_BARE_HEADING = re.compile(r"^[\s*#=_-]*([A-Za-z][A-Za-z/ -]{0,38}?)[\s*#=_-]*$")
_TICK = re.compile(r"\[\s*([xX*✓]?)\s*\]")
_END = re.compile(r"(?<=[.;!])\s+(?=\S)")
_ABBREVIATED = re.compile(
    r"(?:^|[\s(])(?:[A-Za-z]|dr|mr|mrs|ms|prof|st|vs|approx|e\.g|i\.e|incl|esp|resp|hx|pt|no)\.$", re.IGNORECASE
)
"""Words that end in a full stop and end no sentence; so does a single letter ("E. coli")."""
_BACK_TO_NOW = re.compile(
    r"^\W*(?:now|today|currently|presents|presented|presenting|this (?:morning|evening|week|time)|since yesterday"
    r"|on examination|o/e)\b",
    re.IGNORECASE,
)


def passages(text: str, headings: Mapping[str, Sense]) -> Iterator[Passage]:
    """The sentences of a text in order. A heading holds to the end of its line, or of the lines below it.

    Below it means until the next heading or an empty line; a sentence that opens with "now" or "presents with" leaves
    it. Of boxes to tick only ticked ones are passages. ``headings``, in small letters, with what they make of what
    stands below; NOTHING ends what stands under another.
    """
    below = Sense.NOTHING
    filled = False
    for line in _lines(text):
        if not line.strip():
            if filled:
                below, filled = Sense.NOTHING, False
            continue
        bare = _BARE_HEADING.match(line)
        if bare and bare[1].lower() in headings:
            below, filled = headings[bare[1].lower()], False
            continue
        filled = True
        opened = False
        for sense, part in _parts(line, headings):
            if sense is not None and not opened and not part.strip():
                below = sense  # nothing behind the colon: it heads the lines below
            elif sense is not None and not opened:
                below = Sense.NOTHING
            opened = True
            yield from _sentences(part, below if sense is None else sense)


def _lines(text: str) -> Iterator[str]:
    """The lines, those that were only broken to fit joined again: what follows goes on in small letters."""
    begun = ""
    for line in text.splitlines():
        if begun and _BROKEN.search(begun) and _GOES_ON.match(line):
            begun = f"{begun} {line.strip()}"
            continue
        yield begun
        begun = line.rstrip()
    yield begun


def _parts(line: str, headings: Mapping[str, Sense]) -> Iterator[tuple[Sense | None, str]]:
    """The line by its known headings; the sense is None for what stands under none of the line's own."""
    start, sense = 0, None
    for heading in _HEADING.finditer(line):
        named = headings.get(" ".join(heading[1].lower().split()))
        if named is None:
            continue
        if line[start : heading.start()].strip():
            yield sense, line[start : heading.start()]
        # A heading that says nothing special stays with its words: "Skin: no rash" is read as a whole.
        start = heading.start() if named is Sense.NOTHING else heading.end()
        sense = named
    yield sense, line[start:]


def _sentences(part: str, sense: Sense) -> Iterator[Passage]:
    for sentence in _ends(part):
        if sense is not Sense.NOTHING and _BACK_TO_NOW.match(sentence):
            sense = Sense.NOTHING
        if sense is Sense.UNSAID:
            continue
        for said in _ticked(sentence):
            if said.strip():
                yield Passage(said.strip(), None if sense is Sense.NOTHING else sense)


def _ends(part: str) -> Iterator[str]:
    begun = 0
    for end in _END.finditer(part):
        if not _ABBREVIATED.search(part[begun : end.start()]):
            yield part[begun : end.start()]
            begun = end.end()
    yield part[begun:]


def _ticked(sentence: str) -> Iterator[str]:
    """What stands before the first box, and behind each that is ticked."""
    if "[" not in sentence:
        yield sentence
        return
    before, *boxes = _TICK.split(sentence)
    yield before
    yield from (said for mark, said in zip(boxes[::2], boxes[1::2], strict=True) if mark)
