"""The laboratory's own interpretation of a result, and whether the number bears it out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from cds.fhir.elements import ABSENT, concepts
from cds.fhir.remembering import remembered
from rules.chart import Flag

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cds.fhir.answers import Answers
    from cds.fhir.elements import CodeableConcept
    from rules.chart import Polarity
    from rules.lab_definitions import LabDefinition
    from rules.word_definitions import LaboratoryWords

__all__ = ["Judgement", "Judgements", "disagrees"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """The laboratory's interpretation: its flag, whether it called the value critical, and found or not found."""

    flag: Flag | None = None
    critical: bool = False
    polarity: Polarity | None = None


_NO_JUDGEMENT = Judgement()


class Judgements:
    """Reads interpretations by the codes of one knowledge, else by its words. Built once; holds no patient."""

    __slots__ = ("_answers", "_critical", "_flags", "_known", "_normal")

    def __init__(self, words: LaboratoryWords, answers: Answers) -> None:
        self._answers = answers
        self._flags = tuple((each.codes, flag) for flag, each in words.flags.items())
        self._normal = next((codes for codes, flag in self._flags if flag is Flag.NORMAL), frozenset())
        self._critical = words.critical
        self._known = remembered(1024)(self._read)

    def of(self, raw: msgspec.Raw) -> Judgement:
        """What a raw ``interpretation`` says; empty when missing or not understood."""
        return _NO_JUDGEMENT if raw is ABSENT else self._known(bytes(raw))

    def _read(self, raw: bytes) -> Judgement:
        try:
            return self._together(concepts(msgspec.Raw(raw)))
        except msgspec.DecodeError:
            return _NO_JUDGEMENT

    def _together(self, interpretations: Iterable[CodeableConcept]) -> Judgement:
        flag: Flag | None = None
        critical = False
        polarity: Polarity | None = None
        for found in interpretations:
            codes = {str(coding.code).strip().upper() for coding in found.codings if coding.code is not None}
            critical = critical or bool(codes & self._critical)
            worded = (
                self._answers.flag(wording) for wording in (found.text, *(each.display for each in found.codings))
            )
            flag = flag or self._flag_of(codes) or next((said for said in worded if said), None)
            polarity = polarity or (self._answers.polarity_of(found) if not codes <= self._normal else None)
        return Judgement(flag, critical, polarity)

    def _flag_of(self, codes: set[str]) -> Flag | None:
        return next((flag for known, flag in self._flags if codes & known), None)


def disagrees(lab: LabDefinition, verdict: Judgement, value: float, low: float | None, high: float | None) -> bool:
    """Does the laboratory's flag contradict the number? Judged by the sender's own limits.

    Without them only a critical flag on a number that is normal at every age is a contradiction.
    """
    if low is None and high is None:
        if not verdict.critical:
            return False
        lows = [limit.low for limit in lab.limits if limit.low is not None]
        highs = [limit.high for limit in lab.limits if limit.high is not None]
        return bool(lows and highs) and max(lows) <= value <= min(highs)
    if verdict.flag is Flag.LOW:
        return low is not None and value >= low and (high is None or value != low)
    if verdict.flag is Flag.HIGH:
        return high is not None and value <= high and (low is None or value != high)
    if verdict.flag is Flag.NORMAL:
        return (low is not None and value < low) or (high is not None and value > high)
    return False
