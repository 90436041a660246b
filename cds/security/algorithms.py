"""Signature algorithms a token may have, and the key each needs. Neither ``none`` nor a shared secret is among them."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ALGORITHMS", "RECOMMENDED", "KeyShape"]


@dataclass(frozen=True, slots=True)
class KeyShape:
    """``kty`` and ``crv`` a JSON Web Key must have for an algorithm; RSA keys have no curve."""

    kty: str
    crv: str | None = None


ALGORITHMS = {
    "ES384": KeyShape("EC", "P-384"),
    "RS384": KeyShape("RSA"),
    "ES256": KeyShape("EC", "P-256"),
    "RS256": KeyShape("RSA"),
}
"""By name. CDS Hooks recommends the first two; the others a client is allowed by name only."""

RECOMMENDED = frozenset({"ES384", "RS384"})
