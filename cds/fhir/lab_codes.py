"""Which test is this? By system and verified code, else by its whole name, never by a part of a name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cds.fhir.code_systems import system_key
from cds.fhir.elements import names
from cds.fhir.wordings import listed_plain, plain_words
from rules.chart import Caveat

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cds.fhir.elements import CodeableConcept
    from rules.definitions import Code
    from rules.identifiers import LabId
    from rules.lab_definitions import LabDefinition
    from rules.word_definitions import LaboratoryWords

__all__ = ["LabCodes", "LabMatch"]

_ODD_SPACES = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")


@dataclass(frozen=True, slots=True)
class LabMatch:
    """A recognised test; ``lab`` None with a ``problem`` when code and name contradict each other.

    ``contested`` are then the tests of the codes.
    """

    lab: LabDefinition | None
    caveats: frozenset[Caveat] = frozenset()
    problem: str = ""
    contested: tuple[LabId, ...] = ()


class LabCodes:
    """The tests of the knowledge by code and by name. Built once."""

    __slots__ = (
        "_beside_names", "_by_code", "_by_name", "_displays", "_elsewhere", "_methods", "_not_names", "_samples",
        "_words", "tests",
    )  # fmt: skip

    def __init__(self, labs: Mapping[LabId, LabDefinition], words: LaboratoryWords) -> None:
        self.tests = labs
        self._methods = tuple((listed_plain(each), caveat) for caveat, each in words.methods.items())
        self._samples = tuple((listed_plain(each), caveat) for caveat, each in words.samples.items())
        self._elsewhere = listed_plain(words.elsewhere)
        self._beside_names = frozenset(map(plain_words, words.beside_names))
        self._by_code: dict[tuple[str, str], tuple[LabDefinition, frozenset[Caveat]]] = {}
        self._by_name: dict[str, LabDefinition | None] = {}
        self._displays: dict[str, tuple[LabDefinition, frozenset[Caveat]]] = {}
        self._not_names: dict[str, tuple[str, ...]] = {}
        self._words: dict[str, frozenset[str]] = {}
        for lab in labs.values():
            self._words[lab.id] = frozenset(
                word for name in (lab.label, lab.short, *lab.names) for word in plain_words(name).split()
            )
            self._not_names[lab.id] = tuple(f" {plain_words(name)} " for name in lab.not_names)
            for code in lab.codes:
                self._add_code(lab, code)
            for name in {plain_words(name) for name in (lab.label, lab.short, *lab.names)}:
                # A name that two tests share tells neither.
                self._by_name[name] = lab if self._by_name.get(name, lab) is lab else None

    def _add_code(self, lab: LabDefinition, code: Code) -> None:
        if not code.verified:
            return
        caveats = self._caveats(lab, plain_words(code.display))
        self._by_code[code.system, code.code] = (lab, caveats)
        # A display of one word or two may be the bare component ("Haemoglobin" of a urine strip): that names no test.
        if "[" in code.display or " in " in code.display:
            self._displays[plain_words(code.display)] = (lab, caveats)

    def match(self, found: CodeableConcept) -> LabMatch | None:
        """The test a code means; None when it is none of ours."""
        coded = {
            hit[0].id: hit
            for coding in found.codings
            if coding.code is not None
            and (hit := self._by_code.get((system_key(coding.system), str(coding.code).strip())))
        }
        wordings = [plain_words(_ODD_SPACES.sub("", wording)) for wording in names(found)]
        if not coded:
            return self._named(wordings)
        if len(coded) > 1:  # a panel's code beside the code of its result
            coded = {key: hit for key, hit in coded.items() if hit[0].unit} or coded
        if len(coded) > 1:
            labels = " and ".join(sorted(hit[0].label for hit in coded.values()))
            return LabMatch(None, problem=f"its codes name different tests: {labels}", contested=tuple(sorted(coded)))
        lab, caveats = next(iter(coded.values()))
        other = next((named for wording in wordings if (named := self._other(wording, lab)) is not None), None)
        if other is not None:
            return LabMatch(None, problem=f"its code says {lab.label!r} and its name {other!r}", contested=(lab.id,))
        return LabMatch(lab, caveats.union(*(self._of_sample(lab, wording) for wording in wordings)))

    def in_other_units(self, lab: LabDefinition) -> LabDefinition | None:
        """The test that a name of this one means when its unit is the other's; None mostly."""
        return None if lab.in_other_units is None else self.tests[lab.in_other_units]

    def _named(self, wordings: list[str]) -> LabMatch | None:
        """The test of a name, unless another wording beside it says that it was not made in blood."""
        elsewhere = any(map(self._elsewhere.search, wordings))
        for wording in wordings:
            if elsewhere and not self._elsewhere.search(wording):
                continue
            display = self._displays.get(wording)
            if display is not None:
                return LabMatch(display[0], display[1] | {Caveat.FROM_NAME})
            lab = self._of_name(wording)
            if lab is not None and not self._is_not(wording, lab):
                return LabMatch(lab, self._caveats(lab, wording) | {Caveat.FROM_NAME})
        return None

    def _of_name(self, wording: str) -> LabDefinition | None:
        """The test of a name, also with words that change none, or with another of its names ("ALT (SGPT)")."""
        if wording in self._by_name:
            return self._by_name[wording]
        words = [word for word in wording.split() if word not in self._beside_names]
        lab = self._by_name.get(" ".join(words))
        if lab is not None:
            return lab
        for cut in range(1, len(words)):
            lab = self._by_name.get(" ".join(words[:cut]))
            if lab is not None and self._by_name.get(" ".join(words[cut:])) is lab:
                return lab
        return None

    def _of_sample(self, lab: LabDefinition, wording: str) -> frozenset[Caveat]:
        """What the words for a count say of its sample."""
        if lab.clumps is None:
            return frozenset()
        return frozenset(caveat for words, caveat in self._samples if words.search(wording))

    def _caveats(self, lab: LabDefinition, wording: str) -> frozenset[Caveat]:
        """What the words for a test say of its method and sample."""
        methods = (caveat for words, caveat in self._methods if words.search(wording))
        return self._of_sample(lab, wording).union(methods)

    def _other(self, wording: str, lab: LabDefinition) -> str | None:
        """The name of another test, or of something this test is not, if that is what the words say."""
        if wording in self._displays and self._displays[wording][0] is lab:
            return None
        named = self._by_name.get(wording)
        if named is not None and named is not lab and not self._words[lab.id].intersection(wording.split()):
            return named.label
        return wording if self._is_not(wording, lab) else None

    def _is_not(self, wording: str, lab: LabDefinition) -> bool:
        padded = f" {wording} "
        hits = [name for name in self._not_names[lab.id] if name in padded]
        if not hits:
            return False
        # "lactate" is another test, and a part of "lactate dehydrogenase": the test's own name is taken out first.
        for own in (f" {plain_words(name)} " for name in (lab.label, lab.short, *lab.names)):
            if any(name in own for name in hits):
                padded = padded.replace(own, " ")
        return any(name in padded for name in hits)
