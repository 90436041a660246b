from __future__ import annotations

from typing import Any

import pytest

from rules.chart import Caveat, Comparator, Flag, Polarity
from tests.cds.fhir.builders import LOINC, count, observation, read, the_result, whys


def result(resource: Any, identity: Any = "platelet_count") -> Any:
    return the_result(read(resource), identity)


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [(88, "K/uL", 88), (88, "10*9/L", 88), (88, "G/L", 88), (88, "x10E3/UL", 88), (258, "X_10-3/uL", 258),
     (88000, "/µL", 88), (1.5, "lakh/cumm", 150), (3000, "/uL", 3)],
)  # fmt: skip
def test_units_go_through_the_table(value: Any, unit: Any, expected: Any) -> None:
    assert result(count(value, unit)).value == pytest.approx(expected)


def test_an_unknown_unit_is_a_reason_and_no_value() -> None:
    chart = read(count(88, "furlong"))
    assert not chart.results
    assert "'furlong' is not known" in whys(chart)
    assert chart.unread[0].lab == "platelet_count"


def test_a_missing_unit_is_inferred_and_said() -> None:
    found = result(count(170, None))
    assert found.value == 170
    assert Caveat.UNIT_INFERRED in found.caveats


def test_a_missing_unit_on_a_large_number_is_read_per_microlitre() -> None:
    assert result(count(150000, None)).value == 150
    assert result(count(170, "1")).value == 170


def test_a_missing_unit_follows_the_reference_range_before_the_magnitude() -> None:
    per_litre = [{"low": {"value": 150000}, "high": {"value": 450000}}]
    assert result(count(1200, None, referenceRange=per_litre)).value == pytest.approx(1.2)
    assert result(count(1200, None, referenceRange=[{"low": {"value": 150}, "high": {"value": 450}}])).value == 1200


def test_a_missing_unit_that_could_be_two_is_not_guessed() -> None:
    assert not read(count(1.5, None)).results
    assert "more than one would fit" in whys(read(count(1.5, None)))


def test_a_number_that_fits_another_unit_than_its_own_is_unusable() -> None:
    chart = read(count(212, "/uL", referenceRange=[{"low": {"value": 150}, "high": {"value": 400}}]))
    assert not chart.results
    assert "does not fit" in whys(chart)
    assert not read(count(212, "/uL")).results


@pytest.mark.parametrize(("value", "known"), [(4000, True), (4001, False), (0, True), (-1, False)])
def test_the_plausible_range_is_a_gate(value: Any, known: Any) -> None:
    chart = read(count(value))
    assert bool(chart.results) is known
    assert ("not a possible value" in whys(chart)) is not known


def test_fahrenheit_becomes_celsius() -> None:
    assert result(
        observation("8310-5", valueQuantity={"value": 101.3, "unit": "[degF]"}), "temperature"
    ).value == pytest.approx(38.5)


def test_an_annotation_that_matters_is_not_dropped() -> None:
    chart = read(observation("48065-7", valueQuantity={"value": 2, "unit": "mg/L{DDU}"}))
    assert not chart.results
    assert (
        the_result(read(observation("48065-7", valueQuantity={"value": 2, "unit": "mg/L{FEU}"})), "d_dimer").value == 2
    )


def test_the_comparator_stands_in_its_place() -> None:
    found = result(count(5, quantity={"comparator": "<"}))
    assert (found.value, found.comparator, found.shown) == (5, Comparator.BELOW, "<5 ×10⁹/L")


def test_the_comparator_stands_only_in_the_note() -> None:
    found = result(count(5, "K/uL", note=[{"text": "<5*."}]))
    assert found.comparator is Comparator.BELOW
    assert Caveat.FROM_TEXT in found.caveats
    assert result(count(5, "K/uL", note=[{"text": "<7*."}])).comparator is None


def test_the_comparator_stands_inside_a_string() -> None:
    found = result(observation(valueString="<5 K/uL"))
    assert (found.value, found.comparator) == (5, Comparator.BELOW)
    assert Caveat.FROM_TEXT in found.caveats


def test_a_number_inside_a_string_is_read_and_marked() -> None:
    found = result(observation("6301-6", valueString="2.0"), "inr")
    assert found.value == 2.0
    assert Caveat.FROM_TEXT in found.caveats
    assert result(count("150")).value == 150


@pytest.mark.parametrize(
    "text", ["9 K/uL, confirmed", "9, low", "9 K/uL; repeated and verified", "9 K/uL of normal", "9 K/uL, see comment."]
)
def test_a_few_words_may_follow_a_number(text: str) -> None:
    assert result(observation(valueString=text)).value == 9


@pytest.mark.parametrize("text", ["9, 10 and 11", "9, down from 80", "9, " + "very " * 7 + "low", "9 - 12 K/uL", "9,"])
def test_what_holds_more_than_a_number_is_words(text: str) -> None:
    assert result(observation(valueString=text)).value is None


def test_clumps_behind_a_number_mark_it() -> None:
    found = result(observation(valueString="38 K/uL, platelets clumped"))
    assert (found.value, found.caveats) == (38, {Caveat.CLUMPED, Caveat.FROM_TEXT})


def test_a_quantity_without_a_value_is_reported() -> None:
    chart = read(observation(valueQuantity={"unit": "10*3/uL"}, dataAbsentReason={"coding": [{"code": "error"}]}))
    assert not chart.results
    assert "no value was sent (error)" in whys(chart)
    assert not read(observation(dataAbsentReason={"coding": [{"code": "not-performed"}]})).unread


