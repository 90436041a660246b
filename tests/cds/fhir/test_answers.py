"""Results and answers in words follow the words of the knowledge. Other tests try those that are delivered."""

from __future__ import annotations

import json

import msgspec
import pytest

from cds.fhir.answers import Answers
from cds.fhir.categories import Categories
from cds.fhir.elements import ABSENT
from cds.fhir.judgements import Judgement, Judgements
from cds.fhir.reference_ranges import NO_LIMITS, Limits, ReferenceRanges
from rules.chart import Flag, Polarity
from rules.word_definitions import AnswerWords, FlagWords, LaboratoryWords, VerdictWords

WORDS = LaboratoryWords(
    answers=AnswerWords(
        verdicts={
            Polarity.NEGATIVE: VerdictWords(frozenset({"NEG"}), ("nie wykryto",), alone=("nie",), closing=("ujemny",)),
            Polarity.POSITIVE: VerdictWords(frozenset({"POS"}), ("wykryto", "dodatni"), ("+",), closing=("dodatni",)),
        },
        part_of_name=("gram",),
        seen=("widoczne",),
        strip=("ślad",),
        denying=("nie",),
        untold=("nie pytano",),
        unmade=("nie wykonano",),
    ),
    flags={
        Flag.LOW: FlagWords(frozenset({"L", "LL"}), ("niski",)),
        Flag.NORMAL: FlagWords(frozenset({"N"}), ("norma",)),
    },
    critical=frozenset({"LL"}),
    between=("do",),
    categories=frozenset({"Badania Krwi"}),
)
OF_WORDS, OF_NONE = Answers(WORDS), Answers(LaboratoryWords())


def interpretation(**coding: str) -> msgspec.Raw:
    return msgspec.Raw(json.dumps([{"coding": [coding]}]).encode())


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("Nie wykryto.", Polarity.NEGATIVE),
        ("nie", Polarity.NEGATIVE),
        ("nie wiadomo", None),
        ("WYKRYTO 1:80", Polarity.POSITIVE),
        ("wykrytox", None),
        ("++", Polarity.POSITIVE),
        ("no blasty widoczne", Polarity.NEGATIVE),
        ("no blasty", None),
        ("ANA ujemny", Polarity.NEGATIVE),
        ("gram ujemny", None),
        ("ANA ujemny, ANCA dodatni", None),
        ("detected", None),
        ("", None),
        (None, None),
    ],
)
def test_a_verdict_in_the_words_of_the_knowledge(text: str | None, polarity: Polarity | None) -> None:
    assert OF_WORDS.polarity(text) is polarity
    assert OF_NONE.polarity(text) is None


@pytest.mark.parametrize(
    ("text", "untold", "denies", "strip"),
    [
        ("Nie pytano", True, True, False),
        ("nie, nigdy", False, False, False),
        ("Nie ma", False, True, False),
        ("Ślad", False, False, True),
        ("3-5", False, False, True),
        ("305", False, False, False),
        ("", True, False, False),
    ],
)
def test_an_answer_that_tells_nothing_denies_or_is_of_a_strip(
    text: str, untold: bool, denies: bool, strip: bool
) -> None:
    assert (OF_WORDS.untold(text), OF_WORDS.denies(text), OF_WORDS.of_a_strip(text)) == (untold, denies, strip)


def test_an_answer_code_goes_before_its_words() -> None:
    assert OF_WORDS.coded(b'{"coding": [{"code": "NEG", "display": "dodatni"}]}') == ("dodatni", Polarity.NEGATIVE)
    assert OF_WORDS.coded(b'{"coding": [{"code": "neg", "display": "dodatni"}]}') == ("dodatni", Polarity.POSITIVE)
    assert OF_NONE.coded(b'{"coding": [{"code": "NEG", "display": "dodatni"}]}') == ("dodatni", None)
    assert OF_WORDS.coded(b"[]") is None


@pytest.mark.parametrize(
    ("sent", "judgement"),
    [
        (interpretation(code="l"), Judgement(Flag.LOW)),
        (interpretation(code="LL"), Judgement(Flag.LOW, critical=True)),
        (interpretation(code="HH"), Judgement()),
        (interpretation(code="N", display="dodatni"), Judgement(Flag.NORMAL)),
        (interpretation(code="x", display="Niski"), Judgement(Flag.LOW)),
        (interpretation(code="x", display="low"), Judgement()),
        (interpretation(code="POS"), Judgement(polarity=Polarity.POSITIVE)),
        (ABSENT, Judgement()),
        (msgspec.Raw(b"7"), Judgement()),
    ],
)
def test_an_interpretation_by_the_codes_and_words_of_the_knowledge(sent: msgspec.Raw, judgement: Judgement) -> None:
    assert Judgements(WORDS, OF_WORDS).of(sent) == judgement
    assert Judgements(LaboratoryWords(), OF_NONE).of(sent) == Judgement()


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("150 do 400", Limits(150, 400)),
        ("150 - 400", Limits(150, 400)),
        ("150 to 400", NO_LIMITS),
        ("400 do 150", NO_LIMITS),
        ("<5", Limits(None, 5)),
    ],
)
def test_limits_are_joined_by_a_dash_or_a_word_of_the_knowledge(text: str, limits: Limits) -> None:
    assert ReferenceRanges(WORDS).of(msgspec.Raw(json.dumps([{"text": text}]).encode())) == limits


@pytest.mark.parametrize(
    ("text", "category"),
    [("badania krwi", "laboratory"), ("Laboratory", "laboratory"), ("chemistry", ""), ("Exam", "exam")],
)
def test_a_laboratory_result_by_its_category(text: str, category: str) -> None:
    categories = Categories(WORDS)
    assert categories.of(msgspec.Raw(json.dumps({"text": text}).encode())) == category
    assert not categories.of(ABSENT)
    assert not categories.of(msgspec.Raw(b"7"))


@pytest.mark.parametrize(
    ("text", "unmade"),
    [
        ("nie wykonano", True),
        ("Nie wykonano; mało krwi", True),
        ("nie wykonanony", False),
        ("Nie wykonano 9", False),
        ("Nie wykonano, niski", False),
        ("wynik: nie wykonano", False),
        ("", False),
    ],
)
def test_a_result_that_was_not_measured_says_so_first_and_holds_no_number(text: str, unmade: bool) -> None:
    assert OF_WORDS.unmade(text) is unmade
    assert not OF_NONE.unmade(text)
