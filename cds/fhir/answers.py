"""Results and answers in words and codes: found or not found, low or high, told or not told."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from cds.fhir.elements import concepts, names
from cds.fhir.remembering import remembered
from cds.fhir.wordings import one_of, plain_words
from rules.chart import Flag, Polarity

if TYPE_CHECKING:
    from cds.fhir.elements import CodeableConcept
    from rules.word_definitions import LaboratoryWords

__all__ = ["Answers"]

_PER_FIELD = re.compile(r"^\s*\d{1,3}\s*[-–]\s*\d{1,3}\s*\.?\s*$")
_LONGEST_FLAG = 40


class Answers:
    """Reads results and answers with the words of one knowledge. Built once; holds no patient.

    ``coded``: the wording of a raw coded answer and whether it is yes or no; None when there is none. Raises
    msgspec.ValidationError when it is no CodeableConcept. ``polarity``, ``flag``: what words say (see below).
    """

    __slots__ = (
        "_alone",
        "_closing",
        "_codes",
        "_denying",
        "_flags",
        "_marks",
        "_named",
        "_none_seen",
        "_opening",
        "_strip",
        "_unmade",
        "_untold",
        "coded",
        "flag",
        "polarity",
    )

    def __init__(self, words: LaboratoryWords) -> None:
        said = words.answers
        self._codes = {code: verdict for verdict, each in said.verdicts.items() for code in each.codes}
        self._alone = {plain_words(word): verdict for verdict, each in said.verdicts.items() for word in each.alone}
        self._closing = {plain_words(word): verdict for verdict, each in said.verdicts.items() for word in each.closing}
        self._opening = tuple(
            (tuple(f"{plain_words(word)} " for word in each.opening), verdict)
            for verdict, each in said.verdicts.items()
        )
        self._marks = tuple((each.marks, verdict) for verdict, each in said.verdicts.items())
        self._none_seen = re.compile(rf"^no [a-z0-9 ]{{1,60}} (?:{one_of(map(plain_words, said.seen))})\b")
        # A short name and a verdict behind it.
        self._named = re.compile(
            rf"(?:[a-z0-9]+ ){{0,3}}(?!(?:{one_of(map(plain_words, said.part_of_name))}) )[a-z0-9]+"
            rf" (?P<verdict>{one_of(self._closing)}) "
        )
        self._strip = frozenset(map(plain_words, said.strip))
        self._denying = tuple(f"{word.lower()} " for word in said.denying)
        self._untold = tuple(map(str.lower, said.untold))
        self._unmade = tuple(f"{plain_words(opening)} " for opening in said.unmade)
        self._flags = {plain_words(word): flag for flag, each in words.flags.items() for word in each.words}
        self.coded = remembered(1024)(self._coded)
        self.flag = remembered(2048, 300)(self._flag)
        self.polarity = remembered(2048, 300)(self._polarity)

    def of_a_strip(self, text: str) -> bool:
        """True for the words and ranges of a urine strip or sediment ("MOD.", "3-5"), which no blood count has."""
        return plain_words(text) in self._strip or _PER_FIELD.match(text) is not None

    def untold(self, text: str) -> bool:
        """True when an answer says that nothing is known, or nothing at all."""
        return not text or f"{text.lower()} ".startswith(self._untold)

    def unmade(self, text: str) -> bool:
        """True when a result says that nothing was measured. A number or "low" behind it may be a result after all."""
        words = plain_words(text)
        if not f"{words} ".startswith(self._unmade) or any(map(str.isdigit, words)):
            return False
        return not any(map(self.flag, words.split()))

    def excludes_number(self, text: str) -> bool:
        """True for words that answer a question or say that nothing was measured: no count is told so."""
        return self.unmade(text) or self.polarity(text) is not None or self.denies(text) or self.untold(text)

    def denies(self, text: str) -> bool:
        """True when an answer's first word denies what was asked."""
        return f"{text.lower()} ".startswith(self._denying)

    def polarity_of(self, found: CodeableConcept) -> Polarity | None:
        """Found, not found or undecided, by answer code or by the opening words; None when it is something else."""
        for coding in found.codings:
            told = self._codes.get(str(coding.code))
            if told is not None:
                return told
        for wording in (found.text, *(coding.display for coding in found.codings)):
            said = self.polarity(wording)
            if said is not None:
                return said
        return None

    def _coded(self, raw: bytes) -> tuple[str, Polarity | None] | None:
        answers = concepts(msgspec.Raw(raw))
        return (next(names(answers[0]), ""), self.polarity_of(answers[0])) if answers else None

    def _flag(self, text: str | None) -> Flag | None:
        """Low, high, normal or abnormal when that is all the text says, else None."""
        return None if not text or len(text) > _LONGEST_FLAG else self._flags.get(plain_words(text))

    def _polarity(self, text: str | None) -> Polarity | None:
        """Told by a result's first words ("Not detected.", "POSITIVE 1:80"), or by the last word of a short one.

        "ANA negative" is; "gram negative" and "O negative" are names, and with a comma more than one thing is said.
        None when the words tell neither.
        """
        if not text:
            return None
        said = f"{plain_words(text[:100])} "
        alone = self._alone.get(said.strip())
        if alone is not None:
            return alone
        if self._none_seen.match(said):
            return Polarity.NEGATIVE
        begun = text.lstrip()
        for marks, polarity in self._marks:
            if begun.startswith(marks):
                return polarity
        for words, polarity in self._opening:
            if said.startswith(words):
                return polarity
        named = None if "," in text else self._named.fullmatch(said)
        return None if named is None else self._closing[named["verdict"]]
