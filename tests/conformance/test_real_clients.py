"""What real clients do beyond the specification; docs/conformance.md lists the lines and the tests of each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.conformance.calls import CALLS, SIGN, Told, address, posted
from tests.gunicorn_service import ROOT
from tests.sandbox_calls import PATIENT, bundle, count

if TYPE_CHECKING:
    from flask.testing import FlaskClient

RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
EHR = "https://ehr.example.org/r4"
IBUPROFEN = {"system": RXNORM, "code": "5640", "display": "Ibuprofen"}
LOCAL = ({"system": "urn:oid:1.2.3", "code": "A1"}, {"system": "urn:oid:1.2.4", "code": "77"})


def draft(**medicine: Any) -> dict[str, Any]:
    """An order in the words of a vendor: STU3 category, absolute references, no status."""
    return {
        "resourceType": "MedicationRequest",
        "id": "d1",
        "intent": "order",
        "subject": {"reference": f"{EHR}/Patient/p1"},
        "category": {"coding": [{"code": "outpatient"}]},
        **medicine,
    }


@pytest.mark.parametrize(
    "orders",
    [
        bundle(draft(medicationCodeableConcept={"coding": [*LOCAL, IBUPROFEN]})),
        bundle(
            draft(medicationReference={"reference": f"{EHR}/Medication/m1"}),
            {"resourceType": "Medication", "id": "m1", "code": {"coding": [*LOCAL, IBUPROFEN]}},
        ),
    ],
    ids=["the third of several codings", "a Medication beside it"],
)
def test_a_draft_in_a_vendors_words_is_judged(plain: FlaskClient, orders: dict[str, Any]) -> None:
    about = {"patientId": "p1", "userId": "PractitionerRole/r1", "encounterId": "e1", "draftOrders": orders}
    result = {**count(9, 20), "subject": {"reference": f"{EHR}/Patient/p1"}}
    prefetch = {"patient": PATIENT, "trend": bundle(result)}
    answer = plain.post(
        SIGN, json={"hook": "order-sign", "hookInstance": "i" * 64, "context": about, "prefetch": prefetch}
    )
    (card,) = answer.get_json()["cards"]
    assert "ibuprofen" in card["summary"].lower()


def test_what_discovery_says_is_in_the_readme_for_those_who_type_it_in(plain: FlaskClient) -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    for entry in address(plain):
        assert f"`{entry['id']}`" in text
        assert f"`{entry['hook']}`" in text
        assert all(f'"{key}": ' in text for key in entry["prefetch"])


def test_a_description_of_an_action_can_be_read_alone(told: tuple[Told, ...]) -> None:
    for each in told:
        for suggestion in each.suggestions:
            words = [action["description"] for action in suggestion["actions"]]
            assert len(set(words)) == len(words)
            assert all(re.match(r"[A-Z][a-z]+ .{3,}", text) for text in words)


def test_a_topic_stays_the_same_from_call_to_call_and_patient_to_patient(
    plain: FlaskClient, told: tuple[Told, ...]
) -> None:
    def topics(cards: list[dict[str, Any]]) -> list[str]:
        return [card["source"]["topic"]["code"] for card in cards]

    for call, before in zip(CALLS, told, strict=True):
        assert topics(posted(plain, call, hookInstance="another").get_json()["cards"]) == topics(before.cards)
    everything = [code for each in told for code in topics(each.cards)]
    assert len(set(everything)) < len(everything), "patients share topics"
