"""Settled scales: the last one of a test is only taken for what was sent alike."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from cds.fhir.elements import Quantity
from cds.fhir.resources import Observation
from cds.fhir.settled_scales import Settled, SettledScales
from tests.cds.fhir.builders import TERMINOLOGY, count


def settled(scales: SettledScales, unit: str = "K/uL", **more: Any) -> Settled | None:
    found = msgspec.json.decode(json.dumps(count(88, unit, **more)).encode(), type=Observation)
    lab = TERMINOLOGY.read_code(found.code).lab
    assert lab is not None
    assert isinstance(found.valueQuantity, Quantity)
    scale = scales.of(lab, found, found.valueQuantity)
    last = scales.last.get(lab.id)
    if last is not None and len(unit) < 2000:
        assert last == (found.valueQuantity.code, unit, found.referenceRange, found.interpretation, scale)
    return scale


def settled_scales() -> SettledScales:
    return SettledScales(TERMINOLOGY.units, TERMINOLOGY.ranges, TERMINOLOGY.judgements)


def test_what_is_sent_alike_is_settled_once() -> None:
    scales = settled_scales()
    low, plain = [{"coding": [{"code": "L"}]}], settled(scales)
    flagged = settled(scales, interpretation=low)
    assert plain is not None
    assert flagged is not None
    assert (plain.verdict.flag, flagged.verdict.flag) == (None, "low")
    assert settled(scales) is plain
    assert settled(scales, interpretation=low) is flagged
    assert settled(scales, "furlong") is None


def test_what_is_too_long_is_not_remembered() -> None:
    scales = settled_scales()
    assert settled(scales, "x" * 2001) is None
    assert not scales.last


def test_the_memory_is_bounded() -> None:
    scales = settled_scales()
    for number in range(5000):
        settled(scales, f"furlong {number}")
    assert len(scales._known) <= 2048
    assert len(scales.last) == 1
