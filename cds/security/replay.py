"""A token is good once. The store remembers, for all workers; when it is down, this worker does."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

__all__ = ["UsedTokens"]

_MANY = 10_000


@dataclass(slots=True)
class UsedTokens:
    """``cds.security.tokens.Replay`` over the store.

    ``keep`` keeps a digest and says whether it is new; ``down`` is the error it raises when the store does not answer.
    A store that is down must not silence warnings: then tokens are remembered here, where a replay to another worker
    passes until the store is back.
    """

    keep: Callable[[str, datetime, datetime], bool]
    down: type[Exception]
    _here: dict[str, datetime] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def first_use(self, iss: str, jti: str, expires: datetime, now: datetime) -> bool:
        """Whether this is the first time; remembers it until ``expires``. Only a digest is kept."""
        digest = sha256(f"{iss}\x1f{jti}".encode("utf-8", "replace")).hexdigest()
        if digest in self._here:
            return False
        try:
            return self.keep(digest, expires, now)
        except self.down:
            return self._remember(digest, expires, now)

    def _remember(self, digest: str, expires: datetime, now: datetime) -> bool:
        with self._lock:
            if digest in self._here:
                return False
            if len(self._here) >= _MANY:
                self._here = {known: until for known, until in self._here.items() if until > now}
            self._here[digest] = expires
            return True
