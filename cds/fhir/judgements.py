"""The laboratory's own interpretation of a result, and whether the number bears it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from cds.fhir.answers import Judgement, judgement
from cds.fhir.elements import ABSENT, concepts
from cds.fhir.remembering import remembered
from rules.chart import Flag

if TYPE_CHECKING:
    from rules.lab_definitions import LabDefinition

__all__ = ["disagrees", "judged"]

_NO_JUDGEMENT = Judgement()


def judged(raw: msgspec.Raw) -> Judgement:
    """The laboratory's interpretation; empty when missing or not understood."""
    return _NO_JUDGEMENT if raw is ABSENT else _judged(bytes(raw))


@remembered(1024)
def _judged(raw: bytes) -> Judgement:
    try:
        return judgement(concepts(msgspec.Raw(raw)))
    except msgspec.DecodeError:
        return _NO_JUDGEMENT


def disagrees(lab: LabDefinition, verdict: Judgement, value: float, low: float | None, high: float | None) -> bool:
    """Does the laboratory's flag contradict the number? Judged by the sender's own limits.

    Without them only a critical flag on a number that is normal at every age is a contradiction.
    """
    if low is None and high is None:
        if not verdict.critical:
            return False
        lows = [limit.low for limit in lab.limits if limit.low is not None]
        highs = [limit.high for limit in lab.limits if limit.high is not None]
        return bool(lows and highs) and max(lows) <= value <= min(highs)
    if verdict.flag is Flag.LOW:
        return low is not None and value >= low and (high is None or value != low)
    if verdict.flag is Flag.HIGH:
        return high is not None and value <= high and (low is None or value != high)
    if verdict.flag is Flag.NORMAL:
        return (low is not None and value < low) or (high is not None and value > high)
    return False
