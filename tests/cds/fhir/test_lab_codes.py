from __future__ import annotations

from typing import Any

import pytest

from cds.fhir.elements import CodeableConcept
from cds.fhir.lab_codes import LabCodes
from rules.chart import Caveat
from rules.loading import load_knowledge
from tests.cds.fhir.builders import LOINC, count, observation, read, the_result, whys

QUANTITY = {"value": 88, "unit": "K/uL"}


@pytest.fixture(scope="module")
def delivered() -> LabCodes:
    known = load_knowledge()
    return LabCodes(known.labs, known.laboratory_words)


def assert_named(codes: LabCodes, name: str, lab: str) -> None:
    found = codes.match(CodeableConcept(text=name))
    assert found is not None
    assert found.lab is not None
    assert found.lab.id == lab


def named(**code: Any) -> Any:
    return read(observation(code, valueQuantity=QUANTITY, category=[{"coding": [{"code": "laboratory"}]}]))


def test_a_local_code_is_told_by_its_display() -> None:
    found = the_result(
        named(coding=[{"system": "http://lab.example/items", "code": "51265", "display": "Platelet Count"}])
    )
    assert found.value == 88
    assert Caveat.FROM_NAME in found.caveats


def test_a_number_under_the_loinc_system_is_told_by_its_display() -> None:
    chart = named(
        coding=[{"system": LOINC, "code": "55435", "display": "Platelets [#/volume] in Blood by Automated count"}]
    )
    assert the_result(chart).value == 88


def test_text_only() -> None:
    assert the_result(named(text="PLATELETS")).value == 88


def test_a_zero_width_space_in_a_name() -> None:
    display = "Platelets [#/\u200bvolume] in Blood by Automated count"
    assert the_result(named(coding=[{"system": LOINC, "code": "1", "display": display}])).value == 88


def test_a_loinc_looking_code_under_another_system_is_nothing() -> None:
    chart = named(coding=[{"system": "urn:oid:1.2.4", "code": "777-3"}])
    assert not chart.results
    assert "1 laboratory result: not recognised" in whys(chart)


def test_an_unverified_code_is_never_matched() -> None:
    assert not named(coding=[{"system": LOINC, "code": "62244-9"}]).results


@pytest.mark.parametrize("text", ["Platelet Smear", "mean platelet volume", "platelets and more", "Platelet antibody"])
def test_near_misses_do_not_match(text: Any) -> None:
    assert "platelet_count" not in named(text=text).results


def test_mean_volume_is_not_a_count() -> None:
    chart = read(observation("32623-1", valueQuantity={"value": 9, "unit": "fL"}))
    assert list(chart.results) == ["mpv"]


def test_many_codings_one_of_ours() -> None:
    coding = [{"system": "urn:oid:1.2.3", "code": "5"}, {"system": "urn:oid:1.2.4", "code": "718-7"},
              {"system": LOINC, "code": "777-3"}]  # fmt: skip
    assert the_result(named(coding=coding)).value == 88


def test_code_and_name_that_contradict_each_other_are_reported() -> None:
    chart = named(coding=[{"system": LOINC, "code": "777-3", "display": "Hb"}])
    assert not chart.results
    assert "its code says" in whys(chart)


def test_codes_of_two_tests_are_reported() -> None:
    chart = named(coding=[{"system": LOINC, "code": "777-3"}, {"system": LOINC, "code": "718-7"}])
    assert not chart.results
    assert "name different tests" in whys(chart)


@pytest.mark.parametrize(
    ("code", "caveat"),
    [("49497-1", Caveat.ESTIMATED), ("74464-9", Caveat.CAPILLARY), ("13056-7", Caveat.PLASMA_SAMPLE)],
)
def test_the_method_is_a_caveat(code: Any, caveat: Any) -> None:
    assert caveat in the_result(named(coding=[{"system": LOINC, "code": code}])).caveats


