"""The short way to a result says what the long way says, or leaves it to the long way."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cds.fhir.gathering import Gathering
from cds.fhir.plain_results import plain_result
from cds.fhir.resources import Observation
from cds.fhir.results import Sample, read_result
from rules.chart import Caveat, Moment
from tests.cds.fhir.builders import AS_OF, TERMINOLOGY, count, observation

WHEN = Moment(AS_OF)


def both(resource: Any, notes: tuple[str, ...] = ()) -> tuple[Any, Any]:
    found = msgspec.json.decode(json.dumps(resource).encode(), type=Observation)
    reading = TERMINOLOGY.read_code(found.code)
    assert reading.lab is not None
    source: Any = "Observation/o1"
    caveats = frozenset({Caveat.PRELIMINARY})
    short = plain_result(TERMINOLOGY.settled, reading.lab, found, reading, WHEN, source, caveats, notes)
    long = read_result(Gathering(AS_OF, TERMINOLOGY), found, reading, Sample(WHEN, source, caveats, notes))
    return short, long


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
    short, long = both(hb(12.5), ("Haemolysed.",))
    assert short is not None
    assert short == long


@pytest.mark.parametrize(
    "resource",
    [
        count(4001), count(-1), count(999, "/uL"), count(88, None), count(88, "furlong"), count("88"),
        count(88, quantity={"comparator": "<"}), count(88, valueString="clumped"), observation(valueString="88"),
        observation("8310-5", valueQuantity={"value": 99, "unit": "[degF]"}),
        count(88, "/uL", referenceRange=ranged(150, 400)), observation("1007-4", valueQuantity={"value": 1.0}),
        observation(), observation(valueQuantity=[{"value": 88, "unit": "K/uL"}]),
    ],
    ids=str,
)  # fmt: skip
def test_what_takes_a_closer_look_is_left(resource: Any) -> None:
    assert both(resource)[0] is None


def test_notes_that_may_change_it_are_left() -> None:
    assert both(count(88), ("clumped",))[0] is None
    short, long = both(hb(5.0), ("<5.0*",))
    assert short is None
    assert long.comparator == "<"


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
