"""What in a site's data the knowledge does not understand, by count, with the likeliest meaning as a suggestion.

Only codes and the words of their fields are kept, never who they were about.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from cds.fhir.elements import ABSENT, CodeableConcept, Quantity, concepts, identifiers, names
from cds.fhir.entries import UNREADABLE, Unreadable, open_entries
from cds.fhir.medicine_contents import NONE_KNOWN, NOT_TOLD, together
from cds.fhir.resources import Condition, Medication, MedicationUse, Observation, ObservationComponent
from cds.fhir.units import Scale
from cds.fhir.wordings import plain_words
from rules.chart import ResolvedBy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cds.fhir.terminology import Terminology
    from rules.definitions import Knowledge

__all__ = ["Guess", "UnknownCode", "UnknownCodes"]

_WORDS_SHOWN = 80
_LEAST_ALIKE = 0.72
_SHORTEST_WORD = 4
_STEM = 5


class Guess(NamedTuple):
    """What it may mean: the id of the knowledge and how alike the names are, 0 to 1."""

    id: str
    alike: float


class _Sent(NamedTuple):
    kind: str
    system: str
    code: str
    words: str


@dataclass(frozen=True, slots=True)
class UnknownCode:
    """One concept as it was sent. ``kind``: result, problem, drug or unit; ``guess`` None: nothing is alike."""

    kind: str
    system: str
    code: str
    words: str
    number: int
    guess: Guess | None


class _Request(msgspec.Struct):
    prefetch: dict[str, msgspec.Raw]


_REQUEST = msgspec.json.Decoder(_Request)


class UnknownCodes:
    """Counts over many files; ``unreadable`` are resources and files that could not be decoded."""

    def __init__(self, knowledge: Knowledge, terminology: Terminology) -> None:
        self.resources = 0
        self.unreadable = 0
        self._terms = terminology
        self._found: Counter[_Sent] = Counter()
        self._names = _Names(knowledge)

    def add(self, raw: bytes) -> None:
        """Counts one Bundle, resource, NDJSON file or CDS Hooks request."""
        if b'"prefetch"' in raw:
            try:
                parts = [bytes(part) for part in _REQUEST.decode(raw).prefetch.values()]
            except UNREADABLE:
                parts = []
            for part in parts:
                if part != b"null":
                    self._add(part)
            if parts:
                return
        self._add(raw)

    def _add(self, raw: bytes) -> None:
        entries, opened = open_entries(raw)
        self.unreadable += len(opened.problems)
        for entry in entries:
            self.resources += 1
            found = entry.resource
            try:
                if isinstance(found, msgspec.Raw | bytes):
                    found = msgspec.json.decode(found, type=Medication)
                self._count(found)
            except UNREADABLE:
                self.unreadable += 1

    def found(self) -> Iterator[UnknownCode]:
        """Most frequent first, then by name."""
        for sent, number in sorted(self._found.items(), key=lambda each: (-each[1], each[0])):
            yield UnknownCode(*sent, number, self._names.guess(sent.kind, sent.words))

    def _count(self, found: object) -> None:
        if isinstance(found, Unreadable):
            self.unreadable += 1
        elif isinstance(found, Observation):
            for part in (found, *(found.component or ())):
                self._count_result(part)
        elif isinstance(found, Condition):
            if not self._terms.read_code(found.code).spoken:
                self._tell("problem", found.code)
        elif isinstance(found, MedicationUse):
            self._count_drug(found.medicationCodeableConcept, ABSENT)
            if found.medication is not None:
                self._count_drug(found.medication.concept, ABSENT)
        elif isinstance(found, Medication) and not found.ingredient:
            self._count_drug(found.code, found.identifier)

    def _count_result(self, part: Observation | ObservationComponent) -> None:
        reading = self._terms.read_code(part.code)
        if reading.means_nothing or reading.problem:
            self._tell("result", part.code)
        elif reading.lab is not None and reading.lab.unit and isinstance(part.valueQuantity, Quantity):
            raws = (part.valueQuantity.code, part.valueQuantity.unit)
            sent = next((raw for raw in raws if raw and raw.strip()), "")
            if sent and not any(isinstance(self._terms.units.find(reading.lab, raw or ""), Scale) for raw in raws):
                self._found[_Sent("unit", "", sent[:_WORDS_SHOWN], str(reading.lab.id))] += 1

    def _count_drug(self, code: msgspec.Raw, identifier: msgspec.Raw) -> None:
        labels = self._terms.medicines
        contents = together((labels.of_codes(bytes(code)), labels.of_identifiers(bytes(identifier))))
        if contents.by is ResolvedBy.NONE and contents is not NONE_KNOWN and contents is not NOT_TOLD:
            self._tell("drug", code, *(each.value for each in identifiers(identifier) if each.value))

    def _tell(self, kind: str, raw: msgspec.Raw, *others: str) -> None:
        for concept in concepts(raw) or (CodeableConcept(),):
            coding = next((each for each in concept.codings if each.code is not None), None)
            words = next(iter((*names(concept), *others)), "")
            system, code = (coding.system or "", str(coding.code)) if coding is not None else ("", "")
            if code or words:
                self._found[_Sent(kind, system, code[:_WORDS_SHOWN], " ".join(words.split())[:_WORDS_SHOWN])] += 1


class _Names:
    """The names of the knowledge by the beginnings of their words, so that only the alike are compared."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._by_stem: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
        self._add("result", ((lab.id, (lab.label, lab.short, *lab.names)) for lab in knowledge.labs.values()))
        self._add("problem", ((each.id, (each.label, *each.phrases)) for each in knowledge.concepts.values()))
        self._add("drug", ((drug.id, (drug.label, *drug.names)) for drug in knowledge.drugs.values()))

    def _add(self, kind: str, named: Iterable[tuple[str, tuple[str, ...]]]) -> None:
        for identity, wordings in named:
            for wording in wordings:
                plain = plain_words(wording)
                for stem in _stems(plain):
                    self._by_stem[kind, stem].add((plain, identity))

    def guess(self, kind: str, words: str) -> Guess | None:
        """The likeliest meaning; of equals the first by name."""
        plain = plain_words(words)
        matcher = SequenceMatcher(b=plain, autojunk=False)
        best = None
        for name, identity in sorted({each for stem in _stems(plain) for each in self._by_stem.get((kind, stem), ())}):
            matcher.set_seq1(name)
            if matcher.real_quick_ratio() >= _LEAST_ALIKE and matcher.quick_ratio() >= _LEAST_ALIKE:
                alike = matcher.ratio()
                if alike >= _LEAST_ALIKE and (best is None or alike > best.alike):
                    best = Guess(identity, alike)
        return best


def _stems(plain: str) -> set[str]:
    words = plain.split()
    return {word[:_STEM] for word in words if len(word) >= _SHORTEST_WORD} or set(words)
