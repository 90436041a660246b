"""Only declared clients with a valid token come in; everybody else is told the same."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from cds.app import create_app
from cds.security.authentication import is_protected
from cds.security.clients import Client, Clients
from cds.security.key_sets import KeySet
from cds.security.problems import Reason, TokenRefused
from cds.security.tokens import TokenCheck
from tests.cds.security.minting import BASE, CALL, ISS, bearer, claims, forged, jwk, key, key_set, mint

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from cds.settings import Settings

OTHER = "https://day.example.org"
FEEDBACK = f"{CALL}/feedback"
ITEMS = {"feedback": [{"card": "c", "outcome": "overridden", "outcomeTimestamp": "2026-01-31T08:15:30Z"}]}

Post = Any


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    (tmp_path / "keys.json").write_text(json.dumps(key_set("ES384", "RS384", "ES256", "RS256")))
    clients = [
        {"name": "Epic", "iss": ISS, "jwks": "keys.json", "jku": "https://ehr.example.org/jwks.json"},
        {
            "name": "Day",
            "iss": OTHER,
            "jwks": "keys.json",
            "algorithms": ["RS256"],
            "longest_minutes": 1440,
            "tenants": ["north"],
            "services": ["another"],
        },
    ]
    (tmp_path / "clients.json").write_text(json.dumps({"clients": clients}))
    return replace(settings, clients=tmp_path / "clients.json", base_url=BASE)


@pytest.fixture
def call(client: FlaskClient, hook_request: dict[str, Any]) -> Callable[[str], TestResponse]:
    return lambda token: client.post(CALL, json=hook_request, headers=bearer(token))


def ago(seconds: int) -> int:
    return int(time.time()) - seconds


# ---- what comes in


@pytest.mark.parametrize(
    "token",
    [
        pytest.param(mint, id="ES384"),
        pytest.param(lambda: mint(alg="RS384"), id="RS384"),
        pytest.param(
            lambda: mint(
                alg="RS384",
                sub="client-id",
                nbf=ago(300),
                exp=ago(-900),
                header={"jku": "https://ehr.example.org/jwks.json"},
            ),
            id="Epic",
        ),
        pytest.param(lambda: mint(iat=ago(-1), jti="not-a-uuid"), id="sandbox rounds iat up"),
        pytest.param(lambda: mint(aud=[BASE + CALL]), id="aud as array"),
        pytest.param(lambda: mint(aud=["https://x.example", BASE + CALL]), id="aud among others"),
        pytest.param(
            lambda: mint(aud=f"{BASE}//cds-services/petechiae-differential/"), id="doubled and trailing slash"
        ),
        pytest.param(lambda: mint(aud=f"HTTP://127.0.0.1:8080{CALL}"), id="scheme in capitals"),
        pytest.param(lambda: mint(exp=ago(30), iat=ago(330)), id="expired within leeway"),
        pytest.param(lambda: mint(exp=ago(-3600)), id="an hour"),
        pytest.param(lambda: mint(tenant="any", extra={"x": 1}), id="tenant and extra claims"),
        pytest.param(lambda: mint(tenant="x\ud800\0", jti="\ud800"), id="characters no database can hold"),
        pytest.param(lambda: mint(header={"typ": "jwt"}), id="typ in small letters"),
        pytest.param(lambda: mint(header={"jwk": jwk("ES384")}), id="embedded key is not looked at"),
    ],
)
def test_a_good_token_comes_in(call: Callable[[str], TestResponse], token: Callable[[], str]) -> None:
    assert call(token()).status_code == 200


@pytest.mark.parametrize("path", ["/cds-services", "/cds-services/", "/feedback-report"])
def test_discovery_and_the_report_take_a_token_of_their_own(client: FlaskClient, path: str) -> None:
    assert client.get(path, headers=bearer(mint(path))).status_code == 200
    assert client.head(path, headers=bearer(mint(path))).status_code == 200
    assert client.get(path, headers=bearer(mint(CALL))).status_code == 401
    assert client.get(path).status_code == 401


def test_feedback_has_an_audience_of_its_own(client: FlaskClient) -> None:
    assert client.post(FEEDBACK, json=ITEMS, headers=bearer(mint(FEEDBACK))).status_code == 200
    assert client.post(FEEDBACK, json=ITEMS, headers=bearer(mint(CALL))).status_code == 401
    assert client.post(FEEDBACK, json=ITEMS).status_code == 401


def test_a_doubled_slash_in_the_path_costs_no_token(client: FlaskClient, hook_request: dict[str, Any]) -> None:
    token = mint(aud=f"{BASE}/{CALL}")
    doubled = {"PATH_INFO": f"/{CALL}"}
    answer = client.post("/", json=hook_request, headers=bearer(token), environ_overrides=doubled)
    assert answer.status_code == 200


def test_the_scheme_is_case_insensitive(client: FlaskClient, hook_request: dict[str, Any]) -> None:
    answer = client.post(CALL, json=hook_request, headers={"Authorization": f"bEARER  {mint()}"})
    assert answer.status_code == 200


def test_a_token_of_a_day_passes_where_the_client_is_allowed_it(client: FlaskClient) -> None:
    day: dict[str, Any] = {"iss": OTHER, "alg": "RS256", "exp": ago(-86_400), "tenant": "north"}
    assert client.get("/cds-services", headers=bearer(mint("/cds-services", **day))).status_code == 200


# ---- what does not


def symmetric(alg: str) -> str:
    """The public key as the secret of an HMAC."""
    pem = (
        key("ES384")
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    body = forged({"alg": alg, "typ": "JWT", "kid": "kid-ES384"}, claims()).rpartition(".")[0]
    digest = hmac.new(pem, body.encode(), {"HS256": hashlib.sha256, "HS384": hashlib.sha384}[alg]).digest()
    return f"{body}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"


def altered(change: dict[str, Any]) -> str:
    head, _, signature = mint().split(".")
    body = base64.urlsafe_b64encode(json.dumps(claims(**change)).encode()).rstrip(b"=").decode()
    return f"{head}.{body}.{signature}"


HEADER = {"typ": "JWT", "kid": "kid-ES384", "alg": "ES384"}

REFUSED = [
    ("no token", lambda: "", Reason.MALFORMED),
    ("the word null", lambda: "null", Reason.MALFORMED),
    ("an access token", lambda: "00DB0.x_opaque", Reason.MALFORMED),
    ("two parts", lambda: mint().rpartition(".")[0], Reason.MALFORMED),
    ("header is a list", lambda: forged([], claims()), Reason.MALFORMED),  # type: ignore[arg-type]
    ("claims are a list", lambda: forged(HEADER, []), Reason.MALFORMED),
    ("claims nested deep", lambda: forged(HEADER, {"iss": json.loads("[" * 300 + "]" * 300)}), Reason.ISSUER),
    ("very long", lambda: mint(extra="x" * 9000), Reason.MALFORMED),
    ("typ missing", lambda: mint(header={"typ": ...}), Reason.TYPE),
    ("typ other", lambda: mint(header={"typ": "at+jwt"}), Reason.TYPE),
    ("alg none", lambda: forged({**HEADER, "alg": "none"}, claims()), Reason.ALGORITHM),
    ("alg nOnE", lambda: forged({**HEADER, "alg": "nOnE"}, claims()), Reason.ALGORITHM),
    ("alg missing", lambda: forged({"typ": "JWT", "kid": "kid-ES384"}, claims()), Reason.ALGORITHM),
    ("alg a number", lambda: forged({**HEADER, "alg": 7}, claims()), Reason.ALGORITHM),
    ("HS256 with the public key", lambda: symmetric("HS256"), Reason.ALGORITHM),
    ("HS384 with the public key", lambda: symmetric("HS384"), Reason.ALGORITHM),
    ("ES256, not asked for", lambda: mint(alg="ES256"), Reason.ALGORITHM),
    ("RS256, not asked for", lambda: mint(alg="RS256"), Reason.ALGORITHM),
    ("kid missing", lambda: mint(header={"kid": ...}), Reason.KEY_ID),
    ("kid empty", lambda: mint(header={"kid": ""}), Reason.KEY_ID),
    ("kid unknown", lambda: mint(header={"kid": "unknown"}), Reason.UNKNOWN_KEY),
    ("kid a path", lambda: mint(header={"kid": "../../etc/passwd"}), Reason.UNKNOWN_KEY),
    ("kid of a key of another kind", lambda: mint(header={"kid": "kid-RS384"}), Reason.UNKNOWN_KEY),
    ("crit", lambda: forged({**HEADER, "crit": ["x"], "x": 1}, claims(), b"x"), Reason.MALFORMED),
    ("crit empty", lambda: forged({**HEADER, "crit": []}, claims(), b"x"), Reason.MALFORMED),
    ("crit of b64", lambda: forged({**HEADER, "crit": ["b64"], "b64": True}, claims(), b"x"), Reason.CRITICAL),
    ("key in the header", lambda: mint(by="stranger", header={"jwk": jwk("ES384")}), Reason.SIGNATURE),
    ("jku not on the list", lambda: mint(header={"jku": "https://evil.example/jwks.json"}), Reason.KEY_SET_ADDRESS),
    ("jku a prefix", lambda: mint(header={"jku": "https://ehr.example.org/jwks.json/x"}), Reason.KEY_SET_ADDRESS),
    ("jku a list", lambda: mint(header={"jku": ["https://ehr.example.org/jwks.json"]}), Reason.KEY_SET_ADDRESS),
    ("iss unknown", lambda: mint(iss="https://unknown.example"), Reason.ISSUER),
    ("iss with a slash more", lambda: mint(iss=ISS + "/"), Reason.ISSUER),
    ("iss a list", lambda: forged(HEADER, claims(iss=[ISS])), Reason.ISSUER),
    ("iss missing", lambda: mint(iss=...), Reason.ISSUER),
    ("aud missing", lambda: mint(aud=...), Reason.CLAIM),
    ("exp missing", lambda: mint(exp=...), Reason.CLAIM),
    ("iat missing", lambda: mint(iat=...), Reason.CLAIM),
    ("jti missing", lambda: mint(jti=...), Reason.CLAIM),
    ("jti blank", lambda: mint(jti="  "), Reason.CLAIM),
    ("jti a number", lambda: mint(jti=7), Reason.MALFORMED),
    ("signed by another", lambda: mint(by="stranger"), Reason.SIGNATURE),
    ("payload altered", lambda: altered({"tenant": "x"}), Reason.SIGNATURE),
    ("signature cut", lambda: mint()[:-40], Reason.SIGNATURE),
    ("signature gone", lambda: mint().rpartition(".")[0] + ".", Reason.SIGNATURE),
    ("expired", lambda: mint(exp=ago(120), iat=ago(420)), Reason.EXPIRED),
    ("exp a word", lambda: mint(exp="tomorrow"), Reason.MALFORMED),
    ("exp without end", lambda: mint(exp=1e999), Reason.MALFORMED),
    ("exp no number", lambda: mint(exp=float("nan")), Reason.MALFORMED),
    ("exp in the year 30000", lambda: mint(exp=900_000_000_000), Reason.MALFORMED),
    ("iat in an hour", lambda: mint(iat=ago(-3600), exp=ago(-3900)), Reason.NOT_YET),
    ("iat no number", lambda: mint(iat=float("nan")), Reason.MALFORMED),
    ("nbf in an hour", lambda: mint(nbf=ago(-3600)), Reason.NOT_YET),
    ("valid for a day", lambda: mint(exp=ago(-86_400)), Reason.LIFETIME),
    ("aud of another service", lambda: mint(aud=BASE + "/cds-services/other"), Reason.AUDIENCE),
    ("aud of discovery", lambda: mint("/cds-services"), Reason.AUDIENCE),
    ("aud of feedback", lambda: mint(FEEDBACK), Reason.AUDIENCE),
    ("aud of another host", lambda: mint(aud="https://evil.example" + CALL), Reason.AUDIENCE),
    ("aud of another port", lambda: mint(aud="http://127.0.0.1:8081" + CALL), Reason.AUDIENCE),
    ("aud with a query", lambda: mint(aud=BASE + CALL + "?x=1"), Reason.AUDIENCE),
    ("aud cut short", lambda: mint(aud=(BASE + CALL)[:-1]), Reason.AUDIENCE),
    ("aud an empty list", lambda: mint(aud=[]), Reason.AUDIENCE),
    ("aud a list of numbers", lambda: mint(aud=[7]), Reason.AUDIENCE),
    ("tenant of a client with tenants missing", lambda: mint(iss=OTHER, alg="RS256"), Reason.TENANT),
    ("tenant not on the list", lambda: mint(iss=OTHER, alg="RS256", tenant="south"), Reason.TENANT),
    ("tenant a list", lambda: mint(iss=OTHER, alg="RS256", tenant=["north"]), Reason.TENANT),
]


@pytest.mark.parametrize(("make", "reason"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_a_bad_token_is_refused_for_a_reason_that_only_the_log_knows(
    call: Callable[[str], TestResponse], log_lines: list[dict[str, Any]], make: Callable[[], str], reason: Reason
) -> None:
    answer = call(make())
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="petechiae-cds"'
    assert answer.get_json()["issue"] == [
        {
            "severity": "error",
            "code": "login",
            "details": {"text": "This address needs a valid client token of CDS Hooks."},
        }
    ]
    assert [line["reason"] for line in log_lines if line["code"] == "AUTH001"] == [reason]


@pytest.mark.parametrize(
    ("header", "reason"),
    [(None, "absent"), ("", "absent"), ("Basic dXNlcjpwYXNz", "scheme"), ("null", "scheme"), ("Bearer", "malformed")],
)
def test_what_is_no_bearer_token_is_refused_the_same_way(
    client: FlaskClient, log_lines: list[dict[str, Any]], header: str | None, reason: str
) -> None:
    answer = client.post(CALL, json={}, headers={} if header is None else {"Authorization": header})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert [line["reason"] for line in log_lines if line["code"] == "AUTH001"] == [reason]


def test_an_rsa_key_that_is_too_short_verifies_nothing() -> None:
    short = rsa.generate_private_key(65537, 1024)  # noqa: S505 - that it is breakable is the point
    members = json.loads(jwt.get_algorithm_by_name("RS384").to_jwk(short.public_key())) | {"kid": "k"}
    found = KeySet.parse(json.dumps({"keys": [members]}).encode())
    keys = SimpleNamespace(key=lambda _client, _jku, kid, algorithm: found.find(kid, algorithm))
    with pytest.warns(jwt.InsecureKeyLengthWarning):
        token = jwt.encode(claims(), short, "RS384", headers={"kid": "k", "typ": "JWT"})
    check = TokenCheck(Clients([Client("Epic", ISS)]), keys, replay=SimpleNamespace())
    with pytest.raises(TokenRefused) as refused:
        check.caller(f"Bearer {token}", BASE + CALL)
    assert refused.value.reason is Reason.UNKNOWN_KEY


def test_every_reason_is_tried() -> None:
    assert {case[2] for case in REFUSED} | {Reason.ABSENT, Reason.SCHEME, Reason.REPLAYED} == set(Reason)


def test_a_token_is_good_once_and_for_one_worker_of_many(
    call: Callable[[str], TestResponse],
    settings: Settings,
    engine: Any,
    hook_request: dict[str, Any],
    log_lines: list[dict[str, Any]],
) -> None:
    token = mint()
    assert call(token).status_code == 200
    assert call(token).status_code == 401
    knowledge: Any = type("K", (), {"version": "v"})()
    worker = create_app(settings, knowledge, engine=engine).test_client()
    assert worker.post(CALL, json=hook_request, headers=bearer(token)).status_code == 401
    assert [line["reason"] for line in log_lines if line["code"] == "AUTH001"][:1] == ["replayed"]


def test_the_same_jti_of_another_client_is_another_token(client: FlaskClient) -> None:
    mine, theirs = (
        mint("/cds-services", jti="1"),
        mint("/cds-services", jti="1", iss=OTHER, alg="RS256", tenant="north"),
    )
    for token in (mine, theirs):
        assert client.get("/cds-services", headers=bearer(token)).status_code == 200


def test_a_refused_token_does_not_burn_its_jti(call: Callable[[str], TestResponse]) -> None:
    assert call(mint(jti="again", aud="https://elsewhere.example")).status_code == 401
    assert call(mint(jti="again")).status_code == 200


def test_a_client_may_be_kept_to_some_services(client: FlaskClient, hook_request: dict[str, Any]) -> None:
    token = mint(iss=OTHER, alg="RS256", tenant="north")
    answer = client.post(CALL, json=hook_request, headers=bearer(token))
    assert answer.status_code == 403
    assert answer.get_json()["issue"][0]["code"] == "forbidden"


def test_every_address_of_the_services_asks_for_a_token(client: FlaskClient) -> None:
    asked = 0
    for rule in client.application.url_map.iter_rules():
        path = rule.rule.replace("<service_id>", "petechiae-differential")
        if not path.startswith(("/cds-services", "/feedback-report")):
            continue
        for method in ("GET", "POST", "PUT", "DELETE", "HEAD", "PATCH"):
            assert client.open(path, method=method, json={}).status_code == 401, (method, path)
            asked += 1
    assert asked == 24
    for path in (
        "/cds-services/nowhere",
        "/cds-services/nowhere/at/all",
        "/cds-services/%2e%2e",
    ):
        assert client.post(path, json={}).status_code == 401, path
    for path in ("//cds-services", "///cds-services//x"):
        assert client.post("/", json={}, environ_overrides={"PATH_INFO": path}).status_code == 401, path


@pytest.mark.parametrize("path", ["/docs", "/health/ready", "/health/live", "/health/store", "/openapi.yaml"])
def test_pages_and_health_tell_nothing_of_patients_and_ask_for_no_token(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/", "/knowledge", "/knowledge/gates/tma", "/workbench/cards"])
def test_the_pages_that_need_the_real_knowledge_ask_for_no_token_either(path: str) -> None:
    assert not is_protected(path)
    assert is_protected("/cds-services" + path)


@pytest.mark.parametrize("path", ["/cds-services", CALL, FEEDBACK])
def test_a_preflight_needs_no_token_and_a_browser_may_read_the_refusal(client: FlaskClient, path: str) -> None:
    headers = {"Origin": "https://ehr.example.org", "Access-Control-Request-Method": "POST"}
    assert client.options(path, headers=headers).status_code == 204
    refused = client.post(path, json={}, headers={"Origin": "https://ehr.example.org"})
    assert refused.status_code == 401
    assert refused.headers["Access-Control-Allow-Origin"] == "*"


def test_a_fixed_clock_of_assessments_does_not_fix_the_clock_of_tokens(
    settings: Settings, engine: Any, hook_request: dict[str, Any]
) -> None:
    knowledge: Any = type("K", (), {"version": "v"})()
    fixed = replace(settings, as_of=datetime(2020, 1, 1, tzinfo=UTC))
    client = create_app(fixed, knowledge, engine=engine).test_client()
    assert client.post(CALL, json=hook_request, headers=bearer(mint())).status_code == 200


def test_without_clients_the_start_warns_and_any_token_is_let_by(
    settings: Settings, engine: Any, hook_request: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    knowledge: Any = type("K", (), {"version": "v"})()
    client = create_app(replace(settings, clients=None), knowledge, engine=engine).test_client()
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["level"] for line in lines if line["code"] == "AUTH002"] == ["WARNING"]
    for header in ("Bearer garbage", "Bearer null", "Basic x", ""):
        answer = client.post(CALL, json=hook_request, headers={"Authorization": header})
        assert answer.status_code == 200
