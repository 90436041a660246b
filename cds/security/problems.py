"""What can be wrong with a client's token, its keys, and the file that declares clients.

Apart from what checks them, so that a service that declares no clients need not import it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cds.security.clients import Client

__all__ = ["Reason", "TokenRefused", "UnusableKeySet", "WrongClients"]


class Reason(StrEnum):
    """Why a token was refused. For the log only: the caller is never told."""

    ABSENT = "absent"
    SCHEME = "scheme"
    MALFORMED = "malformed"
    TYPE = "type"
    ALGORITHM = "algorithm"
    CRITICAL = "critical-header"
    KEY_ID = "kid"
    ISSUER = "issuer"
    KEY_SET_ADDRESS = "jku"
    UNKNOWN_KEY = "unknown-key"
    SIGNATURE = "signature"
    CLAIM = "claim-missing"
    EXPIRED = "expired"
    NOT_YET = "not-yet-valid"
    LIFETIME = "lifetime"
    AUDIENCE = "audience"
    TENANT = "tenant"
    REPLAYED = "replayed"


class TokenRefused(Exception):
    """The token does not authenticate its caller. ``client`` is set once the issuer was found on the list."""

    def __init__(self, reason: Reason, client: Client | None = None) -> None:
        """The message is the reason's code and nothing of the token."""
        super().__init__(reason.value)
        self.reason = reason
        self.client = client


class UnusableKeySet(ValueError):
    """Not a key set, or not one key in it can verify a token. The message holds nothing of it."""


class WrongClients(ValueError):
    """The file of clients cannot be used. The message names it and every problem in it."""
