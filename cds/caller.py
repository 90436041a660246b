"""Who makes the current request, as the authentication found out."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g

__all__ = ["Caller", "current_caller", "set_caller"]


@dataclass(frozen=True, slots=True)
class Caller:
    """``client`` is the name the operator gave it, ``tenant`` the one its token named; None: not authenticated."""

    client: str | None = None
    tenant: str | None = None


_NOBODY = Caller()


def set_caller(caller: Caller) -> None:
    """Remember it for the rest of the request."""
    g.caller = caller


def current_caller() -> Caller:
    """The caller of this request."""
    found = g.get("caller")
    return found if isinstance(found, Caller) else _NOBODY
