from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from cds.fhir.daily_amounts import DailyAmounts
from cds.fhir.elements import ABSENT
from rules.draft_orders import DailyAmount
from rules.word_definitions import MedicineWords
from tests.cds.fhir.builders import DELIVERED


def repeat(frequency: float | None, period: float | None, unit: str | None) -> dict[str, Any]:
    sent = {"frequency": frequency, "period": period, "periodUnit": unit}
    return {"timing": {"repeat": {key: value for key, value in sent.items() if value is not None}}}


def dose(value: Any, unit: str = "mg", **more: Any) -> dict[str, Any]:
    return {"doseAndRate": [{"doseQuantity": {"value": value, "unit": unit, **more}}]}


TWICE = repeat(2, 1, "d")
AT_MORNING = {"timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d", "when": ["MORN"]}}}
AT_EVENING = {"timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d", "when": ["EVE"]}}}
BMP = "https://fhir.kbv.de/CodeSystem/KBV_CS_SFHIR_BMP_DOSIEREINHEIT"
UCUM = "http://unitsofmeasure.org"
READER = DailyAmounts(DELIVERED.medicine_words)


@pytest.mark.parametrize(
    ("dosages", "names", "amount"),
    [
        ([TWICE | dose(80)], (), DailyAmount(160, "mg")),
        (TWICE | dose(80), (), DailyAmount(160, "mg")),
        ([repeat(1, 12, "h") | dose(80)], (), DailyAmount(160, "mg")),
        ([repeat(None, 1, "d") | dose(80)], (), DailyAmount(80, "mg")),
        ([repeat(1, 1, "wk") | dose(70)], (), DailyAmount(10, "mg")),
        ([{"timing": {"code": {"coding": [{"code": "BID"}]}}} | dose(5000, "units")], (), DailyAmount(10000, "[iU]")),
        ([{"timing": {"code": {"text": "q8h"}}} | dose(1, "g")], (), DailyAmount(3000, "mg")),
        ([TWICE | {"doseQuantity": {"value": 40, "unit": "mg"}}], (), DailyAmount(80, "mg")),
        ([TWICE | {"doseAndRate": {"doseQuantity": {"value": 40, "code": "mg"}}}], (), DailyAmount(80, "mg")),
        ([TWICE | {"doseAndRate": [{"doseRange": {"high": {"value": 2, "unit": "mg"}}}]}], (), DailyAmount(4, "mg")),
        # pieces are counted by the one strength in the name
        ([TWICE | dose(1, "", code="{pill}")], ("Apixaban 5 MG Oral Tablet",), DailyAmount(10, "mg")),
        ([TWICE | dose(1, "tablet")], ("apixaban 5 mg", "Apixaban 5 MG Oral Tablet"), DailyAmount(10, "mg")),
        ([TWICE | dose(1, "tablet")], ("Apixaban 2.5 or 5 mg: 2.5 mg or 5 mg",), None),
        ([TWICE | dose(1, "syringe")], ("0.8 ML enoxaparin 100 MG/ML",), None),
        ([TWICE | dose(1, "tablet")], ("apixaban",), None),
        # the largest of several
        ([TWICE | dose(10), TWICE | dose(20)], (), DailyAmount(40, "mg")),
        # units and pieces of other countries
        ([TWICE | dose(5000, "IE")], (), DailyAmount(10000, "[iU]")),
        ([TWICE | dose(1, "Stück", code="1", system=BMP)], ("Eliquis 2,5 mg Filmtabletten",), DailyAmount(5, "mg")),
        ([TWICE | dose(1, "comprimé")], ("apixaban 5 mg",), DailyAmount(10, "mg")),
        ([TWICE | dose(1, "Einzeldosis", code="g", system=BMP)], ("Clexane 40 mg",), DailyAmount(80, "mg")),
        ([TWICE | dose(1, "", code="g", system=BMP)], ("Clexane 40 mg",), None),
        ([TWICE | dose(1, "", code="g", system=UCUM)], (), DailyAmount(2000, "mg")),
        ([TWICE | dose(40, "", code="mg", system="http://ward.example/units")], (), DailyAmount(80, "mg")),
        ([TWICE | dose(1, "Stück")], ("Heparin 5.000 IE",), None),
        ([TWICE | dose(1, "syringe")], ("heparin 5,000 units",), None),
        # for different times of one day
        ([AT_MORNING | dose(60), AT_EVENING | dose(60)], (), DailyAmount(120, "mg")),
        ([AT_MORNING | dose(60), AT_MORNING | dose(40)], (), DailyAmount(60, "mg")),
        ([AT_MORNING | dose(60), TWICE | dose(40)], (), DailyAmount(80, "mg")),
        ([AT_MORNING | dose(60), AT_EVENING | dose(5000, "IE")], (), None),
        ([AT_MORNING | dose(60), AT_EVENING | dose(1, "mg/kg")], (), None),
        ([{"timing": {"repeat": {"timeOfDay": ["08:00:00", "20:00:00"]}}} | dose(60)], (), DailyAmount(120, "mg")),
        # not told
        ([TWICE | dose(1, "mg/kg")], (), None),
        ([TWICE | dose("80")], (), None),
        ([dose(80)], (), None),
        ([TWICE], ("apixaban 5 mg",), None),
        ([repeat(2, 0, "d") | dose(80)], (), None),
        ([repeat(2, 1, "fortnight") | dose(80)], (), None),
        ([], (), None),
        (None, (), None),
    ],
)
def test_the_amount_a_day(dosages: Any, names: tuple[str, ...], amount: DailyAmount | None) -> None:
    assert READER.a_day(msgspec.Raw(json.dumps(dosages).encode()), names) == amount


