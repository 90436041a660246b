"""Draft orders: valid R4, for this patient, with verified codes only."""

from __future__ import annotations

import pytest
from fhir.resources.R4B.servicerequest import ServiceRequest

from cds.cards.orders import Ordering, draft_order
from rules.definitions import Code
from rules.workup_definitions import HowSoon
from tests.cds.cards.builders import lab_test

_ORDERING = Ordering("p1", "e1", "2026-11-20T06:30:00+00:00", "petechiae", "tells the causes apart")


def test_complete_order() -> None:
    order = draft_order(lab_test("film", "Blood film", preconditions="Before any transfusion"), _ORDERING)
    ServiceRequest.model_validate(order)
    assert order == {
        "resourceType": "ServiceRequest",
        "status": "draft",
        "intent": "order",
        "category": [
            {"coding": [{"system": "http://snomed.info/sct", "code": "108252007", "display": "Laboratory procedure"}]}
        ],
        "priority": "urgent",
        "code": {
            "text": "Blood film",
            "coding": [{"system": "http://loinc.org", "code": "123-4", "display": "Blood film"}],
        },
        "subject": {"reference": "Patient/p1"},
        "encounter": {"reference": "Encounter/e1"},
        "authoredOn": "2026-11-20T06:30:00+00:00",
        "reasonCode": [{"text": "petechiae"}],
        "note": [{"text": "tells the causes apart"}, {"text": "Before any transfusion"}],
    }


def test_nothing_known_leaves_members_out() -> None:
    order = draft_order(lab_test("x", "X ray", order=None, done_labs=()), Ordering("p1", None, "2026-11-20", "", ""))
    assert set(order) == {"resourceType", "status", "intent", "priority", "code", "subject", "authoredOn"}
    assert order["code"] == {"text": "X ray"}


@pytest.mark.parametrize(
    ("urgency", "priority"), [*zip(HowSoon, ("stat", "urgent", "routine", "routine"), strict=True)]
)
def test_priority(urgency: HowSoon, priority: str) -> None:
    assert draft_order(lab_test("x", "X", urgency=urgency), _ORDERING)["priority"] == priority


def test_unverified_code_is_not_sent() -> None:
    order = draft_order(lab_test("x", "X", order=Code("loinc", "1-1", "x", verified=False)), _ORDERING)
    assert "coding" not in order["code"]
    assert "category" not in order


def test_a_snomed_code_says_nothing_about_the_laboratory() -> None:
    order = draft_order(lab_test("x", "X", order=Code("snomed", "1", "x")), _ORDERING)
    assert order["code"]["coding"][0]["system"] == "http://snomed.info/sct"
    assert "category" not in order


def test_orders_share_nothing() -> None:
    test = lab_test("film", "Blood film")
    draft_order(test, _ORDERING)["code"]["coding"][0]["code"] = "changed"
    assert draft_order(test, _ORDERING)["code"]["coding"][0]["code"] == "123-4"
