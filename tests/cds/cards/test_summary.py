"""The three-second sentence: what is given up first, and what is never given up."""

from __future__ import annotations

import pytest

from cds.cards.headline import _spoken_name
from cds.cards.summary import SUMMARY_LIMIT, short_name, summary
from rules.chart import DrugExposure, DrugState
from rules.identifiers import DrugId, ResourceRef


def test_situation_then_action() -> None:
    assert summary(["platelets 9", "petechiae"], ["order film"]) == "Platelets 9, petechiae: order film"


def test_the_only_colon_stands_between_situation_and_action() -> None:
    assert summary(["platelets 9"], ["treat now: call"]) == "Platelets 9: treat now; call"
    assert summary([], ["treat now: call"]) == "Treat now: call"


def test_a_shorter_action_goes_before_a_shorter_situation() -> None:
    parts = ["platelets 9", "p" * 60]
    assert summary(parts, ["order " + "x" * 70, "order film"]).endswith(f"{'p' * 60}: order film")


def test_parts_of_the_situation_go_from_the_end() -> None:
    assert summary(["first", "second " * 9], ["a" * 120]) == "First: " + "a" * 120


def test_a_headline_of_139_stands_alone_and_one_of_140_is_cut_at_a_word() -> None:
    whole = "act " * 34 + "now"
    assert len(whole) == SUMMARY_LIMIT
    assert summary(["platelets 9"], [whole]) == "A" + whole[1:]
    longer = summary(["platelets 9"], [whole + "x"])
    assert len(longer) <= SUMMARY_LIMIT
    assert longer.endswith("act…")


def test_last_resort_only_when_no_action_fits_behind_the_situation() -> None:
    assert summary(["first", "second"], ["do"], ["think"]) == "First, second: do"
    assert summary(["first"], ["d" * 139], ["think"]) == "First: think"


def test_short_names() -> None:
    assert short_name("Thrombotic purpura (TTP)") == "TTP"
    assert short_name("Raised pressure (cough, vomiting)") == "Raised pressure"
    assert short_name("Urticaria / vasculitis") == "Urticaria"
    assert short_name("Evans syndrome") == "Evans syndrome"


@pytest.mark.parametrize(
    ("written", "ingredients", "spoken"),
    [
        ("HEPBASE", {"heparin"}, "heparin"),
        ("HEPARIN 5000 UNITS", {"heparin"}, "heparin"),
        ("Coumadin", {"warfarin"}, "warfarin"),
        ("Co-trimoxazole", {"trimethoprim", "sulfamethoxazole"}, "sulfamethoxazole and trimethoprim"),
        ("XYZ12", set(), "XYZ12"),
    ],
)
def test_a_medicine_is_spoken_as_its_ingredients(written: str, ingredients: set[str], spoken: str) -> None:
    drug = DrugExposure(
        written, frozenset(map(DrugId, ingredients)), frozenset(), DrugState.RUNNING, ResourceRef("MedicationRequest/1")
    )
    assert _spoken_name(drug) == spoken
