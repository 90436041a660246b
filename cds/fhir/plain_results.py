"""The common result: one number in a known unit, with nothing beside it that needs a closer look.

It is what ``results`` makes of the same fields, in fewer steps; what does not fit is left to ``results``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds.fhir.elements import ABSENT, Quantity
from cds.fhir.judgements import disagrees
from cds.fhir.records import new_result
from cds.fhir.results import comparator_in_notes
from rules.chart import Caveat

if TYPE_CHECKING:
    from cds.fhir.resources import Observation, ObservationComponent
    from cds.fhir.settled_scales import LastScale, SettledScales
    from cds.fhir.terminology import CodeReading
    from rules.chart import Moment, Result
    from rules.definitions import LabDefinition
    from rules.identifiers import ResourceRef

__all__ = ["plain_result"]

_DISAGREES = frozenset({Caveat.FLAG_DISAGREES})
#: Of a test without a last scale: like nothing that is sent.
_NEVER: LastScale = ("never", "never", ABSENT, ABSENT, None)


def plain_result(  # noqa: PLR0913, PLR0917  a number and all that was sent beside it
    scales: SettledScales,
    lab: LabDefinition,
    found: Observation | ObservationComponent,
    reading: CodeReading,
    when: Moment | None,
    source: ResourceRef,
    caveats: frozenset[Caveat],
    notes: tuple[str, ...],
) -> Result | None:
    """The result of a recognised test, or None when it takes ``read_result`` to tell."""
    quantity = found.valueQuantity
    if type(quantity) is not Quantity or quantity.comparator:
        return None
    number = quantity.value
    if type(number) is not float or (reading.clumpable and (notes or found.valueString)):
        return None
    if notes and comparator_in_notes(notes, number) is not None:
        return None
    # The test was mostly sent alike the last time: then nothing is looked up.
    code, unit, limits, flags, settled = scales.last.get(lab.id, _NEVER)
    if (
        code != quantity.code
        or unit != quantity.unit
        or limits != found.referenceRange
        or flags != found.interpretation
    ):
        settled = scales.of(lab, found, quantity)
    if settled is None:
        return None
    value = number if settled.factor == 1.0 else number * settled.factor
    if not settled.lowest <= value <= settled.highest:
        return None
    if reading.caveats:
        caveats |= reading.caveats
    verdict, low, high = settled.verdict, settled.low, settled.high
    if settled.may_disagree and disagrees(lab, verdict, value, low, high):
        caveats |= _DISAGREES
    return new_result(
        lab.id,
        when,
        source,
        value,
        None,
        None,
        verdict.polarity,
        verdict.flag,
        low,
        high,
        settled.written[number],
        caveats,
    )
