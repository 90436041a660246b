"""What a test, its unit, its reference range and its flag settle about a number before the number is looked at.

Charts repeat these: every blood count sends the same units and limits. Settled scales are remembered, up to a bound.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, TypeAlias

from cds.fhir.written_numbers import WrittenNumbers

if TYPE_CHECKING:
    from collections.abc import Mapping

    import msgspec

    from cds.fhir.elements import Quantity
    from cds.fhir.judgements import Judgement, Judgements
    from cds.fhir.reference_ranges import Limits, ReferenceRanges
    from cds.fhir.resources import Observation, ObservationComponent
    from cds.fhir.units import Scale, UnitTable
    from rules.identifiers import LabId
    from rules.lab_definitions import LabDefinition

__all__ = ["Key", "LastScale", "Settled", "SettledScales", "converted"]

_REMEMBERED = 2048
_REMEMBERED_LENGTH = 2000


@dataclass(frozen=True, slots=True)
class Settled:
    """The factor to the canonical unit, the sender's limits in it, the laboratory's flag.

    It holds for canonical values from ``lowest`` to ``highest``; any other needs a closer look. ``may_disagree``: the
    flag says something that a value within them may belie. ``written``: numbers as sent, for people.
    """

    factor: float
    low: float | None
    high: float | None
    lowest: float
    highest: float
    verdict: Judgement
    may_disagree: bool
    written: Mapping[float, str]


Key: TypeAlias = "tuple[LabId, str | None, str | None, bytes, bytes]"
"""Test, unit code, unit, raw reference range, raw interpretation; the raw fields empty when they were not sent."""
LastScale: TypeAlias = "tuple[str | None, str | None, msgspec.Raw, msgspec.Raw, Settled | None]"
"""Unit code, unit, reference range and interpretation as sent, and the scale they settle."""


class SettledScales:
    """Settled scales by test and all that was sent beside the number. Remembered, up to a bound."""

    __slots__ = ("_judgements", "_known", "_ranges", "_units", "last")

    def __init__(self, units: UnitTable, ranges: ReferenceRanges, judgements: Judgements) -> None:
        self._units = units
        self._ranges = ranges
        self._judgements = judgements
        self._known: dict[Key, LastScale] = {}
        self.last: dict[LabId, LastScale] = {}

    def of(self, lab: LabDefinition, found: Observation | ObservationComponent, quantity: Quantity) -> Settled | None:
        """The settled scale of a quantity; None where the scale depends on the number or there is none.

        It is left in ``last`` together with what it was told by: the next result of the test is mostly sent alike, and
        to compare is cheaper than to look up.
        """
        limits, flags = found.referenceRange, found.interpretation
        key = (lab.id, quantity.code, quantity.unit, bytes(limits), bytes(flags))
        known = self._known.get(key)
        if known is None:
            settled = self._settle(lab, quantity, self._ranges.of(limits), self._judgements.of(flags))
            if sum(len(part) for part in key if part) > _REMEMBERED_LENGTH:
                return settled
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            # Copies: the raw fields would keep all that was sent in memory.
            known = self._known[key] = (quantity.code, quantity.unit, limits.copy(), flags.copy(), settled)
        self.last[lab.id] = known
        return known[-1]

    def _settle(self, lab: LabDefinition, quantity: Quantity, sent: Limits, verdict: Judgement) -> Settled | None:
        told = (quantity.code, quantity.unit)
        scale = self._units.sent_scale(lab, told) if lab.unit else None
        if scale is None or scale.offset or self._units.two_told(lab, told):
            return None
        if self._units.contradicted(lab, scale, sent.low, sent.high):
            return None
        low, high = converted(self._units, lab, scale, sent)
        lowest = -inf if lab.plausible_low is None else lab.plausible_low
        highest = inf if lab.plausible_high is None else lab.plausible_high
        if scale.factor != 1.0:  # what converts to next to nothing may be in a wrong unit
            lowest = max(lowest, 1.0)
        may_disagree = verdict.flag is not None and (verdict.critical or low is not None or high is not None)
        return Settled(scale.factor, low, high, lowest, highest, verdict, may_disagree, WrittenNumbers(scale.shown))


def converted(units: UnitTable, lab: LabDefinition, scale: Scale, sent: Limits) -> tuple[float | None, float | None]:
    """The sender's limits in the canonical unit, by their own unit where they carry one; None for one not sent."""
    if sent.low is None and sent.high is None:
        return None, None
    own = scale
    for unit in sent.units:
        found = units.find(lab, unit)
        if found is not None:
            own = found
            break
    if own.factor == 1.0 and not own.offset:
        return sent.low, sent.high
    return (
        None if sent.low is None else own.convert(sent.low),
        None if sent.high is None else own.convert(sent.high),
    )
