"""TLS to an address: the name of the entry is what the server hears and what its certificate has to hold."""

from __future__ import annotations

import ipaddress
import ssl
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from cds.fhir.prefetch import PrefetchTemplate
from cds.fhir.prefetch_parts import Part, PartState
from cds.fhir_server.bases import base_of
from cds.fhir_server.fetching import FetchLimits
from cds.fhir_server.http_source import http_source
from cds.fhir_server.servers import FhirServers
from cds.fhir_server.source import Gap
from tests.fhir_server import TOKEN, Reply, serving

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.fhir_server import FhirServer

NAME = "fhir.ward.example"
PATIENT = Part(PrefetchTemplate("patient", "Patient/{{context.patientId}}", "patient"), PartState.ABSENT)
LIMITS = FetchLimits(seconds=10, octets=10_000, resources=10)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A key and a certificate for the name and for 127.0.0.1, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    names = x509.SubjectAlternativeName([x509.DNSName(NAME), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "certificate.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    return file


def patient(reply: Reply) -> None:
    reply.answer({"resourceType": "Patient", "id": "p1"})


def call(server: FhirServer, host: str, trust: ssl.SSLContext) -> str:
    """The gap that is left after a call of this server under this name."""
    address = f"https://{host}:{server.origin.rpartition(':')[2]}/fhir"
    entry = base_of(address if host == "127.0.0.1" else f"{address}=127.0.0.0/8")
    servers = FhirServers(
        [entry], LIMITS, lookup=lambda _host: ("127.0.0.1",), opening=partial(http_source, trust=trust)
    )
    return servers.fetch(address, TOKEN, [PATIENT], "p1")["patient"].gap


@pytest.fixture
def heard() -> list[str | None]:
    return []


@pytest.fixture
def tls(certificate: Path, heard: list[str | None]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def hear(_socket: object, name: str | None, _context: object) -> None:
        heard.append(name)

    context.sni_callback = hear
    return context


@pytest.fixture
def trust(certificate: Path) -> Callable[[], ssl.SSLContext]:
    return lambda: ssl.create_default_context(cafile=str(certificate))


def test_the_certificate_of_the_name_is_accepted_at_its_address(
    tls: ssl.SSLContext, heard: list[str | None], trust: Callable[[], ssl.SSLContext]
) -> None:
    with serving(patient, tls) as server:
        assert call(server, NAME, trust()) == ""
        assert server.tokens == {f"Bearer {TOKEN}"}
        assert call(server, "127.0.0.1", trust()) == ""
    assert heard == [NAME, None]


def test_the_certificate_of_another_name_is_not(tls: ssl.SSLContext, trust: Callable[[], ssl.SSLContext]) -> None:
    with serving(patient, tls) as server:
        assert call(server, "ehr.example.org", trust()) == Gap.UNTRUSTED.value
        assert server.asked == []


def test_a_certificate_that_nobody_trusted_signed_is_not(tls: ssl.SSLContext) -> None:
    with serving(patient, tls) as server:
        assert call(server, NAME, ssl.create_default_context()) == Gap.UNTRUSTED.value
        assert server.asked == []
