"""The JWT of a CDS client: what must be true of it before anything in it is believed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol

import jwt

from cds.caller import Caller
from cds.security.algorithms import ALGORITHMS
from cds.security.audience import meant_for
from cds.security.problems import Reason, TokenRefused

if TYPE_CHECKING:
    from jwt import PyJWK

    from cds.security.clients import Client, Clients
    from cds.security.key_sources import KeySource

__all__ = ["Replay", "TokenCheck"]

LEEWAY_SECONDS = 60
"""Clocks differ, and clients round ``iat`` up."""
_LONGEST_TOKEN = 8192
_LONGEST_NAME = 200


class Replay(Protocol):
    """Remembers which tokens were used, across workers."""

    def first_use(self, iss: str, jti: str, expires: datetime, now: datetime) -> bool:
        """Whether this is the first time; remembers it until ``expires``."""


class _Checks(jwt.PyJWT):
    """PyJWT, which also refuses RSA keys that are too short."""

    def __init__(self) -> None:
        super().__init__({"enforce_minimum_key_length": True})


_VERIFY = _Checks()
_ERRORS: tuple[tuple[type[Exception], Reason], ...] = (
    (jwt.MissingRequiredClaimError, Reason.CLAIM),
    (jwt.ExpiredSignatureError, Reason.EXPIRED),
    (jwt.ImmatureSignatureError, Reason.NOT_YET),
    (jwt.InvalidSignatureError, Reason.SIGNATURE),
    (jwt.InvalidAlgorithmError, Reason.ALGORITHM),
    (jwt.InvalidKeyError, Reason.UNKNOWN_KEY),
)
_REQUIRED = ["iss", "aud", "exp", "iat", "jti"]


@dataclass(frozen=True, slots=True)
class TokenCheck:
    """Checks tokens of the declared clients. The time is the system's, also when assessments use a fixed clock."""

    clients: Clients
    keys: KeySource
    replay: Replay

    def caller(self, authorization: str | None, called: str) -> tuple[Client, Caller]:
        """Who sent this ``Authorization`` header to the public address ``called``.

        Raises TokenRefused.
        """
        token = _bearer(authorization)
        header, claims = _unverified(token)
        client = self.clients.of_issuer(claims.get("iss"))
        algorithm, kid = _checked_header(header, client)
        if client is None:
            raise TokenRefused(Reason.ISSUER)
        key = self.keys.key(client, _jku(header, client), kid, algorithm)
        if key is None:
            raise TokenRefused(Reason.UNKNOWN_KEY, client)
        verified = _verified(token, key, algorithm, client)
        self._check_claims(verified, client, called)
        tenant = verified.get("tenant")
        # What is not printable has no place in a database.
        told = tenant[:_LONGEST_NAME] if isinstance(tenant, str) and tenant.isprintable() else None
        return client, Caller(client.name, told)

    def _check_claims(self, claims: dict[str, Any], client: Client, called: str) -> None:
        now = datetime.now(UTC)
        expires, issued = float(claims["exp"]), float(claims["iat"])
        longest = client.longest_minutes * 60 + LEEWAY_SECONDS
        if expires - issued > longest or expires - now.timestamp() > longest:
            raise TokenRefused(Reason.LIFETIME, client)
        if not meant_for(claims["aud"], called):
            raise TokenRefused(Reason.AUDIENCE, client)
        if client.tenants and not (isinstance(claims.get("tenant"), str) and claims["tenant"] in client.tenants):
            raise TokenRefused(Reason.TENANT, client)
        jti = claims["jti"]
        if not jti.strip():
            raise TokenRefused(Reason.CLAIM, client)
        # Within the leeway an expired token still passes, so it is remembered as long.
        until = datetime.fromtimestamp(expires + LEEWAY_SECONDS, UTC)
        if not self.replay.first_use(client.iss, jti, until, now):
            raise TokenRefused(Reason.REPLAYED, client)


def _bearer(authorization: str | None) -> str:
    if not authorization:
        raise TokenRefused(Reason.ABSENT)
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer":
        raise TokenRefused(Reason.SCHEME)
    if len(token) > _LONGEST_TOKEN:
        raise TokenRefused(Reason.MALFORMED)
    return token.strip()


def _unverified(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims, not to be believed: only to know whose keys to use."""
    try:
        read = jwt.decode_complete(token, options={"verify_signature": False})
    except (jwt.PyJWTError, ValueError, OverflowError, RecursionError):
        raise TokenRefused(Reason.MALFORMED) from None
    return read["header"], read["payload"]


def _checked_header(header: dict[str, Any], client: Client | None) -> tuple[str, str]:
    """Algorithm and key id. Keys that the header itself carries (``jwk``, ``x5c``) are not looked at."""
    if str(header.get("typ", "")).upper() != "JWT":
        raise TokenRefused(Reason.TYPE, client)
    if "crit" in header or "b64" in header:
        raise TokenRefused(Reason.CRITICAL, client)
    algorithm, kid = header.get("alg"), header.get("kid")
    if not isinstance(algorithm, str) or algorithm not in (client.algorithms if client else ALGORITHMS):
        raise TokenRefused(Reason.ALGORITHM, client)
    if not isinstance(kid, str) or not 0 < len(kid) <= _LONGEST_NAME:
        raise TokenRefused(Reason.KEY_ID, client)
    return algorithm, kid


def _jku(header: dict[str, Any], client: Client) -> str | None:
    """The address the token names, when it is on the client's list.

    A client known by a file alone may name any: it is never fetched.
    """
    jku = header.get("jku")
    if jku is None or not client.jku:
        return None
    if jku not in client.jku:
        raise TokenRefused(Reason.KEY_SET_ADDRESS, client)
    return str(jku)


def _verified(token: str, key: PyJWK, algorithm: str, client: Client) -> dict[str, Any]:
    try:
        claims: dict[str, Any] = _VERIFY.decode(
            token,
            key,
            algorithms=[algorithm],
            issuer=client.iss,
            leeway=LEEWAY_SECONDS,
            # The audience is compared by meaning, not by letters, after this; sub is free text of the client's.
            options={"require": _REQUIRED, "verify_aud": False, "verify_sub": False},
        )
        # exp may be infinite and still a number.
        datetime.fromtimestamp(float(claims["exp"]) + LEEWAY_SECONDS, UTC)
        float(claims["iat"])
    except (jwt.PyJWTError, ValueError, OverflowError, RecursionError, TypeError, OSError) as error:
        found = next((reason for kind, reason in _ERRORS if isinstance(error, kind)), Reason.MALFORMED)
        raise TokenRefused(found, client) from None
    return claims
