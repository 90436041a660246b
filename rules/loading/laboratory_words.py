"""``parameters/laboratory_words.yaml``: what laboratories write besides the names of tests."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from marshmallow import ValidationError, validates_schema

from rules.chart import Caveat, Flag, Polarity
from rules.loading.fields import MappingOf, Part, StrictSchema, Texts
from rules.loading.word_lists import WordListSchema, word_list
from rules.word_definitions import AnswerWords, FlagWords, LaboratoryWords, VerdictWords

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rules.loading.kinds import Plain
    from rules.word_definitions import WordList

__all__ = ["SAMPLES", "LaboratoryWordsSchema", "laboratory_words"]

_VERDICTS = (Polarity.INDETERMINATE, Polarity.NEGATIVE, Polarity.POSITIVE)
"""Tried in this order: "not detected" is no "detected", and "weakly positive?" may be undecided."""
_FLAGS = (Flag.LOW, Flag.HIGH, Flag.ABNORMAL, Flag.NORMAL)
_METHODS = {"estimated": Caveat.ESTIMATED, "capillary": Caveat.CAPILLARY}
SAMPLES = {"plasma": Caveat.PLASMA_SAMPLE, "citrate": Caveat.CITRATE_SAMPLE}
"""Names of samples in the knowledge, and the caveat that tells each on a result."""


class _VerdictSchema(StrictSchema):
    codes = Texts(required=True)
    opening = Texts(required=True)
    marks = Texts()
    alone = Texts()
    closing = Texts()


class _FlagSchema(StrictSchema):
    codes = Texts(required=True)
    words = Texts(required=True)


class LaboratoryWordsSchema(StrictSchema):
    """A word has one meaning among the verdicts, and one among the flags."""

    verdicts = MappingOf(Part(_VerdictSchema), keys=_VERDICTS, complete=True, required=True)
    part_of_name = Texts(required=True)
    seen = Texts(required=True)
    strip = Texts(required=True)
    denying = Texts(required=True)
    untold = Texts(required=True)
    unmade = Texts(required=True)
    flags = MappingOf(Part(_FlagSchema), keys=_FLAGS, complete=True, required=True)
    critical = Texts(required=True)
    methods = MappingOf(Part(WordListSchema), keys=_METHODS, complete=True, required=True)
    samples = MappingOf(Part(WordListSchema), keys=SAMPLES, complete=True, required=True)
    elsewhere = Part(WordListSchema, required=True)
    beside_names = Texts(required=True)
    between = Texts(required=True)
    no_unit = Texts(required=True)
    bare_volumes = Texts(required=True)
    categories = Texts(required=True)

    @validates_schema
    def _one_meaning(self, data: dict[str, Any], **_: Any) -> None:
        wrong = {
            key: reasons
            for key in ("verdicts", "flags")
            if (reasons := [f"gives {word} in two meanings" for word in _in_two(data[key].values())])
        }
        if wrong:
            raise ValidationError(wrong)

    @validates_schema
    def _critical_of_a_flag(self, data: dict[str, Any], **_: Any) -> None:
        flags = {code for flag in data["flags"].values() for code in flag["codes"]}
        strange = [code for code in data["critical"] if code not in flags]
        if strange:
            raise ValidationError({"critical": [f"{code} is no code of flags" for code in strange]})


def _in_two(meanings: Iterable[Mapping[str, list[str]]]) -> list[str]:
    """Words and codes that stand for two meanings."""
    each = [{word for words in meaning.values() for word in words} for meaning in meanings]
    return sorted({word for index, words in enumerate(each) for other in each[:index] for word in words & other})


def laboratory_words(data: Plain) -> LaboratoryWords:
    """The words of validated plain data."""
    return LaboratoryWords(
        answers=AnswerWords(
            verdicts=MappingProxyType({verdict: _verdict(data["verdicts"][verdict]) for verdict in _VERDICTS}),
            part_of_name=tuple(data["part_of_name"]),
            seen=tuple(data["seen"]),
            strip=tuple(data["strip"]),
            denying=tuple(data["denying"]),
            untold=tuple(data["untold"]),
            unmade=tuple(data["unmade"]),
        ),
        flags=MappingProxyType(
            {
                flag: FlagWords(frozenset(data["flags"][flag]["codes"]), tuple(data["flags"][flag]["words"]))
                for flag in _FLAGS
            }
        ),
        critical=frozenset(data["critical"]),
        methods=_doubts(data["methods"], _METHODS),
        samples=_doubts(data["samples"], SAMPLES),
        elsewhere=word_list(data["elsewhere"]),
        beside_names=frozenset(data["beside_names"]),
        between=tuple(data["between"]),
        no_unit=frozenset(data["no_unit"]),
        bare_volumes=frozenset(data["bare_volumes"]),
        categories=frozenset(data["categories"]),
    )


def _verdict(data: Plain) -> VerdictWords:
    return VerdictWords(
        frozenset(data["codes"]),
        tuple(data["opening"]),
        *(tuple(data.get(key, ())) for key in ("marks", "alone", "closing")),
    )


def _doubts(data: Plain, caveats: Mapping[str, Caveat]) -> Mapping[Caveat, WordList]:
    return MappingProxyType({caveat: word_list(data[name]) for name, caveat in caveats.items()})
