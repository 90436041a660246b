"""Running text: notes, conclusions and documents, read for the concepts of the knowledge where they are said.

What is found is marked as from text and quoted by its phrase alone. A chart is read up to a bound of characters, the
newest texts first, whatever the order in which they were sent; what lies beyond is reported.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rules.chart import Course, Origin
from rules.lexicon import Sense, passages

if TYPE_CHECKING:
    from cds.fhir.gathering import Gathering
    from rules.chart import Moment
    from rules.identifiers import ConceptId, ResourceRef

__all__ = ["LONGEST_TEXT", "Narrative", "read_narratives"]

LONGEST_TEXT = 20_000
"""Characters of one text that are read; a discharge summary has about 10,000."""


@dataclass(frozen=True, slots=True)
class Narrative:
    """One text, kept until all of the chart are known: which of them are the newest cannot be told before.

    ``course`` PAST: all of it is of the past. ``cut``: the text was longer. ``about``: the text reports on what its
    title and its sentences name, and a denial is limited to that ("No thrombus." in the report of an echocardiogram).
    """

    text: str
    origin: Origin
    source: ResourceRef
    recorded: Moment | None
    course: Course = Course.UNSTATED
    cut: bool = False
    about: frozenset[ConceptId] | None = None


def read_narratives(gathering: Gathering) -> None:
    """Adds what the sentences of the texts kept in ``gathering.narratives`` state or deny, each on its own."""
    for narrative in sorted(gathering.narratives, key=_newest_first):
        _read(gathering, narrative)


def _newest_first(narrative: Narrative) -> tuple[bool, float, str]:
    recorded = narrative.recorded
    return recorded is None, 0.0 if recorded is None else -recorded.at.timestamp(), narrative.source


def _read(gathering: Gathering, narrative: Narrative) -> None:
    text, about, source = narrative.text, narrative.about, narrative.source
    allowed = gathering.characters(min(len(text), LONGEST_TEXT))
    if narrative.cut or allowed < len(text):
        gathering.count("text", "texts", "longer than is read: its end was not", source)
        # Half a sentence may say the opposite of the whole.
        text = text[: max(text.rfind("\n", 0, allowed), text.rfind(". ", 0, allowed) + 1, 0)]
    terms = gathering.terminology
    concepts = terms.concepts
    told = [(passage, spoken) for passage in passages(text, terms.headings) for spoken in concepts.spoken(passage.text)]
    if about is not None:
        about = about.union(*(spoken.named for _, spoken in told))
    for passage, spoken in told:
        if not spoken.asserted and not spoken.denied:
            continue
        quoted = concepts.phrases(passage.text, spoken)
        said = spoken if passage.sense is not Sense.FAMILY else replace(spoken, family=True)
        if about and said.denied:
            said = replace(said, about=about, means=None)
        gathering.say(
            (said,),
            quoted,
            narrative.origin,
            source,
            course=Course.PAST if passage.sense is Sense.HISTORICAL else narrative.course,
            recorded=narrative.recorded,
            uncertain=passage.sense is Sense.UNCERTAIN,
            from_text=True,
        )