def test_urine_cells_are_not_blood_cells() -> None:
    chart = read(observation({"text": "PLT"}, valueQuantity={"value": 5, "unit": "#/hpf"}))
    assert not chart.results
    assert not read(observation({"text": "PLT"}, valueQuantity={"value": 5})).results
    assert the_result(read(count(5, None))).value == 5


def test_code_as_a_single_object_and_as_plain_text() -> None:
    assert the_result(named(coding={"system": LOINC, "code": "777-3"})).value == 88
    assert the_result(read(observation([{"text": "PLT"}], valueQuantity=QUANTITY))).value == 88


def test_a_part_of_the_own_name_is_no_other_test() -> None:
    display = "Lactate dehydrogenase [Enzymatic activity/volume] in Serum"
    quantity = {"value": 300, "unit": "U/L"}
    code = {"coding": [{"system": LOINC, "code": "2532-0", "display": display}]}
    assert the_result(read(observation(code, valueQuantity=quantity)), "ldh").value == 300
    assert not read(observation({"text": "Lactate"}, valueQuantity=quantity)).results


def test_cells_and_per_cent_of_cells_are_two_tests() -> None:
    quantity = {"value": 40, "unit": "%"}
    assert list(read(observation({"text": "Neutrophils %"}, valueQuantity=quantity)).results) == ["neutrophils_percent"]
    assert list(read(observation({"text": "Platelets"}, valueQuantity=quantity)).results) == []


@pytest.mark.parametrize(
    ("value", "lab"),
    [
        ({"valueQuantity": {"value": 40, "unit": "%"}}, "neutrophils_percent"),
        ({"valueQuantity": {"value": 4, "unit": "K/uL"}}, "neutrophils"),
        ({"valueString": "40 %"}, "neutrophils_percent"),
        ({"valueString": "4 K/uL"}, "neutrophils"),
    ],
)
def test_a_name_that_two_tests_share_is_told_by_the_unit(value: Any, lab: str) -> None:
    assert list(read(observation({"text": "Neutrophils"}, **value)).results) == [lab]


def test_a_code_is_not_overruled_by_its_unit() -> None:
    assert not read(observation("777-3", valueQuantity={"value": 40, "unit": "%"})).results


@pytest.mark.parametrize(
    ("name", "lab"),
    [
        ("Platelet count, automated", "platelet_count"),
        ("PLATELETS, AUTO", "platelet_count"),
        ("Platelet count (platelets)", "platelet_count"),
        ("Fibrinogen level", "fibrinogen"),
        ("ALT (SGPT)", "alt"),
        ("Prothrombin time (PT)", "pt"),
        ("LDH (lactate dehydrogenase), serum", "ldh"),
        ("Prothrombin activity", "pt_pct"),
    ],
)
def test_words_that_change_no_name(delivered: LabCodes, name: str, lab: str) -> None:
    assert_named(delivered, name, lab)


@pytest.mark.parametrize(
    "name", ["Platelet count ALT", "Serum hemoglobin", "Hemoglobin, plasma", "Automated", "Blood", "PT ALT automated"]
)
def test_words_that_make_another_name(delivered: LabCodes, name: str) -> None:
    assert delivered.match(CodeableConcept(text=name)) is None


def test_a_bare_component_names_no_test() -> None:
    assert not read(observation({"text": "Haemoglobin strip"}, valueString="positive")).results
    assert read(observation("5794-3", valueString="positive")).results


def test_a_shorter_name_that_shares_a_word_is_no_contradiction() -> None:
    code = {"coding": [{"system": LOINC, "code": "770-8"}], "text": "Neutrophils"}
    chart = read(observation(code, valueQuantity={"value": 40, "unit": "%"}))
    assert the_result(chart, "neutrophils_percent").value == 40


@pytest.mark.parametrize(
    ("name", "lab"), [("D-dimer", "d_dimer"), ("Blasts", "blasts_percent"), ("Reticulocytes", "reticulocytes_percent")]
)
def test_names_of_every_day_are_not_lost_to_a_sister_test(delivered: LabCodes, name: str, lab: str) -> None:
    assert_named(delivered, name, lab)
