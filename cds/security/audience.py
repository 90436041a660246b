"""Whether a token was made for the address that was called."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

__all__ = ["meant_for", "normal_address"]

_PORTS = {"http": 80, "https": 443}


def normal_address(text: str) -> str | None:
    """The address with small differences taken out: case of the host, usual port, doubled and trailing slashes.

    None when it is no http address, or has a query, a fragment, a user or a character that cannot be seen: the parser
    would take that out unasked.
    """
    if any(letter <= " " for letter in text):
        return None
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not parts.hostname or parts.query or parts.fragment or "@" in parts.netloc:
        return None
    path = re.sub(r"/{2,}", "/", unquote(parts.path)).rstrip("/")
    return f"{parts.scheme}://{parts.hostname}:{port or _PORTS[parts.scheme]}{path}"


def meant_for(aud: object, called: str) -> bool:
    """Whether ``aud`` (a string or a list of strings) names the address called."""
    wanted = normal_address(called)
    named = aud if isinstance(aud, list) else [aud]
    return wanted is not None and any(isinstance(one, str) and normal_address(one) == wanted for one in named)
