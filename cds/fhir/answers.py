"""Results in words and codes: found or not found, low or high. FHIR terminology and its everyday wordings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cds.fhir.remembering import remembered
from cds.fhir.wordings import plain_words
from rules.chart import Comparator, Flag, Polarity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cds.fhir.elements import CodeableConcept

__all__ = [
    "Judgement",
    "NumberInWords",
    "judgement",
    "number_in_words",
    "of_a_strip",
    "polarity_of",
    "polarity_of_words",
    "words_flag",
]

_YES = frozenset({
    "10828004", "52101004", "260373001", "11214006", "410605003", "373066001",
    "LA6576-8", "LA9633-4", "LA11882-0", "LA15255-5", "LA33-6",
    "POS", "DET", "RR", "Y",
})  # fmt: skip
_NO = frozenset({
    "260385009", "2667000", "260415000", "131194007", "410594000", "373067005", "47492008",
    "LA6577-6", "LA9634-2", "LA11883-8", "LA15256-3", "LA32-8",
    "NEG", "ND", "NR", "N",
})  # fmt: skip
_UNSURE = frozenset({"82334004", "419984006", "42425007", "LA11884-6", "LA9663-1", "IND", "E"})

#: "Not" and "no" alone are not enough: "not done" and "no sample" are no negatives.
_NO_WORDS = (
    "neg", "negative", "absent", "nonreactive", "non reactive", "undetected", "undetectable", "none seen",
    "none detected", "not seen", "not detected", "not present", "not observed", "not reactive", "not found",
    "no evidence", "no growth",
    "negativ", "nicht nachweisbar", "nicht nachgewiesen", "nicht reaktiv", "kein nachweis", "negatif",
    "non detecte", "non detectee", "absence", "negativo", "negativa", "no detectado", "no detectada", "no reactivo",
    "nao reagente", "nao detectado", "non rilevato", "non reattivo", "assente", "ausente", "negatief",
    "niet aantoonbaar", "ikke pavist", "ej pavisad", "negatiivinen", "陰性", "阴性",
)  # fmt: skip
_NO_ALONE = frozenset({"no", "none", "nil", "n"})
_YES_WORDS = (
    "positive", "pos", "present", "detected", "reactive", "seen", "observed", "yes", "weakly positive",
    "strongly positive", "weak positive", "strong positive", "1+", "2+", "3+", "4+",
    "positiv", "nachweisbar", "nachgewiesen", "reaktiv", "positif", "detecte", "presence", "positivo", "positiva",
    "detectado", "reactivo", "reagente", "rilevato", "presente", "positief", "aantoonbaar", "pavist", "pavisad",
    "positiivinen", "陽性", "阳性",
)  # fmt: skip
_UNSURE_WORDS = ("indeterminate", "equivocal", "inconclusive", "borderline", "invalid")
_LOW_WORDS = frozenset({"low", "decreased", "reduced", "very low", "below normal", "below low normal", "l", "ll"})
_HIGH_WORDS = frozenset({
    "high", "elevated", "increased", "raised", "very high", "prolonged", "above normal", "above high normal", "h", "hh",
})  # fmt: skip
_NORMAL_WORDS = frozenset({"normal", "within normal limits", "wnl", "n", "unremarkable", "within range"})
_ABNORMAL_WORDS = frozenset({"abnormal", "a", "aa"})
#: How much a test strip or a look at the sediment shows.
_STRIP_WORDS = frozenset({
    "tr", "trace", "sm", "small", "mod", "moderate", "lg", "large", "few", "some", "many", "rare", "occ", "occasional",
})  # fmt: skip
_PER_FIELD = re.compile(r"^\s*\d{1,3}\s*[-–]\s*\d{1,3}\s*\.?\s*$")

_LOW = frozenset({"L", "LL", "LU", "<", "D", "281300000"})
_HIGH = frozenset({"H", "HH", "HU", ">", "U", "281302008"})
_NORMAL = frozenset({"N", "WNL", "281301001"})
_ABNORMAL = frozenset({"A", "AA"})
_CRITICAL = frozenset({"LL", "HH", "LU", "HU"})

_NUMBER = re.compile(
    r"^\s*(?P<sign><=|>=|=<|=>|≤|≥|<|>|less than|greater than|more than|under|over)?\s*"
    r"(?P<minus>-?)(?:(?P<grouped>[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?)|(?P<number>\d+(?:[.,]\d+)?))\s*\*?"
    r"(?:\s*\([^()]*\)|\.\s+\S.*|\.?\s*(?P<unit>(?:[^\d\s.(]|10[*^])[^()]{0,24}))?\.?\s*$",
    re.IGNORECASE | re.DOTALL,
)
_NONE_SEEN = re.compile(r"^no [a-z0-9 ]{1,60} (?:seen|detected|identified|found|present|isolated|observed)\b")
#: A short name and a verdict behind it, which with "gram" or a blood group before it would be part of the name.
_NAMED_VERDICT = re.compile(
    r"(?:[a-z0-9]+ ){0,3}(?!(?:gram|coagulase|rhesus|rh|a|b|ab|d|o|not|false|falsely|no|was|is) )[a-z0-9]+"
    r" (?P<verdict>negative|positive) "
)
_CLOSING_WORDS = {"negative": Polarity.NEGATIVE, "positive": Polarity.POSITIVE}
#: A number may be followed by a sentence on how to read it; a report is not searched for numbers.
_LONGEST_NUMBER = 300
_SIGNS = {
    "<": Comparator.BELOW, "less than": Comparator.BELOW, "under": Comparator.BELOW,
    "<=": Comparator.AT_MOST, "=<": Comparator.AT_MOST, "≤": Comparator.AT_MOST,
    ">": Comparator.ABOVE, "greater than": Comparator.ABOVE, "more than": Comparator.ABOVE, "over": Comparator.ABOVE,
    ">=": Comparator.AT_LEAST, "=>": Comparator.AT_LEAST, "≥": Comparator.AT_LEAST,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judgement:
    """The laboratory's interpretation: its flag, whether it called the value critical, and found or not found."""

    flag: Flag | None = None
    critical: bool = False
    polarity: Polarity | None = None


