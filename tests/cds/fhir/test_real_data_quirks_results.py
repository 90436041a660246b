"""Laboratory results as real systems send them. Each row is one habit met in public data, told with invented values."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from rules.chart import Caveat, Comparator, Flag
from tests.cds.fhir.builders import LOINC, count, observation, read, the_result, whys

_LOCAL = "http://lab.example/items"
_UCUM = "http://unitsofmeasure.org"
_LIMITS = [{"low": {"value": 150}, "high": {"value": 400}}]


class Quirk(NamedTuple):
    """``value`` in 10⁹/L, or None with the reason in ``why``; ``caveats`` are those that must be there."""

    name: str
    resource: dict[str, Any]
    value: float | None
    caveats: tuple[Caveat, ...] = ()
    why: str = ""


def coded(code: str, display: str | None = None, system: str = _LOCAL, text: str | None = None) -> dict[str, Any]:
    coding = {"system": system, "code": code, **({"display": display} if display else {})}
    return {"coding": [coding], **({"text": text} if text else {})}


def of(code: dict[str, Any], value: Any = 88, unit: str | None = "K/uL", **more: Any) -> dict[str, Any]:
    return observation(code, valueQuantity={"value": value, **({"unit": unit} if unit else {})}, **more)


READ = [
    Quirk("a local code and no LOINC", of(coded("51265", "Platelet Count")), 88, (Caveat.FROM_NAME,)),
    Quirk(
        "an internal number under the LOINC system",
        of(coded("55435", "Platelets [#/volume] in Blood by Automated count", LOINC, "platelets")),
        88,
        (Caveat.FROM_NAME,),
    ),
    Quirk("no coding, text only", of({"text": "platelets"}), 88, (Caveat.FROM_NAME,)),
    Quirk(
        "seven codings, local first, without displays",
        of({"coding": [*({"system": f"urn:oid:1.2.{n}", "code": str(n)} for n in range(6)),
                       {"system": LOINC, "code": "777-3"}]}),
        88,
    ),
    Quirk(
        "a zero-width space in the name",
        of(coded("x", "Platelets [#/\u200bvolume] in Blood by Automated count")),
        88,
        (Caveat.FROM_NAME,),
    ),
    Quirk("a unit as free text without code", count(207, None, quantity={"unit": "x10e3/uL"}), 207),
    Quirk(
        "a unit code under a local system",
        count(88, None, quantity={"unit": "K/uL", "code": "K/uL", "system": "http://lab.example/units"}),
        88,
    ),
    Quirk("kelvin per microlitre", count(88, "K/uL", quantity={"system": _UCUM}), 88),
    Quirk("counted per microlitre", count(80000, "/uL", quantity={"system": _UCUM}), 80),
    Quirk("no unit, told by the reference range", count(88, None, referenceRange=_LIMITS), 88, (Caveat.UNIT_INFERRED,)),
    Quirk("the reference range as text", count(88, referenceRange=[{"text": "150-379"}]), 88),
    Quirk("thirteen decimals", count(150.1545305751643), 150.1545305751643),
    Quirk("a number inside a string", observation(valueString="88 K/uL"), 88, (Caveat.FROM_TEXT,)),
    Quirk("a number as a string in the quantity", count("88"), 88, (Caveat.FROM_TEXT,)),
    Quirk("a status with a blank behind it", count(88, status="final "), 88),
    Quirk("a status nobody knows", count(88, status="unknown"), 88, (Caveat.STATUS_UNKNOWN,)),
    Quirk("coded on plasma", of(coded("13056-7", None, LOINC)), 88, (Caveat.PLASMA_SAMPLE,)),
    Quirk(
        "a citrate tube by its text", of(coded("777-3", None, LOINC, "Platelets, citrate")), 88,
        (Caveat.CITRATE_SAMPLE,),
    ),
    Quirk(
        "a citrate tube by its text in Japanese", of(coded("777-3", None, LOINC, "血小板数(クエン酸)")), 88,
        (Caveat.CITRATE_SAMPLE,),
    ),
    Quirk("one interpretation for a list", count(88, interpretation={"text": "below low normal"}), 88),
    Quirk(
        "an invalid extension nobody needs",
        count(88, extension=[{"url": "http://x", "valueString": ["None", "Many"]}]),
        88,
    ),
]  # fmt: skip
UNREAD = [
    Quirk(
        "212 per microlitre is not survivable",
        count(212, "/uL", quantity={"system": _UCUM}, referenceRange=_LIMITS),
        None,
        why="its unit '/µL' does not fit",
    ),
    Quirk("a unit of another quantity", count(88, "mg/dL"), None, why="its unit 'mg/dL' is not known"),
    Quirk("masked", observation(valueString="___"), None, why="its result is words: '___'"),
    Quirk("unable to report", observation(valueString="UNABLE TO REPORT."), None, why="its result is words"),
    Quirk("a quantity without a value", observation(valueQuantity={"unit": "K/uL"}), None, why="no value was sent"),
    Quirk("no value and no reason", observation(), None, why="no value was sent"),
    Quirk(
        "a reason under a wrong system",
        observation(dataAbsentReason={"coding": [{"system": "x", "code": "error"}]}),
        None,
        why="no value was sent (error)",
    ),
]


@pytest.mark.parametrize("quirk", READ, ids=lambda quirk: quirk.name)
def test_read(quirk: Quirk) -> None:
    chart = read(quirk.resource)
    result = the_result(chart)
    assert result.value == pytest.approx(quirk.value)
    assert result.caveats == set(quirk.caveats)
    assert not chart.unread


@pytest.mark.parametrize("quirk", UNREAD, ids=lambda quirk: quirk.name)
def test_not_used_and_said_why(quirk: Quirk) -> None:
    chart = read(quirk.resource)
    assert all(result.value is None for result in chart.results.get("platelet_count", ()))
    assert quirk.why in whys(chart)


@pytest.mark.parametrize(
    "code",
    [
        coded("32623-1", "Platelet mean volume [Entitic volume] in Blood by Automated count", LOINC),
        coded("32207-3", "Platelet distribution width [Entitic volume] in Blood by Automated count", LOINC),
        coded("x", "Platelet Smear"), {"text": "Platelet antibody"}, {"text": "Large platelets"},
        {"text": "Platelet transfusion"}, coded("53800-9", "Platelets panel - Blood by Automated count", LOINC),
        coded("777-3", None, "http://lab.example/looks-like-loinc"),
    ],
    ids=str,
)  # fmt: skip
def test_look_alikes_are_no_count(code: dict[str, Any]) -> None:
    assert "platelet_count" not in read(of(code, 8.8, "fL")).results


@pytest.mark.parametrize("status", ["entered-in-error", "entered-in-error ", "ENTERED-IN-ERROR", "cancelled"])
def test_withdrawn(status: str) -> None:
    chart = read(count(8, status=status))
    assert not chart.results
    assert not chart.unread


@pytest.mark.parametrize(
    "note",
    [
        {"note": [{"text": "<5*."}]},
        {"note": {"text": "< 5"}},
        {"comment": "less than 5"},
        {"comments": "<5"},
    ],
    ids=["note", "one note for a list", "STU3 comment", "DSTU2 comments"],
)
def test_the_comparator_is_only_in_the_note(note: dict[str, Any]) -> None:
    result = the_result(read(count(5, **note)))
    assert (result.value, result.comparator, result.shown[:2]) == (5, Comparator.BELOW, "<5")
    assert Caveat.FROM_TEXT in result.caveats


@pytest.mark.parametrize(
    "words", ["CLUMPED", "UNABLE TO ESTIMATE DUE TO PLATELET CLUMPS.", "Platelet clumps seen, count not reliable"]
)
def test_clumps_in_words(words: str) -> None:
    chart = read(observation(valueString=words))
    result = the_result(chart)
    assert (result.value, result.caveats) == (None, {Caveat.CLUMPED})
    assert {"platelet_clumps"} in [statement.concepts for statement in chart.statements]


def test_a_day_without_a_clock_time_is_the_whole_day() -> None:
    when = the_result(read(count(88, effectiveDateTime="2026-05-09"))).when
    assert when.is_day
    assert when.latest.day == 10


@pytest.mark.parametrize(
    ("more", "flag"),
    [
        ({"interpretation": [{"coding": [{"code": "A"}]}]}, Flag.ABNORMAL),
        ({"interpretation": [{"text": "below low normal"}]}, Flag.LOW),
        ({"interpretation": {"coding": [{"code": "LL"}]}}, Flag.LOW),
        ({"interpretation": [{"text": "see comment"}]}, None),
        ({}, None),
    ],
)
def test_the_flag(more: dict[str, Any], flag: Flag | None) -> None:
    assert the_result(read(count(88, **more))).flag is flag


def test_a_number_against_its_flag_and_range_is_marked() -> None:
    flagged = count(180, interpretation=[{"coding": [{"code": "LL"}]}], referenceRange=_LIMITS)
    assert the_result(read(flagged)).caveats == {Caveat.FLAG_DISAGREES}


@pytest.mark.parametrize("words", ["MOD.", "LG", "TR.", "0-2", "3 - 5"])
def test_cells_in_urine_under_the_name_of_cells_in_blood(words: str) -> None:
    chart = read(observation({"text": "neutrophils"}, valueString=words))
    assert not chart.results
    assert whys(chart) == "1 laboratory result: not recognised: no known code or name"


def test_the_same_words_under_the_code_of_a_blood_test_are_reported() -> None:
    assert "its result is words: 'MOD.'" in whys(read(observation(valueString="MOD.")))
