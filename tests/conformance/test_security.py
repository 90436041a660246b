"""SEC and CORS: who may call, and from where."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.cds.security.minting import BASE, CALL, bearer, claims, forged, jwk, key, mint
from tests.conformance.calls import EXAMPLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient

ORIGIN = {"Origin": "https://ehr.example.org"}


def status(guarded: FlaskClient, token: str | None, path: str = CALL) -> int:
    headers = {} if token is None else bearer(token)
    return guarded.post(path, json=EXAMPLE, headers=headers).status_code


def test_sec_01_addresses_that_are_given_out_are_those_of_the_setting(plain: FlaskClient) -> None:
    cards = plain.post(CALL, json=EXAMPLE).get_json()["cards"]
    assert all(card["source"]["url"].startswith("https://cds.example.org/") for card in cards)


def test_sec_02_without_a_token_nothing_is_told(guarded: FlaskClient) -> None:
    assert status(guarded, None) == 401
    assert guarded.get("/cds-services").status_code == 401
    assert guarded.get("/feedback-report").status_code == 401


def test_sec_03_a_good_token_opens_discovery_and_calls(guarded: FlaskClient) -> None:
    assert status(guarded, mint()) == 200
    assert guarded.get("/cds-services", headers=bearer(mint("/cds-services"))).status_code == 200


@pytest.mark.parametrize(
    "header", [{"kid": ...}, {"kid": ""}, {"typ": ...}, {"typ": "JOSE"}, {"crit": ["exp"]}, {"b64": False}]
)
def test_sec_04_a_header_has_typ_and_kid_and_nothing_critical(guarded: FlaskClient, header: dict[str, Any]) -> None:
    assert status(guarded, mint(header=header)) == 401


def test_sec_04_a_key_inside_the_header_is_not_trusted(guarded: FlaskClient) -> None:
    own = {name: value for name, value in jwk("ES256").items() if name != "alg"}
    assert status(guarded, mint(alg="ES256", header={"jwk": own, "kid": "kid-ES384"})) == 401
    assert status(guarded, mint(by="stranger", header={"x5c": ["MIIB"]})) == 401


@pytest.mark.parametrize("claim", ["iss", "aud", "exp", "iat", "jti"])
def test_sec_05_every_required_claim_is_required(guarded: FlaskClient, claim: str) -> None:
    without: dict[str, Any] = {claim: ...}
    assert status(guarded, mint(**without)) == 401


@pytest.mark.parametrize(
    ("aud", "code"),
    [
        ([BASE + CALL], 200),
        (["https://other.example", BASE + CALL], 200),
        (BASE + CALL + "/feedback", 401),
        (BASE + "/cds-services", 401),
        ("https://other.example" + CALL, 401),
        ([], 401),
    ],
)
def test_sec_06_aud_is_the_address_called(guarded: FlaskClient, aud: Any, code: int) -> None:
    assert status(guarded, mint(aud=aud)) == code


def test_sec_07_an_unknown_issuer_and_a_foreign_key_set_are_refused(guarded: FlaskClient) -> None:
    assert status(guarded, mint(iss="https://stranger.example")) == 401
    assert status(guarded, mint(header={"jku": "https://stranger.example/jwks"})) == 401


@pytest.mark.parametrize("alg", ["none", "None", "NONE", ""])
def test_sec_08_no_algorithm_is_no_signature(guarded: FlaskClient, alg: str) -> None:
    assert status(guarded, forged({"alg": alg, "typ": "JWT", "kid": "kid-ES384"}, claims())) == 401


@pytest.mark.parametrize("alg", ["HS256", "HS384", "HS512"])
def test_sec_09_a_shared_secret_is_refused_even_the_public_key(guarded: FlaskClient, alg: str) -> None:
    public = key("RS384").public_key()
    for secret in (
        public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        json.dumps(jwk("RS384")).encode(),
    ):
        unsigned = forged({"alg": alg, "typ": "JWT", "kid": "kid-RS384"}, claims()).rstrip(".")
        digest = getattr(hashlib, f"sha{alg[2:]}")
        signature = base64.urlsafe_b64encode(hmac.new(secret, unsigned.encode(), digest).digest()).rstrip(b"=").decode()
        assert status(guarded, f"{unsigned}.{signature}") == 401


@pytest.mark.parametrize("alg", ["ES384", "RS384"])
def test_sec_10_both_recommended_algorithms_work(guarded: FlaskClient, alg: str) -> None:
    assert status(guarded, mint(alg=alg)) == 200


@pytest.mark.parametrize("kid", ["unknown", "../../etc/passwd", "' OR 1=1", "kid-RS384", "x" * 300])
def test_sec_11_a_key_is_found_by_its_kid_alone(guarded: FlaskClient, kid: str) -> None:
    assert status(guarded, mint(header={"kid": kid})) == 401


def test_sec_12_a_changed_payload_or_another_key_is_refused(guarded: FlaskClient) -> None:
    head, _, signature = mint().split(".")
    payload = base64.urlsafe_b64encode(json.dumps(claims()).encode()).rstrip(b"=").decode()
    assert status(guarded, f"{head}.{payload}.{signature}") == 401
    assert status(guarded, mint(by="stranger")) == 401


def test_sec_13_an_expired_token_is_refused(guarded: FlaskClient) -> None:
    now = int(time.time())
    assert status(guarded, mint(iat=now - 600, exp=now - 120)) == 401


def test_sec_14_a_token_is_good_once(guarded: FlaskClient) -> None:
    token = mint()
    assert [status(guarded, token) for _ in range(2)] == [200, 401]


def test_sec_16_a_refusal_does_not_say_why_and_the_token_is_nowhere(
    guarded: FlaskClient, log_lines: list[dict[str, Any]]
) -> None:
    tokens = [mint(exp=1), mint(aud="x"), mint(by="stranger"), mint(iss="x"), "garbage"]
    bodies = {guarded.post(CALL, json=EXAMPLE, headers=bearer(token)).data for token in tokens}
    assert len(bodies) == 1
    assert not any(token in str(log_lines) for token in tokens)


def test_http_08_a_refusal_is_a_401_with_a_challenge(guarded: FlaskClient) -> None:
    answer = guarded.post(CALL, json=EXAMPLE, headers=bearer(mint(exp=1)))
    assert (answer.status_code, answer.headers["WWW-Authenticate"][:6]) == (401, "Bearer")


@pytest.mark.parametrize(
    "header", ["x", "Bearer", "Bearer ", "Basic eDp4", "Bearer null", "Bearer a.b.c", "Bearer " + "x" * 9000]
)
def test_sec_20_garbage_is_refused_and_ignored_where_nobody_is_declared(
    guarded: FlaskClient, plain: FlaskClient, header: str
) -> None:
    assert guarded.post(CALL, json=EXAMPLE, headers={"Authorization": header}).status_code == 401
    assert plain.post(CALL, json=EXAMPLE, headers={"Authorization": header}).status_code == 200
    token = mint()
    assert guarded.post(CALL, json=EXAMPLE, headers={"Authorization": f"bEARER {token}"}).status_code == 200


@pytest.mark.parametrize(
    ("change", "code"), [({"nbf": 300}, 401), ({"iat": 300, "exp": 600}, 401), ({"nbf": -300}, 200), ({"iat": 1}, 200)]
)
def test_sec_21_a_token_of_the_future_is_refused_and_more_claims_are_not(
    guarded: FlaskClient, change: dict[str, int], code: int
) -> None:
    now = int(time.time())
    changed: dict[str, Any] = {name: now + value for name, value in change.items()}
    assert status(guarded, mint(sub="client", x=1, **changed)) == code


def preflight(service: FlaskClient, path: str = CALL, **headers: str) -> Any:
    asked = {**ORIGIN, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    return service.options(path, headers={**asked, **headers})


def test_cors_01_browsers_may_call_every_address(plain: FlaskClient) -> None:
    for path in ("/cds-services", CALL, f"{CALL}/feedback"):
        assert preflight(plain, path).headers["Access-Control-Allow-Origin"] == "*"


def test_cors_02_a_preflight_needs_no_token(guarded: FlaskClient) -> None:
    answer = preflight(guarded)
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (204, "*")


def test_cors_03_a_preflight_names_both_headers(plain: FlaskClient) -> None:
    named = preflight(plain).headers["Access-Control-Allow-Headers"].lower()
    assert "authorization" in named
    assert "content-type" in named


def test_cors_04_a_preflight_names_the_method(plain: FlaskClient) -> None:
    assert "POST" in preflight(plain).headers["Access-Control-Allow-Methods"]


def test_cors_05_answers_carry_the_header_and_errors_do(plain: FlaskClient, guarded: FlaskClient) -> None:
    for answer in (
        plain.get("/cds-services", headers=ORIGIN),
        plain.post(CALL, json={}, headers=ORIGIN),
        plain.post("/cds-services/nobody", json={}, headers=ORIGIN),
        guarded.post(CALL, json=EXAMPLE, headers=ORIGIN),
    ):
        assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_cors_06_credentials_are_never_offered(plain: FlaskClient, make: Callable[..., FlaskClient]) -> None:
    strict = make(cors_origins=("https://ehr.example.org",))
    own = strict.get("/cds-services", headers=ORIGIN)
    other = strict.get("/cds-services", headers={"Origin": "https://evil.example"})
    assert own.headers["Access-Control-Allow-Origin"] == "https://ehr.example.org"
    assert "Access-Control-Allow-Origin" not in other.headers
    assert "Origin" in other.headers["Vary"]
    for answer in (own, other, preflight(plain), plain.get("/cds-services", headers=ORIGIN)):
        assert "Access-Control-Allow-Credentials" not in answer.headers


def test_sec_18_every_call_is_audited(guarded: FlaskClient, log_lines: list[dict[str, Any]]) -> None:
    assert status(guarded, mint()) == 200
    assert [line["code"] for line in log_lines][-2:] == ["HOOK001", "HTTP001"]
    report = guarded.get("/feedback-report", headers=bearer(mint("/feedback-report"))).get_json()
    assert sum(line["given"] for line in report["topics"]) > 0
