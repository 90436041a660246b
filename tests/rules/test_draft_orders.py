"""Prophylaxis or treatment: by the amount a day, else by the order's own words."""

from __future__ import annotations

import pytest

from rules.definitions import Basis, BasisKind
from rules.draft_orders import DailyAmount, DraftOrder, dose_band
from rules.identifiers import DrugId, OrderTermId, ResourceRef
from rules.order_safety_definitions import DoseBand, DoseDefinition

PROPHYLAXIS = OrderTermId("prophylaxis")
DRUG = DrugId("drug")
DOSES = {DRUG: DoseDefinition(DRUG, "mg", 40, 100, (PROPHYLAXIS,), Basis(BasisKind.ESTIMATE))}


@pytest.mark.parametrize(
    ("amount", "words", "band"),
    [
        (DailyAmount(40, "mg"), False, DoseBand.LOW),
        (DailyAmount(40.1, "mg"), False, DoseBand.UNTOLD),
        (DailyAmount(99, "mg"), False, DoseBand.UNTOLD),
        (DailyAmount(100, "mg"), False, DoseBand.FULL),
        (DailyAmount(100, "mg"), True, DoseBand.FULL),
        (DailyAmount(60, "mg"), True, DoseBand.UNTOLD),
        (DailyAmount(40, "[iU]"), False, DoseBand.UNTOLD),
        (DailyAmount(100, "[iU]"), True, DoseBand.LOW),
        (None, True, DoseBand.LOW),
        (None, False, DoseBand.UNTOLD),
    ],
)
def test_the_band_of_an_order(amount: DailyAmount | None, words: bool, band: DoseBand) -> None:
    terms = frozenset({PROPHYLAXIS}) if words else frozenset()
    order = DraftOrder(ResourceRef("MedicationRequest/1"), "drug", frozenset({DRUG}), terms=terms, daily=amount)
    assert dose_band(order, DOSES) is band


def test_a_drug_without_bands_is_untold() -> None:
    order = DraftOrder(ResourceRef("MedicationRequest/1"), "drug", frozenset({DRUG}), daily=DailyAmount(40, "mg"))
    assert dose_band(order, {}) is DoseBand.UNTOLD
