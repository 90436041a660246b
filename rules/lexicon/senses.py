"""What a cue, a word or a few, does to the concepts around it, and which way it reaches."""

from __future__ import annotations

from enum import Enum

__all__ = ["PERSONS", "Cue", "Direction", "Sense"]


class Sense(Enum):
    """What a cue does to the concepts in its reach.

    OTHERS: said of somebody who is no relative. UNSAID: advice, risk, tests and things not looked at; what they name is
    neither asserted nor denied. NOTHING: words that only look like one.
    """

    NEGATED = "negated"
    HISTORICAL = "historical"
    UNCERTAIN = "uncertain"
    FAMILY = "family"
    OTHERS = "others"
    UNSAID = "unsaid"
    NOTHING = "nothing"


PERSONS = frozenset({Sense.FAMILY, Sense.OTHERS})
"""Senses that hand what is said to another than the patient."""


class Direction(Enum):
    """Where a cue reaches.

    EITHER: forward when a concept follows in its part of the sentence, else backward ("rash absent", "absent rash").
    LAST: forward, or backward when nothing follows ("no rash", "rash: no").
    SENTENCE: forward to the end of the sentence ("personal history of stroke, and brain injury").
    NEXT: only what follows at once ("non palpable purpura").
    JOINED: forward, but only to what an "or" joins on ("no trauma or fever", "no trauma, fever or rash").
    CLOSING: backward when the text ends with it, as titles do ("rubella screening (procedure)"), else nowhere.
    """

    FORWARD = "forward"
    BACKWARD = "backward"
    EITHER = "either"
    LAST = "last"
    SENTENCE = "sentence"
    NEXT = "next"
    JOINED = "joined"
    CLOSING = "closing"


Cue = tuple[Sense, Direction]
