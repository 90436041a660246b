"""Inputs and targets joined, and the rounds that try them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import seed as with_seed
from hypothesis import strategies as st

from tests.fuzzing import targets
from tests.fuzzing.inputs import CALLS, addresses, documents, raw_bodies, spoiled, tokens
from tests.sandbox_calls import NAPROXEN, bundle, count, medicine

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["PROPERTIES", "fuzz"]

_ORDER_CALL = {
    "hook": "order-sign",
    "hookInstance": "5b906aae-bee9-46b1-9c14-774bff7bf8ca",
    "context": {
        "patientId": "p1",
        "userId": "Practitioner/u1",
        "selections": ["MedicationRequest/request-123"],
        "draftOrders": bundle(NAPROXEN, medicine("Enoxaparin 80 mg", status="draft"), medicine("Platelets 1 unit")),
    },
    "prefetch": {
        "patient": {"resourceType": "Patient", "id": "p1", "birthDate": "1946-05-02"},
        "trend": bundle(count(188, 14), count(61, 20)),
        "medications": bundle(medicine("Heparin 5000 units")),
    },
}
_FEEDBACK = {
    "feedback": [
        {
            "card": "f6b95768-b1c8-40dc-8385-bf3504b82ffb",
            "outcome": "accepted",
            "acceptedSuggestions": [{"id": "7f5ac2a0-1d5e-4c7e-9f43-2d2c1b6f3a10"}],
            "outcomeTimestamp": "2026-11-20T08:15:30Z",
        },
        {
            "card": "f6b95768-b1c8-40dc-8385-bf3504b82ffb",
            "outcome": "overridden",
            "overrideReasons": {
                "reason": {"code": "c", "system": "s"},
                "userComment": "w",
                "extension": {"x": [{"code": "c"}]},
            },
            "outcomeTimestamp": "2026-11-20T08:15:30.5+01:00",
        },
    ]
}
_HEADER = {"alg": "ES384", "typ": "JWT", "kid": "kid-ES384"}

PROPERTIES: dict[str, tuple[Callable[..., None], tuple[st.SearchStrategy[Any], ...]]] = {
    "call": (targets.call, (raw_bodies(*CALLS),)),
    "draft": (targets.draft, (raw_bodies(_ORDER_CALL),)),
    "feedback": (targets.feedback, (raw_bodies(_FEEDBACK),)),
    "token": (targets.token, (st.deferred(lambda: tokens(targets.good_token())),)),
    "claims": (
        targets.claims,
        (st.one_of(spoiled(_HEADER), documents), st.deferred(lambda: spoiled(targets.good_claims()))),
    ),
    "key_set": (targets.key_set_text, (st.deferred(lambda: raw_bodies(targets.good_key_set())),)),
    "address": (targets.address, (addresses, st.from_regex(r"[A-Za-z0-9\-.]{1,64}", fullmatch=True))),
}
"""Name -> what is tried, and with what."""


def fuzz(name: str, examples: int, seed: int) -> None:
    """Try one property; raises what the first failing example raised, with the example made small."""
    target, inputs = PROPERTIES[name]
    quiet = settings(
        max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck), print_blob=False
    )

    @quiet
    @with_seed(seed)
    @given(st.tuples(*inputs))
    def run(values: tuple[Any, ...]) -> None:
        target(*values)

    run()
