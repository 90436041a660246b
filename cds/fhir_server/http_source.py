"""A FHIR server over HTTP: connects to the addresses that were judged, follows nothing, reads JSON within bounds."""

from __future__ import annotations

import ssl
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import httpx

from cds.fhir_server.source import Gap, NotObtained, Room

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from cds.fhir_server.bases import FhirBase

__all__ = ["HttpSource", "http_source"]

_MEDIA_TYPES = frozenset({"application/fhir+json", "application/json"})
_PLAIN = frozenset({"", "identity"})
_OK, _REDIRECTS, _REFUSALS = 200, range(300, 400), frozenset({401, 403})


@asynccontextmanager
async def http_source(
    base: FhirBase, addresses: Sequence[str], token: str | None, seconds: float, trust: ssl.SSLContext
) -> AsyncIterator[HttpSource]:
    """The server at these addresses, with this token (None: an open server), until the block ends.

    ``seconds`` bound each step of a request; the time for all of them is the caller's to keep. Nothing of the
    environment is read (no proxy, no credentials of .netrc), and no redirect is followed.
    """
    headers = {"Accept": "application/fhir+json", "Accept-Encoding": "identity", "Host": base.netloc}
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    timeout = httpx.Timeout(seconds, connect=seconds / len(addresses))
    async with httpx.AsyncClient(
        headers=headers, timeout=timeout, verify=trust, trust_env=False, follow_redirects=False
    ) as client:
        yield HttpSource(base, list(addresses), client)


class HttpSource:
    """``cds.fhir_server.source.FhirSource`` over httpx."""

    def __init__(self, base: FhirBase, addresses: list[str], client: httpx.AsyncClient) -> None:
        """An address that cannot be connected to is not tried again while another is left."""
        self._base = base
        self._addresses = addresses
        self._client = client

    async def get(self, target: str, room: Room) -> bytes:
        """See the protocol."""
        for address in tuple(self._addresses):
            try:
                return await self._get(address, target, room)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                if _is_about_certificates(error):
                    raise NotObtained(Gap.UNTRUSTED) from None
                if address in self._addresses[:-1]:
                    self._addresses.remove(address)
            except httpx.TimeoutException:
                raise NotObtained(Gap.SLOW) from None
            except httpx.RemoteProtocolError:
                raise NotObtained(Gap.UNREADABLE) from None
            except (httpx.HTTPError, httpx.InvalidURL, OSError):
                break
        raise NotObtained(Gap.UNREACHABLE)

    async def _get(self, address: str, target: str, room: Room) -> bytes:
        host = f"[{address}]" if ":" in address else address
        url = f"{self._base.scheme}://{host}:{self._base.port}{target}"
        # The certificate has to be that of the name, though the address is connected to.
        named = {} if self._base.is_address else {"sni_hostname": self._base.host}
        async with self._client.stream("GET", url, extensions=named) as answer:
            _check(answer)
            chunks = []
            async for chunk in answer.aiter_raw():
                room.take(len(chunk))
                chunks.append(chunk)
            return b"".join(chunks)


def _is_about_certificates(error: BaseException | None) -> bool:
    """True when the connection failed on its TLS; the libraries keep what they were told as the cause."""
    while error is not None and not isinstance(error, ssl.SSLError):
        error = error.__cause__ or error.__context__
    return error is not None


def _check(answer: httpx.Response) -> None:
    """Raises NotObtained for an answer whose body is not worth reading."""
    if answer.status_code in _REDIRECTS:
        raise NotObtained(Gap.REDIRECTED)
    if answer.status_code in _REFUSALS:
        raise NotObtained(Gap.REFUSED)
    if answer.status_code != _OK:
        raise NotObtained(Gap.FAILED)
    kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind not in _MEDIA_TYPES or answer.headers.get("Content-Encoding", "").strip().lower() not in _PLAIN:
        raise NotObtained(Gap.UNREADABLE)
