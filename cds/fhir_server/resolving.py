"""From a listed server to the addresses to connect to: its name is looked up once, and each answer is judged."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, TypeAlias

from cds.fhir_server.source import Gap, NotObtained

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cds.fhir_server.bases import FhirBase

__all__ = ["Lookup", "addresses", "system_lookup"]

Lookup: TypeAlias = "Callable[[str], Sequence[str]]"
"""A host's name to its addresses. Raises OSError when it has none."""

_GATEWAY = ip_network("64:ff9b::/96")
"""IPv4 behind a gateway of an IPv6 network: the last four bytes are the address that is reached."""
_HOSTS = ip_network("2000::/3")
"""All that is given out for hosts. Outside lie old and local ways to write an IPv4 address, which count as global."""


def system_lookup(host: str) -> Sequence[str]:
    """What the system's resolver says, in its order."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def addresses(base: FhirBase, seconds: float, lookup: Lookup = system_lookup) -> tuple[str, ...]:
    """The addresses of a server, each one allowed; connections go to these and the name is not looked up again.

    Raises NotObtained: UNREACHABLE when the name leads nowhere, SLOW when the resolver does not answer in time,
    FORBIDDEN_ADDRESS when any answer lies outside the networks of the entry (without networks: is not public).
    """
    found = (base.host,) if base.is_address else _looked_up(base.host, seconds, lookup)
    if not all(_is_allowed(base, text) for text in found):
        raise NotObtained(Gap.FORBIDDEN_ADDRESS)
    return tuple(found)


def _looked_up(host: str, seconds: float, lookup: Lookup) -> Sequence[str]:
    """In a thread of its own, for the system's resolver knows no time limit. A late answer is thrown away."""
    answers: SimpleQueue[Sequence[str]] = SimpleQueue()

    def ask() -> None:
        try:
            answers.put(lookup(host))
        except (OSError, UnicodeError):
            answers.put(())

    Thread(target=ask, name="resolver", daemon=True).start()
    try:
        found = answers.get(timeout=max(seconds, 0))
    except Empty:
        raise NotObtained(Gap.SLOW) from None
    if not found:
        raise NotObtained(Gap.UNREACHABLE)
    return found


def _is_allowed(base: FhirBase, text: str) -> bool:
    try:
        address = ip_address(text)
    except ValueError:
        return False
    if base.networks:
        return any(address in network for network in base.networks)
    return all(map(_is_public, _meant(address)))


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    given_out = address.version == 4 or address in _HOSTS or address in _GATEWAY
    return given_out and address.is_global and not address.is_multicast


def _meant(address: IPv4Address | IPv6Address) -> list[IPv4Address | IPv6Address]:
    """The address and every IPv4 address wrapped in it."""
    meant: list[IPv4Address | IPv6Address] = [address]
    if isinstance(address, IPv6Address):
        meant += [wrapped for wrapped in (address.ipv4_mapped, address.sixtofour) if wrapped is not None]
        meant += address.teredo or ()
        if address in _GATEWAY:
            meant.append(IPv4Address(address.packed[-4:]))
    return meant
