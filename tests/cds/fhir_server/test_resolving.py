"""A name is looked up once and its addresses are judged: what a listed name leads to may change under us."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from cds.fhir_server.bases import base_of
from cds.fhir_server.resolving import addresses
from cds.fhir_server.source import Gap, NotObtained

if TYPE_CHECKING:
    from collections.abc import Sequence

PUBLIC = "https://ehr.example.org/r4"
WARD = "https://fhir.ward.example/r4=10.20.0.0/16"


def found(entry: str, *answers: str) -> tuple[str, ...]:
    return addresses(base_of(entry), 5, lambda _host: answers)


def refused(entry: str, *answers: str) -> Gap:
    with pytest.raises(NotObtained) as error:
        found(entry, *answers)
    return error.value.gap


def test_public_addresses_are_taken_in_their_order() -> None:
    assert found(PUBLIC, "2606:2800:21f::1", "93.184.216.34") == ("2606:2800:21f::1", "93.184.216.34")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 - only judged
        "224.0.0.1",
        "255.255.255.255",
        "192.0.2.1",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fd00::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::a00:1",
        "64:ff9b:1::a00:1",
        "::127.0.0.1",
        "::ffff:0:10.0.0.1",
        "fec0::1",
        "2001:0:a00:1::",
        "2002:a00:1::1",
        "not an address",
    ],
)
def test_a_name_may_not_lead_to_an_address_that_is_not_public(address: str) -> None:
    assert refused(PUBLIC, address) is Gap.FORBIDDEN_ADDRESS
    assert refused(PUBLIC, "93.184.216.34", address) is Gap.FORBIDDEN_ADDRESS


def test_a_name_may_lead_into_the_networks_beside_it_and_nowhere_else() -> None:
    assert found(WARD, "10.20.3.4") == ("10.20.3.4",)
    for other in ("10.21.0.1", "127.0.0.1", "93.184.216.34", "::ffff:10.20.3.4"):
        assert refused(WARD, other) is Gap.FORBIDDEN_ADDRESS


def test_an_address_in_the_list_leads_to_itself_and_is_not_looked_up() -> None:
    def never(_host: str) -> Sequence[str]:
        raise AssertionError

    for entry, address in (("https://10.1.2.3/r4", "10.1.2.3"), ("http://[::1]:80/fhir", "::1")):
        assert addresses(base_of(entry), 5, never) == (address,)


def test_this_machine_by_name_is_this_machine() -> None:
    assert found("http://localhost:8085/fhir", "::1", "127.0.0.1") == ("::1", "127.0.0.1")
    assert refused("http://localhost:8085/fhir", "10.0.0.1") is Gap.FORBIDDEN_ADDRESS


def test_a_name_that_leads_nowhere_is_unreachable() -> None:
    def unknown(_host: str) -> Sequence[str]:
        raise OSError

    with pytest.raises(NotObtained) as error:
        addresses(base_of(PUBLIC), 5, unknown)
    assert error.value.gap is Gap.UNREACHABLE
    assert refused(PUBLIC) is Gap.UNREACHABLE


def test_a_resolver_that_hangs_costs_no_more_than_the_time_given() -> None:
    release = threading.Event()

    def hangs(_host: str) -> Sequence[str]:
        release.wait(30)
        return ("93.184.216.34",)

    with pytest.raises(NotObtained) as error:
        addresses(base_of(PUBLIC), 0.05, hangs)
    release.set()
    assert error.value.gap is Gap.SLOW
