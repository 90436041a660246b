"""Which FHIR servers may be called: the operator's list, and nothing a request says."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["EXPECTED", "FhirBase", "base_of", "listed"]

EXPECTED = (
    "the base address of a FHIR server, such as https://ehr.example.org/r4, with its network behind it when its name "
    "leads to addresses that are not public (https://fhir.ward.example/r4=10.20.0.0/16); http only on this machine"
)

_VISIBLE = re.compile(r"[!-~]+")
"""Names in other scripts are written in their ASCII form (xn--...), as certificates have them."""
_PORTS = {"https": 443, "http": 80}
_THIS_MACHINE = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
_ANY_PORT = ":*"
"""Written for the port of a test set-up on this machine, where each run has its own."""


@dataclass(frozen=True, slots=True)
class FhirBase:
    """The base address of one server, taken apart. ``path`` has no slash at its end and is empty at the root.

    ``networks``: where the host may lead; without them, to any public address and to no other. ``port`` None: any.
    """

    scheme: str
    host: str
    port: int | None
    path: str
    networks: tuple[IPv4Network | IPv6Network, ...] = ()

    def __str__(self) -> str:
        """As the setting is written, networks included."""
        port = _ANY_PORT if self.port is None else "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        stated = () if self.networks == _own_networks(self.host) else self.networks
        return "=".join((f"{self.scheme}://{_bracketed(self.host)}{port}{self.path}", *map(str, stated)))

    @property
    def netloc(self) -> str:
        """Host and port as the Host header names them."""
        return _bracketed(self.host) + ("" if self.port == _PORTS[self.scheme] else f":{self.port}")

    @property
    def is_address(self) -> bool:
        """True when the host is an address and no name."""
        return _is_address(self.host)

    def holds(self, parts: SplitResult) -> bool:
        """True when the address has this scheme, host and port, and names no user. Raises ValueError: it has none."""
        return (
            parts.scheme == self.scheme
            and (parts.hostname or "") == self.host
            and (parts.port or _PORTS[self.scheme]) == self.port
            and "@" not in parts.netloc
        )


def base_of(text: str) -> FhirBase:
    """One entry of the setting: a base address, then ``=`` and a network for each its name may lead to.

    An entry that is itself an address, or ``localhost``, leads to itself. Raises ValueError for any other text.
    """
    address, *stated = text.strip().split("=")
    if not _VISIBLE.fullmatch(address):
        raise ValueError(EXPECTED)
    any_port = _ANY_PORT in address
    parts = urlsplit(address.replace(_ANY_PORT, "", 1) if any_port else address)
    host = parts.hostname or ""
    if parts.scheme not in _PORTS or not host or "@" in parts.netloc or parts.query or parts.fragment:
        raise ValueError(EXPECTED)
    own = _own_networks(host)
    if (parts.scheme == "http" or any_port) and (not own or not _on_this_machine(own)):
        raise ValueError(EXPECTED)
    networks = tuple(ip_network(network.strip()) for network in stated) or own
    port = None if any_port else parts.port or _PORTS[parts.scheme]
    return FhirBase(parts.scheme, host, port, parts.path.rstrip("/"), networks)


def listed(bases: Iterable[FhirBase], server: str) -> FhirBase | None:
    """The entry that a request's ``fhirServer`` names, its port filled in; None when it is not on the list.

    Scheme, host, port and path are those of the entry, but for a slash at the end.
    """
    try:
        parts = urlsplit(server)
        port = parts.port or _PORTS.get(parts.scheme)
        if parts.query or parts.fragment or port is None:
            return None
        for base in bases:
            named = base if base.port is not None else replace(base, port=port)
            if named.holds(parts) and parts.path.rstrip("/") == base.path:
                return named
    except ValueError:
        return None
    return None


def _own_networks(host: str) -> tuple[IPv4Network | IPv6Network, ...]:
    if host == "localhost":
        return _THIS_MACHINE
    return (ip_network(host),) if _is_address(host) else ()


def _on_this_machine(networks: Iterable[IPv4Network | IPv6Network]) -> bool:
    return all(network.is_loopback for network in networks)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
