"""Tokens as clients make them, and as they should not."""

from __future__ import annotations

import base64
import json
import time
import uuid
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa

BASE = "http://127.0.0.1:8080"
ISS = "https://ehr.example.org/fhir"
CALL = "/cds-services/petechiae-differential"


def key(alg: str, owner: str = "client") -> Any:
    """The private key of this algorithm and owner, the same in every test."""
    return _made(alg, owner)


@cache
def _made(alg: str, owner: str) -> Any:
    assert owner
    if alg.startswith("RS"):
        return rsa.generate_private_key(65537, 2048)
    return ec.generate_private_key({"ES384": ec.SECP384R1(), "ES256": ec.SECP256R1()}[alg])


def jwk(of: str, kid: str | None = None, *, private: bool = False, **change: Any) -> dict[str, Any]:
    found = key(of) if private else key(of).public_key()
    members = json.loads(jwt.get_algorithm_by_name(of).to_jwk(found))
    members |= {"kid": kid or f"kid-{of}", "use": "sig", "alg": of, **change}
    return {name: value for name, value in members.items() if value is not ...}


def key_set(*algs: str, private: bool = False) -> dict[str, Any]:
    return {"keys": [jwk(alg, private=private) for alg in algs]}


def claims(path: str = CALL, **change: Any) -> dict[str, Any]:
    now = int(time.time())
    members = {"iss": ISS, "aud": BASE + path, "iat": now, "exp": now + 300, "jti": str(uuid.uuid4()), **change}
    return {name: value for name, value in members.items() if value is not ...}


def mint(
    path: str = CALL, *, alg: str = "ES384", by: str = "client", header: dict[str, Any] | None = None, **change: Any
) -> str:
    """A token; ``...`` as a value leaves a claim or a header member out."""
    headers = {"kid": f"kid-{alg}", "typ": "JWT", **(header or {})}
    headers = {name: None if value is ... and name == "typ" else value for name, value in headers.items()}
    headers = {name: value for name, value in headers.items() if value is not ...}
    return jwt.encode(claims(path, **change), key(alg, by), alg, headers=headers)


def forged(header: dict[str, Any], payload: object, signature: bytes = b"") -> str:
    """Parts put together by hand, for what no library would make."""
    parts = [json.dumps(header).encode(), json.dumps(payload).encode(), signature]
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
