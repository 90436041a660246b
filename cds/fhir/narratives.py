"""Running text: notes, conclusions and documents, read for the concepts of the knowledge where they are said.

What is found is marked as from text and quoted by its phrase alone. A chart is read up to a bound of characters; what
lies beyond is reported.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rules.chart import Course, Origin
from rules.lexicon import Sense, passages

if TYPE_CHECKING:
    from cds.fhir.gathering import Gathering
    from rules.chart import Moment
    from rules.identifiers import ConceptId, ResourceRef

__all__ = ["LONGEST_TEXT", "read_narrative"]

LONGEST_TEXT = 20_000
"""Characters of one text that are read; a discharge summary has about 10,000."""


def read_narrative(  # noqa: PLR0913 - a statement has that many sides
    gathering: Gathering,
    text: str,
    origin: Origin,
    source: ResourceRef,
    recorded: Moment | None,
    *,
    course: Course = Course.UNSTATED,
    cut: bool = False,
    about: frozenset[ConceptId] | None = None,
) -> None:
    """Adds what the sentences of a text state or deny, each on its own.

    ``course`` PAST: all of it is of the past. ``cut``: the text was longer. ``about``: the text reports on what its
    title and its sentences name, and a denial is limited to that ("No thrombus." in the report of an echocardiogram).
    """
    allowed = gathering.characters(min(len(text), LONGEST_TEXT))
    if cut or allowed < len(text):
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
            origin,
            source,
            course=Course.PAST if passage.sense is Sense.HISTORICAL else course,
            recorded=recorded,
            uncertain=passage.sense is Sense.UNCERTAIN,
            from_text=True,
        )
