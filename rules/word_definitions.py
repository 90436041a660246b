"""Words as loaded: what charts call things besides their names, in the languages of charts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rules.chart import Caveat, Flag, Polarity
    from rules.lexicon.senses import Cue, Sense

__all__ = ["AnswerWords", "FlagWords", "LaboratoryWords", "MedicineWords", "TextWords", "VerdictWords", "WordList"]


@dataclass(frozen=True, slots=True)
class WordList:
    """``words`` are whole, with a star for any ending; ``anywhere`` is found inside a wording without spaces.

    ``longer``: words that begin as one of ``anywhere`` does and mean something else.
    """

    words: tuple[str, ...] = ()
    anywhere: tuple[str, ...] = ()
    longer: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MedicineWords:
    """What orders say of a medicine besides its name. Empty: nothing of the kind is understood.

    ``local_routes`` are codes, ``none_known`` codes in the place of a medicine. ``undoing`` after a drug's name: the
    product lacks or undoes it. ``takers`` in brackets: the drugs named there are not inside. ``pieces`` mean one of it.
    ``units`` gives a spelling's unit, "mg" or "[iU]", and factor; ``strength_units`` those that stand in names.
    ``times_a_day``: of an abbreviation of timing.
    """

    line_care: WordList = WordList()
    local_use: WordList = WordList()
    local_routes: frozenset[str] = frozenset()
    none_known: frozenset[str] = frozenset()
    undoing: frozenset[str] = frozenset()
    takers: WordList = WordList()
    pieces: frozenset[str] = frozenset()
    units: Mapping[str, tuple[str, float]] = field(default_factory=dict)
    strength_units: tuple[str, ...] = ()
    times_a_day: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class VerdictWords:
    """What says found, not found or undecided. ``codes`` are answer codes.

    A result says it by ``opening`` words, by ``marks`` at its very beginning, by words that stand ``alone``, and a
    short one by its ``closing`` word.
    """

    codes: frozenset[str] = frozenset()
    opening: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerWords:
    """Results and answers in words. ``verdicts`` are tried in their order.

    ``part_of_name``: words after which a closing word is part of a name, or no verdict of this result. ``seen``: what
    "no blasts ..." ends with. ``strip``: all that a result of a strip or sediment says. An answer to a question denies
    with its first word (``denying``), or tells nothing when it begins with one of ``untold``. A result that begins with
    one of ``unmade`` was not measured.
    """

    verdicts: Mapping[Polarity, VerdictWords] = field(default_factory=dict)
    part_of_name: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()
    strip: tuple[str, ...] = ()
    denying: tuple[str, ...] = ()
    untold: tuple[str, ...] = ()
    unmade: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FlagWords:
    """What says that a result is low, high, normal or abnormal: codes of interpretation, and all that words say."""

    codes: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LaboratoryWords:
    """What laboratories write besides the names of tests. Empty: nothing of the kind is understood.

    ``flags`` are tried in their order; ``critical`` are those of their codes that call for help. ``methods`` make any
    test doubtful, ``samples`` a count of cells; ``elsewhere``: not made in blood. ``beside_names`` change no name of a
    test. ``between`` joins two limits.
    ``no_unit`` and ``bare_volumes`` stand where a unit would; ``categories`` are those of laboratory results.
    """

    answers: AnswerWords = AnswerWords()
    flags: Mapping[Flag, FlagWords] = field(default_factory=dict)
    critical: frozenset[str] = frozenset()
    methods: Mapping[Caveat, WordList] = field(default_factory=dict)
    samples: Mapping[Caveat, WordList] = field(default_factory=dict)
    elsewhere: WordList = WordList()
    beside_names: frozenset[str] = frozenset()
    between: tuple[str, ...] = ()
    no_unit: frozenset[str] = frozenset()
    bare_volumes: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class TextWords:
    """What says in running text of whom, when and whether something is said. Empty: all of it is there, now.

    ``cues``: what a phrase does to what it reaches. ``headings``, in small letters: what stands under them is.
    ``leads`` may stand between a name and its number, ``counted`` behind a number make it a count of something else.
    """

    cues: Mapping[str, Cue] = field(default_factory=dict)
    headings: Mapping[str, Sense] = field(default_factory=dict)
    leads: frozenset[str] = frozenset()
    counted: frozenset[str] = frozenset()