def test_no_dosage_sent_is_no_amount() -> None:
    assert READER.a_day(ABSENT, ("apixaban 5 mg",)) is None


def test_a_dosage_that_is_none_is_refused() -> None:
    with pytest.raises(msgspec.DecodeError):
        READER.a_day(msgspec.Raw(b'"twice a day"'), ())


@pytest.mark.parametrize(
    ("words", "amount"),
    [(MedicineWords(units={"mg": ("mg", 1.0)}), DailyAmount(80, "mg")), (MedicineWords(), None)],
)
def test_a_unit_that_the_knowledge_does_not_have_is_no_amount(words: MedicineWords, amount: DailyAmount | None) -> None:
    assert DailyAmounts(words).a_day(msgspec.Raw(json.dumps([TWICE | dose(40)]).encode()), ()) == amount


@pytest.mark.parametrize(("code", "amount"), [("bid", DailyAmount(80, "mg")), ("qid", None)])
def test_an_abbreviation_of_timing_that_the_knowledge_does_not_have_is_no_frequency(
    code: str, amount: DailyAmount | None
) -> None:
    words = MedicineWords(units={"mg": ("mg", 1.0)}, times_a_day={"bid": 2.0})
    sent = {"timing": {"code": {"text": code}}} | dose(40)
    assert DailyAmounts(words).a_day(msgspec.Raw(json.dumps([sent]).encode()), ()) == amount


@pytest.mark.parametrize(("units", "amount"), [(("mg",), DailyAmount(10, "mg")), (("mcg",), None), ((), None)])
def test_a_strength_is_read_in_the_units_named_for_it(units: tuple[str, ...], amount: DailyAmount | None) -> None:
    words = MedicineWords(
        pieces=frozenset({"tablet"}), units={"mg": ("mg", 1.0), "mcg": ("mg", 0.001)}, strength_units=units
    )
    sent = msgspec.Raw(json.dumps([TWICE | dose(1, "tablet")]).encode())
    assert DailyAmounts(words).a_day(sent, ("apixaban 5 mg",)) == amount
