"""The common result: final, dated, one number in a known unit, with nothing beside it that needs a closer look.

It is what ``results`` makes of the same fields, in fewer steps; what does not fit is left to ``results``. Charts hold
thousands: this is one function, and the Result is filled here as ``cds.fhir.records`` does, because each call counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds.fhir.elements import ABSENT, Quantity, notes_in
from cds.fhir.judgements import disagrees
from cds.fhir.records import BlankResult
from cds.fhir.results import comparator_in_notes
from cds.fhir.times import known_moments, moment
from rules.chart import Caveat, Result

if TYPE_CHECKING:
    from cds.fhir.gathering import Gathering
    from cds.fhir.resources import Observation
    from cds.fhir.settled_scales import LastScale
    from cds.fhir.terminology import CodeReading
    from rules.identifiers import ResourceRef
    from rules.lab_definitions import LabDefinition

__all__ = ["add_plain_result", "notes_of"]

_DISAGREES = frozenset({Caveat.FLAG_DISAGREES})
_NEVER: LastScale = ("never", "never", ABSENT, ABSENT, None)
"""Of a test without a last scale: like nothing that is sent."""


def notes_of(found: Observation) -> tuple[str, ...]:
    """The notes; DSTU2 and STU3 send one text in their place."""
    return (*notes_in(found.note), *(text for text in (found.comment, found.comments) if text))


def add_plain_result(  # noqa: PLR0911 - one frame, one line a reason to look closer
    gathering: Gathering, lab: LabDefinition, reading: CodeReading, found: Observation, source: ResourceRef
) -> bool:
    """Adds the result of a recognised test; False, and nothing is added, when it takes a closer look."""
    if found.status != "final" or found.component is not None:
        return False
    quantity = found.valueQuantity
    if type(quantity) is not Quantity or quantity.comparator:
        return False
    number = quantity.value
    if type(number) is not float or (reading.clumpable and found.valueString):
        return False
    noted = found.note is not ABSENT or found.comment is not None or found.comments is not None
    if noted and (lab.vital or reading.clumpable or comparator_in_notes(notes_of(found), number) is not None):
        return False
    text = found.effectiveDateTime
    when = known_moments.get(text) or moment(text)
    if when is None or when.at > gathering.latest:
        return False
    identity = lab.id
    scales = gathering.terminology.settled
    # The test was mostly sent alike the last time: then nothing is looked up.
    code, unit, limits, flags, settled = scales.last.get(identity, _NEVER)
    if (
        code != quantity.code
        or unit != quantity.unit
        or limits != found.referenceRange
        or flags != found.interpretation
    ):
        settled = scales.of(lab, found, quantity)
    if settled is None:
        return False
    value = number if settled.factor == 1.0 else number * settled.factor
    if not settled.lowest <= value <= settled.highest:
        return False
    caveats = reading.caveats
    verdict, low, high = settled.verdict, settled.low, settled.high
    if settled.may_disagree and disagrees(lab, verdict, value, low, high):
        caveats |= _DISAGREES
    made = BlankResult()
    made.lab = identity
    made.when = when
    made.source = source
    made.value = value
    made.comparator = None
    made.words = None
    made.polarity = verdict.polarity
    made.flag = verdict.flag
    made.low = low
    made.high = high
    made.shown = settled.written[number]
    made.caveats = caveats
    made.__class__ = Result
    gathering.results[identity].append(made)
    return True
