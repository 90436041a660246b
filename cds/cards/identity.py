"""Names for cards and suggestions: the same call gets the same ones, another call or another patient never does."""

from __future__ import annotations

from hashlib import sha1, sha256
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["topic_code", "uuid_of"]

_NAMESPACE = UUID("6d0f3c1e-5b4a-4f0e-9a55-0c2f6a6f3b7d").bytes
_TOPIC_LIMIT = 100
_SEPARATOR = "\x1f"


def uuid_of(parts: Iterable[str]) -> str:
    """A UUID (version 5) of the parts in their order."""
    named = _NAMESPACE + _SEPARATOR.join(parts).encode("utf-8", "replace")
    return str(UUID(bytes=sha1(named, usedforsecurity=False).digest()[:16], version=5))


def topic_code(*parts: str) -> str:
    """A stable code of letters and digits, at most 100: clients tie "do not show again" to it."""
    words = (word for part in parts for word in part.replace("-", "_").split("_"))
    code = "".join(w[:1].upper() + w[1:] for w in ("".join(c for c in w if c.isascii() and c.isalnum()) for w in words))
    if len(code) <= _TOPIC_LIMIT:
        return code
    digest = sha256(code.encode()).hexdigest()[:16]
    return code[: _TOPIC_LIMIT - len(digest)] + digest
