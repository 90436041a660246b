"""How well running text is read: invented sentences with what each says of whom, against what the reader makes of them.

``sentences/*.txt`` explain their marks.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.shares import Share
from cds.fhir.gathering import Gathering
from cds.fhir.narratives import Narrative, read_narratives
from rules.chart import Course, Origin
from rules.concept_definitions import ConceptKind
from rules.identifiers import ConceptId, ResourceRef

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cds.services.reasoning import Reasoning

__all__ = ["MARKS", "Labelled", "Mark", "Tally", "sentences", "tally"]

_FOLDER = Path(__file__).parent / "sentences"
_AS_OF = datetime(2026, 5, 10, 12, tzinfo=UTC)
_UNSAID = ConceptKind.DISEASE
_OF_RELATIVES = ("family_", "maternal_")
MARKS = {
    "+": "present", "-": "denied", "<": "of the past", "@": "of a relative", "~": "advice, plan, risk, doubt",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mark:
    """A concept and what is said of it, a key of ``MARKS``."""

    sign: str
    concept: ConceptId


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence and what it says."""

    text: str
    marks: tuple[Mark, ...]


@dataclass(slots=True)
class Tally:
    """Right and all by mark; ``wrongly`` are concepts read as present of the patient though marked otherwise."""

    right: dict[str, int] = field(default_factory=lambda: dict.fromkeys(MARKS, 0))
    all: dict[str, int] = field(default_factory=lambda: dict.fromkeys(MARKS, 0))
    wrongly: int = 0
    errors: list[str] = field(default_factory=list)

    @property
    def recall(self) -> Share:
        """Of what is present, what was found present."""
        return Share(self.right["+"], self.all["+"])

    @property
    def precision(self) -> Share:
        """Of what was found present, what is."""
        return Share(self.right["+"], self.right["+"] + self.wrongly)


def sentences(name: str) -> Iterator[Labelled]:
    """The sentences of one file, by its name without ending."""
    for line in (_FOLDER / f"{name}.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            text, _, marks = line.rpartition("|")
            told = (Mark(mark[0], ConceptId(mark[1:])) for mark in marks.split())
            yield Labelled(text.strip().replace("\\n", "\n"), tuple(told))


def tally(labelled: Iterable[Labelled], engine: Reasoning) -> Tally:
    """Every mark held against what the reader says of the sentence."""
    found = Tally()
    for sentence in labelled:
        said = _Said(sentence.text, engine)
        for each in sentence.marks:
            right = said.is_right(each)
            found.all[each.sign] += 1
            found.right[each.sign] += right
            found.wrongly += each.sign != "+" and each.concept in said.present
            if not right:
                found.errors.append(f"{each.sign}{each.concept}: {sentence.text}")
    return found


class _Said:
    """What the reader says of one sentence. A disease that is only suspected is not said."""

    def __init__(self, text: str, engine: Reasoning) -> None:
        gathering = Gathering(_AS_OF, engine.terminology)
        gathering.narratives.append(Narrative(text, Origin.REPORT, ResourceRef("note"), None))
        read_narratives(gathering)
        concepts = engine.knowledge.concepts
        self.present: set[ConceptId] = set()
        self.past: set[ConceptId] = set()
        self.denied: set[ConceptId] = set()
        self.of_relatives: set[ConceptId] = set()
        for statement in gathering.statements:
            self.denied |= statement.denied
            unsaid = _UNSAID if statement.uncertain else ""
            said = {each for each in statement.concepts if concepts[each].kind != unsaid}
            if statement.origin is Origin.FAMILY:
                self.of_relatives |= said
            elif statement.course is Course.PAST:
                self.past |= said
            else:
                self.present |= said

    def is_right(self, marked: Mark) -> bool:
        concept, present = marked.concept, marked.concept in self.present
        if marked.sign == "+":
            return present
        if marked.sign == "-":
            return not present and concept in self.denied
        if marked.sign == "<":
            return not present and concept in self.past
        if marked.sign == "@":
            told = any(each.startswith(_OF_RELATIVES) for each in self.present)
            return not present and (told or concept in self.of_relatives)
        return not present
