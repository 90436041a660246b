"""Cards about draft orders, with the knowledge as delivered: what they say, and what one click does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from fhir.resources.R4B.medicationrequest import MedicationRequest

from cds.cards import CardContext, build_order_cards, check_orders
from cds.cards.order_card import ORDERS_EXTENSION
from cds.cards.override_reasons import order_override_reasons
from rules.chart import DrugUse
from rules.draft_orders import DailyAmount, DraftOrder
from rules.identifiers import ResourceRef, TestId
from tests.cds.cards.card_rules import broken_rules
from tests.rules.builders import chart, statement
from tests.rules.drafts import HIT, KNOWLEDGE, REASONER, inr, medicine, platelets, running, service

if TYPE_CHECKING:
    from rules.chart import Chart

CONTEXT = CardContext(
    patient_id="p1",
    encounter_id=None,
    base_url="https://cds.example.org",
    hook_instance="h",
    count=KNOWLEDGE.labs[platelets(1).lab],
    references=KNOWLEDGE.references,
    labs=KNOWLEDGE.labs,
    drugs=KNOWLEDGE.drugs,
)


def cards(*orders: DraftOrder, **facts: Any) -> list[dict[str, Any]]:
    patient: Chart = chart(**facts)
    made = build_order_cards(REASONER.review(patient, orders), patient, CONTEXT)
    assert broken_rules(made, patient_id="p1") == []
    assert made == build_order_cards(REASONER.review(patient, orders), patient, CONTEXT)
    return made


def actions(card: dict[str, Any]) -> list[list[tuple[str, str]]]:
    return [
        [(a["type"], a.get("resourceId") or a["resource"]["resourceType"]) for a in suggestion["actions"]]
        for suggestion in card.get("suggestions", ())
    ]


ENOXAPARIN = medicine("enoxaparin", daily=DailyAmount(160, "mg"))


def test_heparin_in_possible_hit_is_told_with_its_data_and_undone_by_one_click() -> None:
    (card,) = cards(ENOXAPARIN, **HIT)
    assert card["indicator"] == "critical"
    assert card["summary"].startswith("Enoxaparin drafted, platelets 61 ")
    assert card["summary"].endswith("HIT not excluded. Consider stopping all heparin, sending PF4")
    assert "drafted: enoxaparin, 160 mg a day" in card["detail"]
    assert "61 ×10⁹/L" in card["detail"]
    assert "heparin (since" in card["detail"]
    assert actions(card) == [[("delete", "MedicationRequest/enoxaparin"), ("create", "ServiceRequest")]]
    assert card["suggestions"][0]["isRecommended"]
    assert card["suggestions"][0]["label"] == "Remove this enoxaparin order and order PF4-heparin antibodies"
    assert card["overrideReasons"] == order_override_reasons()
    assert card["extension"] == {
        ORDERS_EXTENSION: {"rule": "heparin_in_hit", "orders": ["MedicationRequest/enoxaparin"]}
    }


def test_a_named_replacement_comes_first_and_removal_alone_is_never_recommended() -> None:
    (card,) = cards(medicine("ibuprofen"), results=[platelets(30)])
    assert actions(card) == [
        [("create", "MedicationRequest"), ("delete", "MedicationRequest/ibuprofen")],
        [("create", "ServiceRequest"), ("create", "ServiceRequest")],
        [("delete", "MedicationRequest/ibuprofen")],
    ]
    assert [s.get("isRecommended", False) for s in card["suggestions"]] == [True, False, False]
    draft = card["suggestions"][0]["actions"][0]["resource"]
    MedicationRequest.model_validate(draft)
    assert draft["medicationCodeableConcept"]["text"] == "Paracetamol (acetaminophen)"
    assert draft["medicationCodeableConcept"]["coding"][0]["code"] == "161"


def test_a_missing_count_is_said_in_words_and_ordered_by_the_first_click() -> None:
    (card,) = cards(service("organ_biopsy"))
    assert card["indicator"] == "warning"
    assert "no platelet count: count and INR first" in card["summary"]
    assert actions(card) == [[("create", "ServiceRequest"), ("create", "ServiceRequest")]]
    (card,) = cards(service("organ_biopsy"), results=[platelets(188, 150)])
    assert "last platelet count 188, 5 months ago" in card["summary"]


def test_an_order_without_an_id_cannot_be_removed() -> None:
    (card,) = cards(medicine("ibuprofen", named=False), results=[platelets(30)])
    assert actions(card) == [[("create", "ServiceRequest"), ("create", "ServiceRequest")]]


def test_two_drafts_of_one_concern_are_one_card() -> None:
    flush = DraftOrder(
        ResourceRef("MedicationRequest/flush"),
        "heparin flush",
        medicine("heparin").drugs,
        medicine("heparin").classes,
        use=DrugUse.LINE_CARE,
    )
    (card,) = cards(ENOXAPARIN, flush, **HIT)
    assert card["summary"].startswith("Enoxaparin and heparin flush drafted")
    assert [kind for kind, _ in actions(card)[0]] == ["delete", "delete", "create"]


def test_at_most_three_cards_worst_first_and_the_rest_as_lines() -> None:
    orders = (
        medicine("sertraline"),
        medicine("ibuprofen"),
        medicine("apixaban"),
        service("intramuscular"),
        service("lumbar_puncture"),
    )
    made = cards(*orders, results=[platelets(15)])
    assert [card["indicator"] for card in made] == ["critical", "warning", "warning"]
    assert "**Watch**" not in made[0]["detail"]
    assert "SSRI or SNRI and low platelets" in made[2]["detail"]


def test_a_test_is_offered_on_one_card() -> None:
    made = cards(medicine("apixaban"), medicine("ibuprofen"), results=[platelets(15)])
    offered = [a["description"] for card in made for s in card["suggestions"] for a in s["actions"]]
    assert sum("full blood count" in text for text in offered) == 1


def test_what_is_drafted_already_is_not_offered() -> None:
    drafted = DraftOrder(ResourceRef("ServiceRequest/1"), "PF4", tests=frozenset({TestId("pf4_ab")}), selected=False)
    (card,) = cards(ENOXAPARIN, drafted, **HIT)
    assert actions(card) == [[("delete", "MedicationRequest/enoxaparin")]]


def test_the_value_or_the_medicine_behind_a_concern_stands_in_the_summary() -> None:
    (card,) = cards(medicine("warfarin"), results=[inr(5.2), platelets(200)])
    assert card["summary"].startswith("Warfarin drafted, INR 5.2: ")
    (card,) = cards(service("neuraxial_block"), results=[platelets(200)], drugs=[running("apixaban")])
    assert "apixaban running" in card["summary"]


def test_a_dose_that_decides_and_cannot_be_read_is_said_to_count_as_full() -> None:
    (card,) = cards(medicine("apixaban"), results=[platelets(30)])
    assert "dose not read: taken as a full dose" in card["detail"]


def test_a_dose_that_decides_nothing_is_not_missed() -> None:
    (card,) = cards(medicine("ibuprofen"), results=[platelets(30)])
    assert "drafted: ibuprofen" in card["detail"]
    assert "dose not read" not in card["detail"]


def test_no_concern_no_card() -> None:
    assert cards(medicine("ibuprofen"), results=[platelets(300)]) == []


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "[x](javascript:alert(1))", "a\u202eb", "**x**" * 80])
def test_hostile_names_do_no_harm(name: str) -> None:
    order = medicine("ibuprofen")
    hostile = DraftOrder(order.source, name, order.drugs, order.classes)
    made = cards(hostile, results=[platelets(30)], statements=[statement("petechiae", text=name, days=1)])
    assert made


def test_every_order_of_the_knowledge_is_valid() -> None:
    check_orders(KNOWLEDGE)


def test_every_level_fits_a_summary() -> None:
    """The action of each level leaves room for the order and one fact."""
    for rule in KNOWLEDGE.order_safety.values():
        for level in rule.levels:
            assert len(level.headline) <= 90, (rule.id, level.headline)
            assert ":" not in level.headline, (rule.id, level.headline)
