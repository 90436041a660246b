"""Every unit spelling of the real knowledge: it converts, keeps order, and folding never changes its meaning."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

import rules
from cds.fhir.units import Scale, UnitTable, Unusable
from rules.identifiers import LabId
from rules.loading import load_knowledge

if TYPE_CHECKING:
    from rules.lab_definitions import LabDefinition

KNOWLEDGE = load_knowledge(Path(rules.__file__).parent / "knowledge")
TABLE = UnitTable(KNOWLEDGE.units, KNOWLEDGE.laboratory_words, KNOWLEDGE.parameters.limits_alike_within)
SPELLINGS = [
    (lab, spelling)
    for lab in KNOWLEDGE.labs.values()
    for spelling in KNOWLEDGE.units.get(lab.dimension, {})
    if TABLE.find(lab, spelling) is not None
]
VALUES = st.floats(0, 1e6, allow_nan=False)


def scale(lab: LabDefinition, spelling: str) -> Scale:
    found = TABLE.find(lab, spelling)
    assert found is not None
    return found


def test_the_table_is_not_empty() -> None:
    assert len(SPELLINGS) > 1000


@given(st.sampled_from(SPELLINGS), VALUES, VALUES)
def test_a_larger_number_stays_larger(pair: tuple[LabDefinition, str], one: float, other: float) -> None:
    found = scale(*pair)
    low, high = sorted((one, other))
    assert found.convert(low) <= found.convert(high)


@given(st.sampled_from(SPELLINGS), VALUES)
def test_blanks_around_a_unit_change_nothing(pair: tuple[LabDefinition, str], value: float) -> None:
    lab, spelling = pair
    assert scale(lab, f" {spelling} ").convert(value) == scale(lab, spelling).convert(value)


@given(st.sampled_from([lab for lab in KNOWLEDGE.labs.values() if lab.unit and lab.dimension]), VALUES)
def test_the_canonical_unit_is_worth_one(lab: LabDefinition, value: float) -> None:
    assert scale(lab, lab.unit).convert(value) == value


@pytest.mark.parametrize(
    ("lab", "value", "unit", "canonical"),
    [
        ("platelet_count", 22000, "/uL", 22),
        ("platelet_count", 22000, "/mm3", 22),
        ("platelet_count", 22, "K/uL", 22),
        ("platelet_count", 22, "G/L", 22),
        ("platelet_count", 22, "10*9/L", 22),
        ("platelet_count", 22, "x10E3/uL", 22),
        ("platelet_count", 2.2, "10*4/uL", 22),
        ("platelet_count", 0.22, "lakh/cumm", 22),
        ("haemoglobin", 8.1, "g/dL", 81),
        ("haemoglobin", 81, "g/L", 81),
        ("fibrinogen", 150, "mg/dL", 1.5),
        ("fibrinogen", 1.5, "g/L", 1.5),
        ("creatinine", 2.0, "mg/dL", 176.8),
        ("body_temperature", 100.4, "[degF]", 38.0),
        ("body_temperature", 38.0, "Cel", 38.0),
    ],
)
def test_known_conversions(lab: str, value: float, unit: str, canonical: float) -> None:
    definition = next(d for d in KNOWLEDGE.labs.values() if d.id == lab)
    assert scale(definition, unit).convert(value) == pytest.approx(canonical, rel=1e-3)


@pytest.mark.parametrize(("lab", "unit"), [("platelet_count", "mg/dL"), ("haemoglobin", "10*3/uL"), ("inr", "g/L")])
def test_a_unit_of_another_quantity_is_refused(lab: str, unit: str) -> None:
    definition = next(d for d in KNOWLEDGE.labs.values() if d.id == lab)
    assert TABLE.find(definition, unit) is None


@pytest.mark.parametrize(("low", "told"), [(60.0, True), (59.9, False), (375.0, True), (375.1, False)])
def test_a_reference_limit_tells_the_unit_up_to_two_and_a_half_times_the_known_one(low: float, *, told: bool) -> None:
    platelets = KNOWLEDGE.labs[LabId("platelet_count")]
    assert [limit.low for limit in platelets.limits] == [150.0]
    assert isinstance(TABLE.scale(platelets, (None,), 88.0, low=low), Scale if told else Unusable)


@pytest.mark.parametrize(
    ("raws", "others"),
    [
        (("mmol/L", None), True),
        ((None, "%"), True),
        (("10*3/uL", None), False),
        (("%", "10*3/uL"), False),
        (("furlong", None), False),
        (("", " "), False),
    ],
)
def test_a_unit_of_other_tests_is_known_and_not_for_this_one(raws: tuple[str | None, ...], others: bool) -> None:
    (count,) = (lab for lab in KNOWLEDGE.labs.values() if lab.id == "platelet_count")
    assert TABLE.of_other_tests(count, raws) is others


@pytest.mark.parametrize(
    ("lab", "value", "canonical"),
    [
        ("haematocrit", 38, 38), ("haematocrit", 52, 52), ("neutrophils_percent", 78, 78), ("lymph_pct", 56, 56),
        ("oxygen_saturation", 98, 98), ("gestational_age", 39, 39), ("c3", 150, 150), ("c3", 1100, 110),
        ("igg", 8000, 800), ("platelet_count", 3000, 3), ("platelet_count", 150000, 150), ("haemoglobin", 160, 160),
    ],
)  # fmt: skip
def test_a_number_without_unit_is_read_as_the_nearer_to_normal(lab: str, value: float, canonical: float) -> None:
    found = TABLE.scale(KNOWLEDGE.labs[LabId(lab)], (None,), value)
    assert isinstance(found, Scale)
    assert found.convert(value) == pytest.approx(canonical)
