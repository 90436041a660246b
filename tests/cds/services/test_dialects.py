from __future__ import annotations

from typing import Any

import pytest

from cds.hooks.calls import HookCall
from cds.services.dialects import Dialect, Dialects

UUID = "0f1e7a52-6c1d-4f61-9d0e-0d9a3f6f2a11"
DELETE = {"type": "delete", "description": "Remove the draft order for ibuprofen", "resourceId": "MedicationRequest/d1"}
CREATE = {"type": "create", "description": "Order CBC", "resource": {"resourceType": "ServiceRequest"}}


def call(server: str | None = None) -> HookCall:
    return HookCall("order-sign", "x", "p1", fhir_server=server)


def card(*actions: dict[str, Any]) -> dict[str, Any]:
    suggestion = {"label": "Remove and order", "uuid": UUID, "isRecommended": True, "actions": list(actions)}
    return {
        "uuid": UUID,
        "summary": "s",
        "suggestions": [suggestion],
        "selectionBehavior": "any",
        "overrideReasons": [{"code": "x"}],
    }


@pytest.mark.parametrize(
    ("server", "dialect"),
    [
        (None, Dialect.STANDARD),
        ("https://other.example.org/r4", Dialect.STANDARD),
        ("https://ehr.example.org/r4", Dialect.FIRST),
        ("https://ehr.example.org/epic/r4", Dialect.EPIC),
    ],
)
def test_the_longest_beginning_of_the_server_decides(server: str | None, dialect: Dialect) -> None:
    known = (("https://ehr.example.org/", Dialect.FIRST), ("https://ehr.example.org/epic/", Dialect.EPIC))
    assert Dialects(by_server=known).of(call(server)) is dialect


def test_the_standard_changes_nothing() -> None:
    assert Dialects().spoken([card(DELETE, CREATE)], call()) == [card(DELETE, CREATE)]


def test_epic_gets_one_action_a_suggestion_under_its_own_description() -> None:
    (spoken,) = Dialects(Dialect.EPIC).spoken([card(DELETE, CREATE)], call())
    assert [s["actions"] for s in spoken["suggestions"]] == [[DELETE], [CREATE]]
    assert [s["label"] for s in spoken["suggestions"]] == [DELETE["description"], CREATE["description"]]
    assert len({s["uuid"] for s in spoken["suggestions"]} | {UUID}) == 3
    assert spoken["selectionBehavior"] == "any"
    assert Dialects(Dialect.EPIC).spoken([card(DELETE, CREATE)], call()) == [spoken]
    assert Dialects(Dialect.EPIC).spoken([card(DELETE)], call()) == [card(DELETE)]


def test_the_first_version_gets_what_it_knows() -> None:
    (spoken,) = Dialects(Dialect.FIRST).spoken([card(DELETE, CREATE)], call())
    assert spoken["selectionBehavior"] == "at-most-one"
    assert spoken.keys() == {"summary", "suggestions", "selectionBehavior"}
    removal, creation = spoken["suggestions"][0]["actions"]
    assert removal == {"type": "delete", "description": DELETE["description"], "resource": "MedicationRequest/d1"}
    assert creation == CREATE
    assert "isRecommended" not in spoken["suggestions"][0]


@pytest.mark.parametrize("dialect", list(Dialect))
def test_a_card_without_suggestions_keeps_its_words(dialect: Dialect) -> None:
    (spoken,) = Dialects(dialect).spoken([{"uuid": UUID, "summary": "s"}], call())
    assert spoken["summary"] == "s"
    assert "selectionBehavior" not in spoken
