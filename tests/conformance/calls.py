"""Calls that lead to cards of every kind, and how to walk through what comes back."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cds.examples import examples
from tests.sandbox_calls import NAPROXEN, PATIENT, bundle, count, lab, medicine, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

__all__ = [
    "CALL",
    "CALLS",
    "ERROR",
    "EXAMPLE",
    "SIGN",
    "Call",
    "Told",
    "address",
    "changed",
    "members",
    "posted",
    "silent_call",
]

CALL = "/cds-services/petechiae-differential"
SIGN = "/cds-services/bleeding-risk-guard"
HOOK_INSTANCE = "5b906aae-bee9-46b1-9c14-774bff7bf8ca"
ERROR = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "processing"}]}


@dataclass(frozen=True, slots=True)
class Call:
    """One call: the service's id and the request."""

    service: str
    request: dict[str, Any]

    def __str__(self) -> str:
        return self.service

    @property
    def path(self) -> str:
        return f"/cds-services/{self.service}"

    @property
    def patient(self) -> str:
        return str(self.request["context"]["patientId"])


@dataclass(frozen=True, slots=True)
class Told:
    """A call and its answer."""

    call: Call
    answer: dict[str, Any]

    @property
    def cards(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.answer["cards"]
        return found

    @property
    def suggestions(self) -> list[dict[str, Any]]:
        return [suggestion for card in self.cards for suggestion in card.get("suggestions", ())]

    @property
    def actions(self) -> list[dict[str, Any]]:
        return [action for suggestion in self.suggestions for action in suggestion.get("actions", ())]


EXAMPLE = next(example.request for example in examples() if example.name == "adult-ttp")


def silent_call() -> dict[str, Any]:
    """A call about a patient of whom there is nothing to say."""
    return deepcopy(next(example.request for example in examples() if example.name == "silent"))


def _order_call(service: str, hook: str, *drafts: dict[str, Any], chart: tuple[dict[str, Any], ...]) -> Call:
    medicines = [resource for resource in chart if resource["resourceType"] == "MedicationRequest"]
    results = [resource for resource in chart if resource["resourceType"] == "Observation"]
    context: dict[str, Any] = {"patientId": "p1", "userId": "Practitioner/u1", "draftOrders": bundle(*drafts)}
    if hook == "order-select":
        context["selections"] = [f"{draft['resourceType']}/{draft['id']}" for draft in drafts]
    prefetch = {"patient": PATIENT, "trend": bundle(*results), "medications": bundle(*medicines)}
    return Call(service, {"hook": hook, "hookInstance": HOOK_INSTANCE, "context": context, "prefetch": prefetch})


def _of_other_hooks() -> Iterator[Call]:
    started = deepcopy(EXAMPLE)
    started |= {"hook": "encounter-start"}
    started["context"]["encounterId"] = "e1"
    yield Call("petechiae-differential-encounter-start", started)
    added = {"patientId": "p1", "userId": "Practitioner/u1", "conditions": bundle(problem("Petechiae"))}
    prefetch = {"patient": PATIENT, "trend": bundle(count(12, 19))}
    request = {
        "hook": "problem-list-item-create",
        "hookInstance": HOOK_INSTANCE,
        "context": added,
        "prefetch": prefetch,
    }
    yield Call("petechiae-differential-problem-list-item-create", request)
    low, falling = (count(38, 19),), (count(188, 14), count(61, 20), medicine("Heparin 5000 units"))
    enoxaparin = medicine("Enoxaparin 80 mg", status="draft")
    for service, hook in (("bleeding-risk-guard-order-select", "order-select"), ("bleeding-risk-guard", "order-sign")):
        yield _order_call(service, hook, NAPROXEN, chart=low)
        yield _order_call(service, hook, enoxaparin, chart=falling)
        yield _order_call(service, hook, NAPROXEN, enoxaparin, chart=(*falling, lab("6301-6", 6.1, "{INR}", 19)))


CALLS = tuple(
    Call(call.service, {**call.request, "hookInstance": f"5b906aae-bee9-46b1-9c14-{number:012}"})
    for number, call in enumerate(
        [*(Call(example.service, example.request) for example in examples()), *_of_other_hooks()]
    )
)
"""Every example on patient-view, and calls of the other hooks that lead to cards; each is a call of its own."""


def posted(client: FlaskClient, call: Call, **changes: Any) -> TestResponse:
    """The answer to a call with some members of it changed; ``...`` leaves one out."""
    return client.post(call.path, json=changed(call.request, **changes))


def changed(request: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The request with other members; ``...`` leaves one out."""
    return {name: value for name, value in {**request, **changes}.items() if value is not ...}


def address(client: FlaskClient) -> list[dict[str, Any]]:
    """The services of discovery."""
    found: list[dict[str, Any]] = json.loads(client.get("/cds-services").data)["services"]
    return found


def members(value: Any, path: str = "$") -> Iterator[tuple[str, Any]]:
    """Every member outside FHIR resources, with the way to it."""
    yield path, value
    if isinstance(value, dict):
        for name, inner in value.items():
            if name != "resource":
                yield from members(inner, f"{path}.{name}")
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from members(inner, f"{path}[{place}]")
