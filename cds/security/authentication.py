"""Who may call the CDS services: clients with a valid token, or anyone when no clients are declared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, request

from cds.caller import set_caller
from cds.errors import Issue, Rejected
from cds.log_codes import LogCode, log
from cds.security.problems import TokenRefused

if TYPE_CHECKING:
    from collections.abc import Callable

    from cds.security.tokens import TokenCheck

__all__ = ["is_protected", "register_authentication"]

_PROTECTED = ("cds-services", "feedback-report")
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="petechiae-cds"'}
_WORDS = "This address needs a valid client token of CDS Hooks."


def is_protected(path: str) -> bool:
    """Whether this path belongs to the CDS services. The pages and the health checks tell nothing of patients."""
    return path.strip("/").split("/", 1)[0] in _PROTECTED


def register_authentication(app: Flask, base_url: str, check: TokenCheck | None, refused: Callable[[], None]) -> None:
    """Ask for a token on every protected address, existing or not. ``check`` None: authentication is off.

    ``base_url`` is the public address that tokens are made for. ``refused`` is told of every refusal; it may raise
    Rejected in the place of the 401.
    """
    if check is None:
        log(LogCode.AUTH002)
        return

    def authenticate() -> None:
        if not is_protected(request.path) or request.method == "OPTIONS":
            return
        try:
            client, caller = check.caller(request.headers.get("Authorization"), base_url + request.path)
        except TokenRefused as refusal:
            log(
                LogCode.AUTH001,
                reason=refusal.reason.value,
                client=refusal.client.name if refusal.client else "(unknown)",
            )
            refused()
            # One answer for every reason: a caller who guesses learns nothing.
            raise Rejected(401, [Issue("login", _WORDS)], _CHALLENGE) from None
        set_caller(caller)
        service = (request.view_args or {}).get("service_id")
        if service is not None and client.services and service not in client.services:
            raise Rejected(403, [Issue("forbidden", "This client may not call this service.")])

    app.before_request(authenticate)
