"""The allergy list: what a medicine did to the patient once, as far as it bears on platelets and skin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds.fhir.conditions import status_word
from cds.fhir.elements import ABSENT, concepts, names, notes_in
from cds.fhir.medicine_contents import together
from cds.fhir.spoken import Spoken
from rules.chart import Assertion, Course, Origin

if TYPE_CHECKING:
    from collections.abc import Iterator

    import msgspec

    from cds.fhir.gathering import Gathering
    from cds.fhir.medicine_contents import Contents
    from cds.fhir.resources import AllergyIntolerance, Reaction
    from rules.identifiers import ConceptId, ResourceRef

__all__ = ["read_allergy"]


def read_allergy(gathering: Gathering, found: AllergyIntolerance, source: ResourceRef) -> None:
    """Adds the reaction the entry tells of, always as of the past; one that was refuted is denied.

    Unconfirmed is how most systems file what a patient reports: it counts.
    """
    sent = found.verificationStatus
    status = {"" if sent is ABSENT else status_word(bytes(sent)), (found.status or "").strip().lower()}
    if "entered-in-error" in status:
        return
    onset = gathering.when(found.onsetDateTime, found.onset, found.lastOccurrence)
    recorded = gathering.when(found.recordedDate, found.assertedDate)
    if gathering.ahead(onset) or gathering.ahead(recorded):
        return
    reactions = [each for each in found.reaction or () if each is not None]
    named = (found.code, found.substance, *(each.substance for each in reactions))
    about = [(raw, gathering.terminology.read_code(raw)) for raw in named if raw is not ABSENT]
    medicine = together(_medicine(gathering, raw) for raw, _ in about)
    shown = [*_manifestations(gathering, reactions)]
    said = {concept for _, reading in about for concept in reading.asked}
    said |= {concept for _, asked in shown for concept in asked}
    said |= _noted(gathering, found, reactions)
    reaction = gathering.terminology.concepts.reactions(medicine.classes, frozenset(said))
    if not reaction:
        return
    what = next((reading.text for _, reading in about if reading.text), medicine.name)
    gathering.say(
        (Spoken(reaction),),
        ": ".join(text for text in (what, ", ".join(text for text, _ in shown if text)) if text),
        Origin.ALLERGY,
        source,
        assertion=Assertion.ABSENT if "refuted" in status else Assertion.PRESENT,
        course=Course.PAST,
        onset=onset,
        recorded=recorded,
    )


def _medicine(gathering: Gathering, raw: msgspec.Raw) -> Contents:
    """What is in the medicine. In a product's name a word such as "allergy" means an antidote: here it says nothing."""
    labels, alone = gathering.terminology.medicines, gathering.terminology.concepts.medicine_alone
    wordings = (alone(name) for concept in concepts(raw) for name in names(concept))
    return together((labels.of_codes(bytes(raw)), *map(labels.of_name, wordings)))


def _manifestations(gathering: Gathering, reactions: list[Reaction]) -> Iterator[tuple[str, frozenset[ConceptId]]]:
    """Wording and concepts of what was seen."""
    for reaction in reactions:
        for reading in gathering.terminology.read_codes(reaction.manifestation):
            yield reading.text, reading.asked


def _noted(gathering: Gathering, found: AllergyIntolerance, reactions: list[Reaction]) -> set[ConceptId]:
    """What descriptions and notes say of the patient."""
    notes = (text for raw in (found.note, *(each.note for each in reactions)) for text in notes_in(raw))
    texts = (*notes, *(each.description for each in reactions if each.description))
    spoken = (each for text in texts for each in gathering.terminology.concepts.spoken(text))
    return {concept for each in spoken if not each.family and not each.uncertain for concept in each.asserted}
