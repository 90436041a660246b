"""Everything the reader needs of the knowledge, compiled once: tests, concepts, medicines, orders, units.

Coded fields repeat: one blood count sends the same twenty codes in every chart. What a raw ``code`` field means is
remembered by its bytes, up to a bound.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cds.fhir.answers import Answers
from cds.fhir.categories import Categories
from cds.fhir.concept_codes import Concepts
from cds.fhir.diagnostic_certainty import Certainty, certainty
from cds.fhir.drug_codes import DrugCodes
from cds.fhir.elements import ABSENT, CodeableConcept, concepts, names
from cds.fhir.judgements import Judgements
from cds.fhir.lab_codes import LabCodes
from cds.fhir.medicine_contents import MedicineLabels
from cds.fhir.medicine_use import MedicineUses
from cds.fhir.order_codes import OrderCodes
from cds.fhir.reference_ranges import ReferenceRanges
from cds.fhir.settled_scales import SettledScales
from cds.fhir.units import UnitTable

if TYPE_CHECKING:
    from collections.abc import Mapping

    import msgspec

    from cds.fhir.spoken import Spoken
    from rules.chart import Caveat
    from rules.definitions import Knowledge
    from rules.identifiers import ConceptId, LabId
    from rules.lab_definitions import LabDefinition
    from rules.lexicon import Sense

__all__ = ["CodeReading", "Terminology"]

_REMEMBERED = 4096
_REMEMBERED_LENGTH = 2000


@dataclass(frozen=True, slots=True)
class CodeReading:
    """What a ``code`` field means. With ``lab`` None and a ``problem`` it is a test that must not be used.

    ``contested`` are then the tests it may be.
    ``text`` is the field's own wording for people, else that of its codes; ``spoken`` the concepts it states (see
    ``Spoken``).
    ``excluded``: the code says itself that the diagnosis was ruled out; ``spoken`` then denies it.
    ``means_nothing``: the knowledge has no use for this code. ``asked`` and ``denied`` are the concepts said of the
    patient, ``sites`` and ``by_code`` those of all that is spoken.
    """

    text: str = ""
    lab: LabDefinition | None = None
    caveats: frozenset[Caveat] = frozenset()
    problem: str = ""
    spoken: tuple[Spoken, ...] = ()
    clumpable: bool = False
    excluded: bool = False
    contested: tuple[LabId, ...] = ()
    means_nothing: bool = field(init=False)
    asked: frozenset[ConceptId] = field(init=False)
    denied: frozenset[ConceptId] = field(init=False)
    sites: frozenset[ConceptId] = field(init=False)
    by_code: bool = field(init=False)

    def __post_init__(self) -> None:
        """Sums up what is spoken, once for all the resources that carry the code."""
        own = [each for each in self.spoken if not each.family]
        summed = {
            "means_nothing": self.lab is None and not self.problem and not self.spoken,
            "asked": frozenset().union(*(each.asserted for each in own)),
            "denied": frozenset().union(*(each.denied for each in own)),
            "sites": frozenset().union(*(each.sites for each in self.spoken)),
            "by_code": any(each.by_code for each in self.spoken),
        }
        for name, value in summed.items():
            object.__setattr__(self, name, value)


_MEANS_NOTHING = CodeReading()


@dataclass(frozen=True, slots=True)
class Terminology:
    """The compiled knowledge. Frozen; the memories inside hold only what codes and wordings mean.

    ``headings``: of running text, with what they make of what stands below. ``known_codes``: what each concept of a raw
    field means, by its bytes, for fields met before.
    """

    labs: LabCodes
    units: UnitTable
    ranges: ReferenceRanges
    answers: Answers
    judgements: Judgements
    categories: Categories
    settled: SettledScales
    concepts: Concepts
    medicines: MedicineLabels
    uses: MedicineUses
    orders: OrderCodes
    headings: Mapping[str, Sense]
    known_codes: dict[bytes, tuple[CodeReading, ...]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def compile(cls, knowledge: Knowledge) -> Terminology:
        """Builds all look-ups. Takes tens of milliseconds; do it once at start."""
        words = knowledge.laboratory_words
        units = UnitTable(knowledge.units, words, knowledge.parameters.limits_alike_within)
        ranges = ReferenceRanges(words)
        answers = Answers(words)
        judgements = Judgements(words, answers)
        uses = MedicineUses(knowledge.medicine_words)
        return cls(
            labs=LabCodes(knowledge.labs, words),
            units=units,
            ranges=ranges,
            answers=answers,
            judgements=judgements,
            categories=Categories(words),
            settled=SettledScales(units, ranges, judgements),
            concepts=Concepts(knowledge.concepts, knowledge.text_words),
            medicines=MedicineLabels(DrugCodes(knowledge), uses, knowledge.medicine_words),
            uses=uses,
            orders=OrderCodes(knowledge.tests, knowledge.text_words),
            headings=knowledge.text_words.headings,
        )

    def read_code(self, raw: msgspec.Raw) -> CodeReading:
        """What a raw ``code`` field means. Raises msgspec.ValidationError when it is no CodeableConcept."""
        found = self.known_codes.get(bytes(raw))
        if found is None:
            found = self.read_codes(raw)
        return found[0] if found else _MEANS_NOTHING

    def read_codes(self, raw: msgspec.Raw) -> tuple[CodeReading, ...]:
        """What each concept of a raw field means; empty when it was not sent."""
        if raw is ABSENT:
            return ()
        key = bytes(raw)
        known = self.known_codes.get(key)
        if known is None:
            known = tuple(map(self._read_code, concepts(raw)))
            if len(key) <= _REMEMBERED_LENGTH:
                if len(self.known_codes) >= _REMEMBERED:
                    self.known_codes.clear()
                self.known_codes[key] = known
        return known

    def sites(self, raw: msgspec.Raw) -> frozenset[ConceptId]:
        """The body sites a raw ``bodySite`` field names."""
        if raw is ABSENT:
            return frozenset()
        return frozenset().union(*(reading.sites for reading in self.read_codes(raw)))

    def _read_code(self, code: CodeableConcept) -> CodeReading:
        text = next(names(code), "") or self.concepts.words_for(code)
        spoken = self.concepts.read(code)
        match = self.labs.match(code)
        if match is None:
            return CodeReading(text=text, spoken=spoken, excluded=certainty(code) is Certainty.EXCLUDED)
        clumpable = match.lab is not None and match.lab.clumps is not None
        return CodeReading(text, match.lab, match.caveats, match.problem, spoken, clumpable, contested=match.contested)

    def says_clumped(self, lab: LabDefinition, text: str) -> bool:
        """True when a note or a result in words says that the cells this test counts had clumped."""
        return any(lab.clumps in spoken.asserted for spoken in self.concepts.spoken(text))