@dataclass(frozen=True, slots=True)
class NumberInWords:
    """A number found in a string, with the comparator and the unit written beside it."""

    value: float
    comparator: Comparator | None
    unit: str


def judgement(interpretations: Iterable[CodeableConcept]) -> Judgement:
    """What the interpretations say, by code first, then by words; empty when they are not understood."""
    flag: Flag | None = None
    critical = False
    polarity: Polarity | None = None
    for found in interpretations:
        codes = {str(coding.code).strip().upper() for coding in found.codings if coding.code is not None}
        critical = critical or bool(codes & _CRITICAL)
        flag = (
            flag
            or _flag_of(codes)
            or words_flag(found.text)
            or next((said for coding in found.codings if (said := words_flag(coding.display))), None)
        )
        polarity = polarity or (polarity_of(found) if not codes <= _NORMAL else None)
    return Judgement(flag, critical, polarity)


def _flag_of(codes: set[str]) -> Flag | None:
    if codes & _LOW:
        return Flag.LOW
    if codes & _HIGH:
        return Flag.HIGH
    if codes & _ABNORMAL:
        return Flag.ABNORMAL
    return Flag.NORMAL if codes & _NORMAL else None


@remembered(2048, 300)
def words_flag(text: str | None) -> Flag | None:
    """Low, high, normal or abnormal when that is all the text says, else None."""
    if not text or len(text) > 40:
        return None
    said = plain_words(text)
    if said in _LOW_WORDS:
        return Flag.LOW
    if said in _HIGH_WORDS:
        return Flag.HIGH
    if said in _NORMAL_WORDS:
        return Flag.NORMAL
    return Flag.ABNORMAL if said in _ABNORMAL_WORDS else None


def of_a_strip(text: str) -> bool:
    """True for the words and ranges of a urine strip or sediment ("MOD.", "3-5"), which no blood count is told in."""
    return plain_words(text) in _STRIP_WORDS or _PER_FIELD.match(text) is not None


def polarity_of(found: CodeableConcept) -> Polarity | None:
    """Found, not found or undecided, by answer code or by the opening words; None when it is something else."""
    for coding in found.codings:
        code = str(coding.code)
        if code in _YES:
            return Polarity.POSITIVE
        if code in _NO:
            return Polarity.NEGATIVE
        if code in _UNSURE:
            return Polarity.INDETERMINATE
    for wording in (found.text, *(coding.display for coding in found.codings)):
        said = polarity_of_words(wording)
        if said is not None:
            return said
    return None


@remembered(2048, 300)
def polarity_of_words(text: str | None) -> Polarity | None:
    """Polarity told by the first words of a result ("Not detected.", "POSITIVE 1:80"), or by the last of a short one.

    "ANA negative" is; "gram negative" and "O negative" are names, and with a comma more than one thing is said.
    None when the words tell neither.
    """
    if not text:
        return None
    said = f"{plain_words(text[:100])} "
    if said.strip() in _NO_ALONE:
        return Polarity.NEGATIVE
    if _NONE_SEEN.match(said):
        return Polarity.NEGATIVE
    if said[:2] in ("1+", "2+", "3+", "4+") or text.lstrip()[:2] in ("1+", "2+", "3+", "4+"):
        return Polarity.POSITIVE
    for words, polarity in (
        (_UNSURE_WORDS, Polarity.INDETERMINATE),
        (_NO_WORDS, Polarity.NEGATIVE),
        (_YES_WORDS, Polarity.POSITIVE),
    ):
        if said.startswith(tuple(f"{word} " for word in words)):
            return polarity
    named = None if "," in text else _NAMED_VERDICT.fullmatch(said)
    return None if named is None else _CLOSING_WORDS[named["verdict"]]


@remembered(2048, 300)
def number_in_words(text: str | None) -> NumberInWords | None:
    """A string that is a number, with or without comparator and unit ("<5*.", "2,0", "> 1,000 U/L"); else None.

    A comma parts thousands where three digits follow each, and else decimals, as always behind a nought ("0,450").
    """
    found = _NUMBER.match(text) if text and len(text) <= _LONGEST_NUMBER else None
    if found is None:
        return None
    sign = (found["sign"] or "").lower()
    unit = (found["unit"] or "").strip().rstrip(".*").strip()
    grouped = found["grouped"]
    digits = grouped.replace(",", "") if grouped else found["number"].replace(",", ".")
    return NumberInWords(float(found["minus"] + digits), _SIGNS.get(sign), unit)
