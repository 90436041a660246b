"""What a thinned case keeps and what it loses; the original is never touched."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.thinned_cases import by_lot, without_drugs, without_history, without_words


def case(**more: Any) -> dict[str, Any]:
    return {"id": "x", "patient": {"sex": "female"}, "vitals": [{"value": 37}], **more}


def entries(thinned: dict[str, Any]) -> int:
    kinds = ("findings", "absent", "labs", "medications", "past_conditions", "procedures", "family", "exposures")
    return sum(len(thinned.get(kind, ())) for kind in kinds)


@pytest.mark.parametrize(("count", "left"), [(0, 0), (1, 1), (2, 2), (3, 2), (5, 4), (7, 6), (8, 6), (10, 8)])
def test_a_fifth_goes_to_the_nearest_whole_entry(count: int, left: int) -> None:
    whole = case(findings=[{"text": str(n)} for n in range(count)])
    assert entries(by_lot(whole, 1)) == left
    assert len(whole["findings"]) == count


@pytest.mark.parametrize(("share", "left"), [(0.0, 10), (0.5, 5), (1.0, 0)])
def test_the_share_is_of_all_kinds_together(share: float, left: int) -> None:
    whole = case(findings=[{"n": n} for n in range(4)], labs=[{"n": n} for n in range(4)], family=[{"n": 1}, {"n": 2}])
    assert entries(by_lot(whole, 1, share)) == left


def test_the_lot_is_the_same_every_time_and_another_for_another_seed_or_case() -> None:
    whole = case(labs=[{"n": n} for n in range(40)])
    assert by_lot(whole, 1) == by_lot(whole, 1)
    assert by_lot(whole, 1)["labs"] != by_lot(whole, 2)["labs"]
    assert by_lot(whole, 1)["labs"] != by_lot({**whole, "id": "y"}, 1)["labs"]


def test_the_patient_and_the_vital_signs_stay() -> None:
    thinned = by_lot(case(labs=[{"n": 1}]), 1, 1.0)
    assert (thinned["patient"], thinned["vitals"], thinned["labs"]) == ({"sex": "female"}, [{"value": 37}], [])


def test_without_words_only_codes_and_numbers_are_left() -> None:
    thinned = without_words(
        case(
            findings=[{"text": "Spots", "snomed": "271813007", "site": "shin"}, {"text": "Odd"}],
            absent=[{"text": "Fever", "snomed": None}],
            labs=[{"loinc": "777-3", "value": 9}, {"loinc": "5909-7", "text": "no clumps"}],
            medications=[{"name": "quinine", "rxnorm": "9071"}, {"name": "tonic"}],
            family=[{"detail": "bleeding"}],
            exposures=[{"type": "travel", "detail": "Ghana"}],
        )
    )
    assert thinned["findings"] == [{"text": "271813007", "snomed": "271813007", "site": None}]
    assert thinned["absent"] == thinned["past_conditions"] == thinned["family"] == thinned["exposures"] == []
    assert thinned["labs"] == [{"loinc": "777-3", "value": 9}]
    assert thinned["medications"] == [{"name": "9071", "rxnorm": "9071"}]


def test_without_history_loses_every_exposure_and_nothing_else() -> None:
    whole = case(exposures=[{"type": "travel"}, {"type": "drug"}], medications=[{"name": "quinine"}])
    assert without_history(whole) == {**whole, "exposures": []}


def test_without_drugs_loses_orders_and_the_told_drugs_only() -> None:
    whole = case(exposures=[{"type": "travel"}, {"type": "drug"}], medications=[{"name": "quinine"}])
    assert without_drugs(whole) == {**whole, "medications": [], "exposures": [{"type": "travel"}]}


def test_with_nothing_known_there_is_nothing_to_lose() -> None:
    for thin in (without_words, without_history, without_drugs, lambda bare: by_lot(bare, 1)):
        assert entries(thin(case())) == 0
