"""Where a client's keys come from: a file, or an address that is fetched, kept for a while and fetched anew."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Protocol

import httpx

from cds.log_codes import LogCode, log
from cds.security.key_sets import KeySet
from cds.security.problems import UnusableKeySet

if TYPE_CHECKING:
    from collections.abc import Callable

    from jwt import PyJWK

    from cds.security.clients import Client

__all__ = ["FetchedKeys", "KeySource", "Keys", "fetch"]

_FRESH_SECONDS = 3600.0
"""A fetched set is used this long before it is asked for again."""
_PAUSE_SECONDS = 30.0
"""Between two fetches of one address: a stream of tokens with unknown keys must not become a stream of fetches."""
_STALE_SECONDS = 24 * 3600.0
"""When the address fails, the old set serves this long: an outage of theirs must not silence a warning of ours."""
_TIMEOUT_SECONDS = 3.0
_LARGEST = 256 * 1024


class KeySource(Protocol):
    """The public keys of clients."""

    def key(self, client: Client, jku: str | None, kid: str, algorithm: str) -> PyJWK | None:
        """The key, or None. ``jku`` is on the client's list."""


def fetch(address: str) -> bytes:
    """GET a key set: no redirects, one time-out over all, bounded in size as it is sent and as it is read.

    A compressed answer is not unpacked: a few bytes could become many. Raises httpx.HTTPError or UnusableKeySet.
    """
    end = time.monotonic() + _TIMEOUT_SECONDS
    parts, size = [], 0
    plain = {"Accept-Encoding": "identity"}
    with (
        httpx.Client(headers=plain, timeout=_TIMEOUT_SECONDS, follow_redirects=False) as client,
        client.stream("GET", address) as answer,
    ):
        if answer.status_code != httpx.codes.OK:
            raise UnusableKeySet(f"The address answers {answer.status_code}.")
        if answer.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
            raise UnusableKeySet("The key set is compressed.")
        for part in answer.iter_raw():
            parts.append(part)
            size += len(part)
            if size > _LARGEST:
                raise UnusableKeySet("The key set is too large.")
            if time.monotonic() > end:
                raise UnusableKeySet("The key set takes too long.")
    return b"".join(parts)


@dataclass(slots=True)
class FetchedKeys:
    """The key set at one address."""

    address: str
    client: str
    get: Callable[[str], bytes] = fetch
    clock: Callable[[], float] = time.monotonic
    _keys: KeySet | None = None
    _fetched: float = 0.0
    _tried: float = float("-inf")
    _lock: Lock = field(default_factory=Lock)

    def find(self, kid: str, algorithm: str) -> PyJWK | None:
        """The key, None when the set has none such.

        The address is asked when the set is old or lacks it, but not again within half a minute.
        """
        found = self._usable(kid, algorithm)
        if found is None:
            with self._lock:
                self._renew()
            return self._usable(kid, algorithm)
        if self.clock() - self._fetched > _FRESH_SECONDS and self._lock.acquire(blocking=False):
            try:
                self._renew()
            finally:
                self._lock.release()
            return self._usable(kid, algorithm)
        return found

    def _usable(self, kid: str, algorithm: str) -> PyJWK | None:
        if self._keys is None or self.clock() - self._fetched > _STALE_SECONDS:
            return None
        return self._keys.find(kid, algorithm)

    def _renew(self) -> None:
        now = self.clock()
        if now - self._tried < _PAUSE_SECONDS:
            return
        self._tried = now
        try:
            keys = KeySet.parse(self.get(self.address))
        except (httpx.HTTPError, UnusableKeySet) as error:
            log(LogCode.KEYS001, client=self.client, error=type(error).__name__)
            return
        self._keys, self._fetched = keys, now
        log(LogCode.KEYS002, client=self.client, keys=len(keys.entries))
        if keys.exposed:
            log(LogCode.KEYS003, client=self.client)


class Keys:
    """The keys of every declared client. Files are read at once, addresses when they are first needed."""

    def __init__(self, clients: tuple[Client, ...], get: Callable[[str], bytes] = fetch) -> None:
        """Raises UnusableKeySet when a file cannot be used; the message names it."""
        self._files: dict[str, KeySet] = {}
        self._fetched: dict[str, FetchedKeys] = {}
        for client in clients:
            if client.key_set is None:
                self._fetched |= {jku: FetchedKeys(jku, client.name, get) for jku in client.jku}
                continue
            try:
                keys = KeySet.parse(client.key_set.read_bytes())
            except (OSError, UnusableKeySet) as error:
                reason = str(error) if isinstance(error, UnusableKeySet) else "The file cannot be read."
                raise UnusableKeySet(f"{client.key_set}, the key set of {client.name}: {reason}") from None
            self._files[client.iss] = keys
            if keys.exposed:
                log(LogCode.KEYS003, client=client.name)

    def key(self, client: Client, jku: str | None, kid: str, algorithm: str) -> PyJWK | None:
        """The key, or None. A client with a file is never fetched for."""
        if client.iss in self._files:
            return self._files[client.iss].find(kid, algorithm)
        return self._fetched[jku or client.jku[0]].find(kid, algorithm)