def test_words_on_a_count_are_kept_and_reported() -> None:
    chart = read(observation(valueString="UNABLE TO REPORT."))
    assert the_result(chart).words == "UNABLE TO REPORT."
    assert "its result is words" in whys(chart)


@pytest.mark.parametrize(("word", "flag"), [("decreased", Flag.LOW), ("Elevated", Flag.HIGH), ("normal", Flag.NORMAL)])
def test_a_single_word_is_a_flag(word: Any, flag: Any) -> None:
    found = result(observation(valueString=word))
    assert (found.value, found.flag) == (None, flag)


def test_clumps_in_words_or_note_mark_the_count() -> None:
    assert Caveat.CLUMPED in result(observation(valueString="UNABLE TO ESTIMATE DUE TO PLATELET CLUMPS.")).caveats
    chart = read(count(38, note=[{"text": "platelet clumps seen"}]))
    assert Caveat.CLUMPED in the_result(chart).caveats
    assert any("platelet_clumps" in each.concepts for each in chart.statements)


def test_a_note_without_clumps_marks_nothing() -> None:
    assert not result(count(38, note=[{"text": "no platelet clumps"}])).caveats


def test_clumps_make_only_the_count_of_what_clumped_doubtful() -> None:
    haemoglobin = count(8.4, "g/dL", code="718-7", note=[{"text": "platelet clumps seen"}])
    (found,) = read(haemoglobin).results.values()
    assert not found[0].caveats


@pytest.mark.parametrize(
    ("answer", "polarity"),
    [
        ({"coding": [{"system": "http://snomed.info/sct", "code": "10828004"}]}, Polarity.POSITIVE),
        ({"coding": [{"system": "http://snomed.info/sct", "code": "260385009"}]}, Polarity.NEGATIVE),
        ({"coding": [{"system": LOINC, "code": "LA11883-8"}]}, Polarity.NEGATIVE),
        ({"text": "Not detected"}, Polarity.NEGATIVE),
        ({"text": "Weakly positive"}, Polarity.POSITIVE),
        ({"text": "not done"}, None),
        ({"text": "direct Coombs negative"}, Polarity.NEGATIVE),
        ({"text": "DAT IgG positive"}, Polarity.POSITIVE),
        ({"text": "gram negative"}, None),
        ({"text": "not positive"}, None),
        ({"text": "IgG positive, C3d negative"}, None),
        ({"text": "one of two samples was negative"}, None),
    ],
)
def test_coded_answers_have_a_polarity(answer: Any, polarity: Any) -> None:
    assert result(observation("1007-4", valueCodeableConcept=answer), "dat").polarity is polarity


def test_interpretation_as_code_or_text() -> None:
    low = [{"coding": [{"code": "L"}]}]
    assert result(count(88, interpretation=low)).flag is Flag.LOW
    assert result(count(88, interpretation=[{"text": "below low normal"}])).flag is Flag.LOW
    assert result(count(88, interpretation={"coding": [{"code": "A"}]})).flag is Flag.ABNORMAL
    assert result(count(88, interpretation=[{"text": "see report"}])).flag is None


def test_a_flag_against_the_number_is_a_caveat() -> None:
    limits = [{"low": {"value": 150}, "high": {"value": 450}}]
    assert Caveat.FLAG_DISAGREES in result(count(180, interpretation=[{"coding": [{"code": "LL"}]}])).caveats
    assert (
        Caveat.FLAG_DISAGREES
        in result(count(180, referenceRange=limits, interpretation=[{"coding": [{"code": "L"}]}])).caveats
    )
    assert not result(count(140, referenceRange=limits, interpretation=[{"coding": [{"code": "L"}]}])).caveats


def test_reference_limits_are_converted_with_the_value() -> None:
    limits = [{"low": {"value": 12, "unit": "g/dL"}, "high": {"value": 16, "unit": "g/dL"}}]
    found = result(
        observation("718-7", valueQuantity={"value": 8.2, "unit": "g/dL"}, referenceRange=limits), "haemoglobin"
    )
    assert (found.value, found.low, found.high) == (82, 120, 160)


def test_reference_limits_in_words() -> None:
    found = result(count(88, referenceRange=[{"text": "150-379"}]))
    assert (found.low, found.high) == (150, 379)


def test_thirteen_decimals_are_not_shown() -> None:
    assert result(count(150.1545305751643)).shown == "150.155 ×10⁹/L"
    assert result(count(9)).shown == "9 ×10⁹/L"
    assert result(count(9000, "/uL")).shown == "9000 /µL"


def test_blood_pressure_is_in_the_components() -> None:
    parts = [
        {"code": {"coding": [{"system": LOINC, "code": "8480-6"}]}, "valueQuantity": {"value": 90, "unit": "mmHg"}}
    ]
    chart = read(observation("85354-9", component=parts))
    assert the_result(chart, "systolic").value == 90
    assert not chart.unread


def test_a_number_in_an_unknown_unit_keeps_the_flag_of_the_laboratory() -> None:
    low = count(88, "furlong", interpretation=[{"coding": [{"code": "L"}]}])
    found = result(low)
    assert (found.value, found.flag, found.shown) == (None, Flag.LOW, "88 furlong")
    assert "'furlong' is not known" in whys(read(low))
