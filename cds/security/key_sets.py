"""JSON Web Key Sets: read leniently, used strictly, and only their public part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from jwt import PyJWK, PyJWTError

from cds.security.algorithms import ALGORITHMS
from cds.security.problems import UnusableKeySet

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["KeySet"]

_PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth"})
_PUBLIC = frozenset({"kty", "crv", "x", "y", "n", "e", "kid", "use", "alg"})
_MOST_KEYS = 100


@dataclass(frozen=True, slots=True)
class KeySet:
    """Public keys by ``kid``. ``exposed``: the set was published with private parts, which were thrown away."""

    entries: tuple[Mapping[str, Any], ...]
    exposed: bool = False

    @classmethod
    def parse(cls, text: bytes) -> KeySet:
        """Read a key set. Entries that are no signature keys are left out. Raises UnusableKeySet."""
        try:
            document = msgspec.json.decode(text)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise UnusableKeySet("The key set is not JSON.") from None
        keys = document.get("keys") if isinstance(document, dict) else None
        if not isinstance(keys, list):
            raise UnusableKeySet("The key set has no keys.")
        usable = [key for key in keys[:_MOST_KEYS] if _signs(key)]
        if not usable:
            raise UnusableKeySet("The key set has no key for signatures.")
        public = tuple({name: key[name] for name in _PUBLIC & key.keys()} for key in usable)
        return cls(public, exposed=any(_PRIVATE & key.keys() for key in usable))

    def find(self, kid: str, algorithm: str) -> PyJWK | None:
        """The key of this ``kid`` for an algorithm of the list; None when there is none or it does not fit."""
        shape = ALGORITHMS[algorithm]
        for entry in self.entries:
            fits = entry["kty"] == shape.kty and shape.crv in (None, entry.get("crv"))
            if entry.get("kid") == kid and fits and entry.get("alg", algorithm) == algorithm:
                try:
                    return PyJWK({**entry}, algorithm)
                except (PyJWTError, ValueError, TypeError):
                    continue
        return None


def _signs(key: object) -> bool:
    """Whether it names itself and may be used for signatures; ``use`` may be left out."""
    return (
        isinstance(key, dict)
        and key.get("kty") in [shape.kty for shape in ALGORITHMS.values()]
        and isinstance(key.get("kid"), str)
        and key.get("use", "sig") == "sig"
    )
