"""Medicines ordered, taken, given or dispensed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds.fhir.elements import concepts
from cds.fhir.medicine_contents import NONE_KNOWN, NOT_TOLD
from cds.fhir.medicine_use import NOT_GIVEN, PLAIN_STATUS, period_of, state_of, use_with
from cds.fhir.records import new_exposure
from rules.chart import ResolvedBy

if TYPE_CHECKING:
    from cds.fhir.gathering import Gathering
    from cds.fhir.resources import MedicationUse
    from rules.identifiers import ResourceRef

__all__ = ["UNKNOWN_MEDICINE", "read_medication_use"]

UNKNOWN_MEDICINE = "unknown medicine"
"""Stands where neither a name nor a known code was sent."""

_ORDER = "MedicationRequest"
_NOT_TAKING = "not-taking"


def _was_not_taken(found: MedicationUse) -> bool:
    """DSTU2, STU3 and R5 say beside the status that a medicine was not taken, given or handed out."""
    said = found.wasNotTaken or found.notGiven or found.wasNotGiven or found.notDone
    if said or (found.taken is not None and found.taken.strip().lower() == "n"):
        return True
    adherence = found.adherence
    return adherence is not None and any(
        str(coding.code) == _NOT_TAKING for concept in concepts(adherence.code) for coding in concept.codings
    )


def read_medication_use(kind: str, gathering: Gathering, found: MedicationUse, source: ResourceRef) -> None:
    """Adds one exposure. A medicine that cannot be told is an unknown medicine, never no medicine.

    "No known medicines" in its place adds none, "no information" is reported.
    """
    status = found.status or ""
    if status not in PLAIN_STATUS:
        status = status.strip().lower()
    if status in NOT_GIVEN or found.doNotPerform or (kind != _ORDER and _was_not_taken(found)):
        return
    contents = gathering.shelf.of_use(found)
    if contents.by is ResolvedBy.NONE:
        if contents is NONE_KNOWN:
            return
        if contents is NOT_TOLD:
            gathering.count("list of medicines", "lists of medicines", "the sender has no information on them", source)
            return
        if not contents.name:
            gathering.count("medicine", "medicines", "what it is could not be told: no known code and no name", source)
    instructed = gathering.terminology.uses.instructions(found)
    start, stop = period_of(kind, found, instructed.periods)
    for conflict in contents.conflicts:
        gathering.cannot_read("medicine", conflict, source)
    gathering.drugs.append(
        new_exposure(
            contents.name or ", ".join(sorted(contents.drugs)).replace("_", " ") or UNKNOWN_MEDICINE,
            contents.drugs,
            contents.classes,
            state_of(kind, status, found, start, stop, gathering.now),
            source,
            contents.by,
            use_with(contents.use, instructed.use),
            start,
            stop,
        )
    )
