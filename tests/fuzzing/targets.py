"""What is fuzzed: every parser of something a stranger sends. Each may refuse in its own way; all else is a defect."""

from __future__ import annotations

import base64
import json
import time
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

from jwt.algorithms import ECAlgorithm

from cds.app import create_app
from cds.caller import Caller
from cds.fhir_server.bases import base_of, listed
from cds.fhir_server.targets import target_of, target_of_link
from cds.security.algorithms import ALGORITHMS
from cds.security.audience import meant_for, normal_address
from cds.security.clients import Client, Clients
from cds.security.key_sets import KeySet
from cds.security.problems import TokenRefused, UnusableKeySet
from cds.security.tokens import TokenCheck
from cds.settings import Settings
from tests.cds.cards.card_rules import broken_rules
from tests.cds.security.minting import BASE, CALL, ISS, forged, jwk, key, key_set, mint
from tests.conftest import NOW
from tests.mutations import MARK

if TYPE_CHECKING:
    from datetime import datetime

    from flask.testing import FlaskClient
    from jwt import PyJWK

__all__ = [
    "address",
    "call",
    "claims",
    "draft",
    "feedback",
    "good_claims",
    "good_key_set",
    "good_token",
    "key_set_text",
    "token",
]

_ANSWERED = {200, 400, 412, 413, 422}


@cache
def service() -> FlaskClient:
    """The real service with everything in it, over a store of its own."""
    folder = Path(mkdtemp())
    settings = Settings(database_url=f"sqlite:///{folder}/f.db", cache_dir=folder / "cache", max_calls_per_minute=10**9)
    return create_app(settings, clock=lambda: NOW).test_client()


def _posted(path: str, raw: bytes, allowed: set[int]) -> Any:
    answer = service().post(path, data=raw, content_type="application/json")
    assert answer.status_code in allowed, (answer.status_code, answer.text[:300])
    document = json.loads(answer.data)
    if answer.status_code != 200:
        assert document["resourceType"] == "OperationOutcome"
        assert MARK not in answer.text
        assert all(issue["details"]["text"].strip() for issue in document["issue"])
    return document


def call(raw: bytes, path: str = CALL) -> None:
    """A hook call: envelope, prefetch, resources, reasoning, cards."""
    document = _posted(path, raw, _ANSWERED)
    if "cards" in document:
        patient = json.loads(raw)["context"]["patientId"]
        broken = broken_rules(document["cards"], patient_id=patient)
        assert not broken, broken


def draft(raw: bytes) -> None:
    """A call of order-sign: the draft orders as well."""
    call(raw, "/cds-services/bleeding-risk-guard")


def feedback(raw: bytes) -> None:
    """Feedback, into the store."""
    _posted(f"{CALL}/feedback", raw, {200, 400, 413})


class _Keys:
    def key(self, _client: Client, _jku: str | None, kid: str, algorithm: str) -> PyJWK | None:
        return KeySet.parse(json.dumps(key_set("ES384")).encode()).find(kid, algorithm)


class _Replay:
    def first_use(self, _iss: str, _jti: str, _expires: datetime, _now: datetime) -> bool:
        return True


@cache
def _check() -> TokenCheck:
    client = Client("EHR", ISS, key_set=Path("keys"), tenants=frozenset({"t"}), algorithms=frozenset(ALGORITHMS))
    return TokenCheck(Clients([client]), _Keys(), _Replay())


@cache
def good_token() -> str:
    """A token that would pass."""
    return mint(tenant="t")


def token(text: str) -> None:
    """An Authorization header: it names its caller or is refused, and what was signed is what is believed."""
    try:
        client, caller = _check().caller(f"Bearer {text}", BASE + CALL)
    except TokenRefused:
        return
    assert client.iss == ISS
    assert caller == Caller("EHR", "t")
    header, payload, _ = text.strip().split(".")
    assert _decoded(payload)["iss"] == ISS
    assert _decoded(header)["alg"] == "ES384"


def _decoded(part: str) -> Any:
    return json.loads(base64.urlsafe_b64decode(part + "=="))


def claims(header: Any, payload: Any) -> None:
    """A token of our own client's key with any header and any claims: signed, and still not to be believed."""
    unsigned = forged(header, payload).rstrip(".")
    signature = ECAlgorithm(ECAlgorithm.SHA384).sign(unsigned.encode(), key("ES384"))
    text = f"{unsigned}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"
    try:
        _check().caller(f"Bearer {text}", BASE + CALL)
    except TokenRefused:
        return
    assert payload["iss"] == ISS
    assert payload["tenant"] == "t"
    assert payload["exp"] > time.time() - 61


def good_claims() -> dict[str, Any]:
    """Claims that would pass."""
    now = int(time.time())
    return {"iss": ISS, "aud": BASE + CALL, "iat": now, "exp": now + 300, "jti": "j", "tenant": "t"}


def key_set_text(raw: bytes) -> None:
    """A key set of a client."""
    try:
        found = KeySet.parse(raw)
    except UnusableKeySet:
        return
    for entry in found.entries:
        assert not {"d", "p", "q", "k"} & entry.keys()
        for algorithm in ALGORITHMS:
            found.find(entry["kid"], algorithm)


def good_key_set() -> dict[str, Any]:
    """A key set with an entry of every kind."""
    return {"keys": [*(jwk(name) for name in ALGORITHMS), jwk("ES384", private=True)]}


_BASE = base_of("https://ehr.example.org/r4")


def address(text: str, patient: str) -> None:
    """An address in a call, a token, a page or a setting: what leads off the listed server leads nowhere."""
    found = listed([_BASE], text)
    assert found is None or (found.host, found.port) == ("ehr.example.org", 443)
    target = target_of_link(_BASE, text)
    assert target is None or target.startswith("/r4")
    asked = target_of(_BASE, "Observation?patient={{context.patientId}}", patient)
    assert asked is None or ("&" not in asked and "#" not in asked and asked.isascii())
    assert meant_for(text, BASE) in {True, False}
    assert normal_address(text) is None or text.lower().lstrip().startswith("http")
    try:
        made = base_of(text)
    except ValueError:
        return
    assert made.host
    assert made.scheme == "https" or all(network.is_loopback for network in made.networks)
