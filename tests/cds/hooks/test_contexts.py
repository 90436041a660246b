"""What each hook must and may say in its context."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from flask.testing import FlaskClient

SERVICES = "/cds-services/"
SELECT, SIGN = f"{SERVICES}bleeding-risk-guard-order-select", f"{SERVICES}bleeding-risk-guard"
START = f"{SERVICES}petechiae-differential-encounter-start"
PROBLEM = f"{SERVICES}petechiae-differential-problem-list-item-create"
BUNDLE = {"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "MedicationRequest", "id": "d1"}}]}
PROBLEMS = {"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Condition", "code": {"text": "x"}}}]}


def ask(client: FlaskClient, address: str, hook: str, request: dict[str, Any], **context: Any) -> Any:
    return client.post(address, json={**request, "hook": hook, "context": {**request["context"], **context}})


@pytest.mark.parametrize(
    ("address", "hook", "context"),
    [
        (SELECT, "order-select", {"selections": ["MedicationRequest/d1"], "draftOrders": BUNDLE}),
        (SELECT, "order-select", {"draftOrders": BUNDLE}),
        (SELECT, "order-select", {"selections": None, "draftOrders": BUNDLE}),
        (SIGN, "order-sign", {"draftOrders": BUNDLE}),
        (START, "encounter-start", {"encounterId": "e1"}),
        (PROBLEM, "problem-list-item-create", {"conditions": PROBLEMS}),
    ],
)
def test_every_hook_is_answered(
    client: FlaskClient, hook_request: dict[str, Any], address: str, hook: str, context: dict[str, Any]
) -> None:
    answer = ask(client, address, hook, hook_request, **context)
    assert answer.status_code == 200
    assert len(answer.get_json()["cards"]) == 1


@pytest.mark.parametrize("address", [SELECT, SIGN])
def test_without_draft_orders_there_is_nothing_to_say(
    client: FlaskClient, engine: Any, hook_request: dict[str, Any], address: str
) -> None:
    """The public sandbox sends this when its active tab is clicked again."""
    hook = "order-select" if address == SELECT else "order-sign"
    del hook_request["prefetch"]
    answer = ask(client, address, hook, hook_request)
    assert (answer.status_code, answer.get_json()["cards"]) == (200, [])
    assert engine.read_at == []


@pytest.mark.parametrize(
    ("case", "context", "member"),
    [
        ((START, "encounter-start"), {}, "context.encounterId"),
        ((START, "encounter-start"), {"encounterId": None}, "context.encounterId"),
        ((PROBLEM, "problem-list-item-create"), {}, "context.conditions"),
        ((PROBLEM, "problem-list-item-create"), {"conditions": []}, "context.conditions"),
        ((SIGN, "order-sign"), {"draftOrders": [BUNDLE]}, "context.draftOrders"),
        ((SIGN, "order-sign"), {"draftOrders": "Bundle/1"}, "context.draftOrders"),
        ((SELECT, "order-select"), {"selections": "MedicationRequest/d1", "draftOrders": BUNDLE}, "context.selections"),
        ((SELECT, "order-select"), {"selections": [None], "draftOrders": BUNDLE}, "context.selections[0]"),
    ],
)
def test_what_a_hook_needs_is_named_when_it_is_missing_or_wrong(
    client: FlaskClient, hook_request: dict[str, Any], case: tuple[str, str], context: dict[str, Any], member: str
) -> None:
    answer = ask(client, *case, hook_request, **context)
    assert answer.status_code == 400
    assert [issue["expression"] for issue in answer.get_json()["issue"]] == [[member]]


def test_an_order_that_needs_the_chart_is_not_answered_without_any(
    client: FlaskClient, hook_request: dict[str, Any]
) -> None:
    del hook_request["prefetch"]
    assert ask(client, SIGN, "order-sign", hook_request, draftOrders=BUNDLE).status_code == 412


def test_problems_being_added_are_read_with_the_chart(
    client: FlaskClient, engine: Any, hook_request: dict[str, Any]
) -> None:
    ask(client, PROBLEM, "problem-list-item-create", hook_request, conditions=PROBLEMS)
    assert [raw is not None and b"Condition" in bytes(raw) for raw in engine.conditions] == [True, True]


def test_a_problem_that_is_no_reason_to_speak_is_answered_with_silence(
    client: FlaskClient, engine: Any, hook_request: dict[str, Any]
) -> None:
    engine.speaks = False
    answer = ask(client, PROBLEM, "problem-list-item-create", hook_request, conditions=PROBLEMS)
    assert answer.get_json()["cards"] == []
    assert len(engine.read_at) == 1


@pytest.mark.parametrize("address", [SELECT, SIGN, START, PROBLEM])
def test_every_service_takes_feedback_and_refuses_other_hooks(
    client: FlaskClient, hook_request: dict[str, Any], address: str
) -> None:
    assert 400 <= client.post(address, json=hook_request).status_code < 500
    item = {"card": "c", "outcome": "overridden", "outcomeTimestamp": "2026-11-20T08:15:30Z"}
    assert client.post(f"{address}/feedback", json={"feedback": [item]}).status_code == 200
