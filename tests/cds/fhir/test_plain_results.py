"""The short way to a result says what the long way says, or leaves it to the long way."""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError, replace
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cds.fhir.elements import notes_in
from cds.fhir.gathering import Gathering
from cds.fhir.plain_results import add_plain_result
from cds.fhir.resources import Observation
from cds.fhir.results import Sample, read_result
from cds.fhir.times import moment
from rules.chart import Result
from rules.identifiers import ResourceRef
from tests.cds.fhir.builders import AS_OF, TERMINOLOGY, count, observation

WHEN = "2025-12-31T08:00:00Z"


def both(resource: Any) -> tuple[Any, Any]:
    """The result by the short way, None when it is left to the long way, and by the long way."""
    raw = json.dumps({"effectiveDateTime": WHEN, **resource}).encode()
    found = msgspec.json.decode(raw, type=Observation)
    reading = TERMINOLOGY.read_code(found.code)
    assert reading.lab is not None
    gathering, source = Gathering(AS_OF, TERMINOLOGY), ResourceRef("Observation/o1")
    added = add_plain_result(gathering, reading.lab, reading, found, source)
    short = [result for results in gathering.results.values() for result in results]
    assert len(short) == added
    when = moment(found.effectiveDateTime)
    long = read_result(gathering, found, reading, Sample(when, source, frozenset(), notes_in(found.note)))
    return next(iter(short), None), long


def ranged(low: Any, high: Any, **more: Any) -> Any:
    return [{"low": {"value": low, **more}, "high": {"value": high, **more}}]


def hb(value: Any, unit: str = "g/dL", **more: Any) -> Any:
    return observation("718-7", valueQuantity={"value": value, "unit": unit}, **more)


def flagged(code: str) -> Any:
    return [{"coding": [{"code": code}]}]


@pytest.mark.parametrize(
    "resource",
    [
        count(88), count(0), count(4000), count(88.25, "K/uL"), count(3000, "/uL"), count(1000, "/uL"),
        count(88, referenceRange=ranged(150, 400)), hb(12.5), hb(12.5, referenceRange=ranged(12, 16)),
        hb(120, "g/L", interpretation=flagged("N")), hb(120, "g/L", referenceRange=ranged(12, 16, unit="g/dL")),
        count(88, interpretation=flagged("H"), referenceRange=ranged(150, 400)),
        count(88, interpretation=flagged("L"), referenceRange=ranged(150, 400)),
        count(200, interpretation=flagged("LL")), count(200, interpretation=flagged("POS")),
        observation("74464-9", valueQuantity={"value": 88, "unit": "K/uL"}),
        observation({"text": "Hb"}, valueQuantity={"value": 12.5, "unit": "g/dL"}),
    ],
    ids=str,
)  # fmt: skip
def test_the_same_result(resource: Any) -> None:
    short, long = both(resource)
    assert short is not None
    assert short == long


def test_notes_that_say_nothing_of_it() -> None:
    for noted in (hb(12.5, note=[{"text": "Haemolysed."}]), hb(12.5, comment="<5.0*"), hb(12.5, comments="x")):
        short, long = both(noted)
        assert short is not None
        assert short == long


def test_notes_beside_a_vital_sign_may_tell_of_the_patient() -> None:
    noted = observation("8310-5", valueQuantity={"value": 38, "unit": "Cel"}, comment="rash")
    for vital in (True, False):
        found = msgspec.json.decode(json.dumps(noted).encode(), type=Observation)
        reading = TERMINOLOGY.read_code(found.code)
        assert reading.lab is not None
        lab, gathering = replace(reading.lab, vital=vital), Gathering(AS_OF, TERMINOLOGY)
        assert add_plain_result(gathering, lab, reading, found, ResourceRef("Observation/o1")) is not vital


def test_it_is_frozen_as_any_other() -> None:
    short, long = both(count(88))
    assert type(short) is Result
    assert repr(short) == repr(long)
    assert hash(short) == hash(long)
    with pytest.raises(FrozenInstanceError):
        setattr(short, "value", 1)  # noqa: B010


@pytest.mark.parametrize(
    "resource",
    [
        count(4001), count(-1), count(999, "/uL"), count(88, None), count(88, "furlong"), count("88"),
        count(88, quantity={"comparator": "<"}), count(88, valueString="clumped"), observation(valueString="88"),
        observation("8310-5", valueQuantity={"value": 99, "unit": "[degF]"}),
        count(88, "/uL", referenceRange=ranged(150, 400)), observation("1007-4", valueQuantity={"value": 1.0}),
        observation(), observation(valueQuantity=[{"value": 88, "unit": "K/uL"}]),
        count(88, note=[{"text": "clumped"}]), count(88, comment="clumped"), hb(5.0, note=[{"text": "<5.0*"}]),
        hb(5.0, comments="<5.0*"),
        hb(12.5, status="preliminary"), hb(12.5, status="Final"), hb(12.5, component=[]),
        hb(12.5, effectiveDateTime=None), hb(12.5, effectiveDateTime="2999-01-01"), hb(12.5, effectiveDateTime="today"),
    ],
    ids=str,
)  # fmt: skip
def test_what_takes_a_closer_look_is_left(resource: Any) -> None:
    assert both(resource)[0] is None


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(["777-3", "718-7", "6301-6", "8310-5", "32623-1", "770-8", "48065-7", "13056-7"]),
    st.floats(-10, 200_000),
    st.sampled_from(["10*3/uL", "/uL", "lakh/cumm", "g/dL", "g/L", "fL", "%", "1", "ng/mL{FEU}", "[degF]", "Cel", ""]),
    st.none() | st.tuples(st.floats(0, 500), st.floats(0, 500)),
    st.sampled_from(["L", "H", "N", "LL", "A", "POS", None]),
)
def test_never_another_result(code: Any, value: Any, unit: Any, limits: Any, flag: Any) -> None:
    more = ({"referenceRange": ranged(*limits)} if limits else {}) | ({"interpretation": flagged(flag)} if flag else {})
    short, long = both(observation(code, valueQuantity={"value": value, "unit": unit}, **more))
    assert short is None or short == long
