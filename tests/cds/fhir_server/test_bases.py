"""Which servers may be called is the operator's word alone."""

from __future__ import annotations

import pytest

from cds.fhir_server.bases import base_of, listed

LISTED = tuple(
    map(
        base_of,
        (
            "https://ehr.example.org/r4",
            "https://EHR.example.org:8443/",
            "https://fhir.ward.example/r4=10.20.0.0/16=fd00::/8",
            "http://127.0.0.1:8085/fhir",
            "http://localhost:*/fhir",
        ),
    )
)


@pytest.mark.parametrize(
    "text",
    [
        "https://ehr.example.org/r4",
        "https://ehr.example.org:8443",
        "https://10.1.2.3/r4",
        "https://[fd00::7]:8443/r4",
        "https://fhir.ward.example/r4=10.20.0.0/16=fd00::/8",
        "http://127.0.0.1:8085/fhir",
        "http://localhost:*/fhir",
        "http://[::1]:*",
    ],
)
def test_an_entry_is_written_as_it_was_read(text: str) -> None:
    assert str(base_of(text)) == text
    assert base_of(str(base_of(text))) == base_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ehr.example.org/r4",
        "ftp://ehr.example.org",
        "file:///etc/passwd",
        "https://",
        "https://user:pw@ehr.example.org/r4",
        "https://ehr.example.org/r4?tenant=1",
        "https://ehr.example.org/r4#x",
        "https://ehr.example.org:port/r4",
        "https://ehr.exämple.org/r4",
        "https://ehr.example.org/r 4",
        "https://ehr.example.org/r4=10.20.0.1/16",
        "https://ehr.example.org/r4=somewhere",
        "http://ehr.example.org/r4",
        "http://10.1.2.3/r4",
        "http://ehr.example.org/r4=127.0.0.0/8",
        "https://ehr.example.org:*/r4",
        "https://10.1.2.3:*/r4",
    ],
)
def test_what_is_no_entry_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        base_of(text)


@pytest.mark.parametrize(
    ("server", "netloc", "path"),
    [
        ("https://ehr.example.org/r4", "ehr.example.org", "/r4"),
        ("https://ehr.example.org/r4/", "ehr.example.org", "/r4"),
        ("HTTPS://Ehr.Example.org:443/r4", "ehr.example.org", "/r4"),
        ("https://ehr.example.org:8443", "ehr.example.org:8443", ""),
        ("http://127.0.0.1:8085/fhir", "127.0.0.1:8085", "/fhir"),
        ("http://localhost:40001/fhir", "localhost:40001", "/fhir"),
        ("http://localhost/fhir", "localhost", "/fhir"),
    ],
)
def test_a_listed_server_is_found(server: str, netloc: str, path: str) -> None:
    found = listed(LISTED, server)
    assert found is not None
    assert (found.netloc, found.path) == (netloc, path)


@pytest.mark.parametrize(
    "server",
    [
        "",
        "https://",
        "http://ehr.example.org/r4",
        "https://ehr.example.org",
        "https://ehr.example.org/r4/admin",
        "https://ehr.example.org/r4/../r5",
        "https://ehr.example.org/R4",
        "https://ehr.example.org:444/r4",
        "https://ehr.example.org:70000/r4",
        "https://ehr.example.org:x/r4",
        "https://ehr.example.org./r4",
        "https://ehr.example.org.evil.example/r4",
        "https://evil.example/https://ehr.example.org/r4",
        "https://ehr.example.org@evil.example/r4",
        "https://evil.example@ehr.example.org/r4",
        "https://ehr.example.org/r4?x=1",
        "https://ehr.example.org/r4#x",
        "https://ehr.example.org\\@evil.example/r4",
        "https://[::1/r4",
        "http://127.0.0.1:8086/fhir",
        "http://127.1:8085/fhir",
        "http://2130706433:8085/fhir",
        "http://[::ffff:127.0.0.1]:8085/fhir",
        "http://localhost:40001/other",
        "gopher://localhost:40001/fhir",
        "javascript:alert(1)",
    ],
)
def test_what_is_not_on_the_list_is_not_found(server: str) -> None:
    assert listed(LISTED, server) is None


def test_an_empty_list_has_no_server() -> None:
    assert listed((), "https://ehr.example.org/r4") is None
