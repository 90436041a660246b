"""What is asked of a server: no id and no link leads anywhere but to that server's own base."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest

from cds.fhir_server.bases import base_of
from cds.fhir_server.targets import target_of, target_of_link

BASE = base_of("https://ehr.example.org/r4")
ROOT = base_of("https://ehr.example.org")
QUERY = (
    "Observation?patient={{context.patientId}}&code=http://loinc.org|777-3,http://loinc.org|26515-7&date=ge2024-05-01"
)


def test_a_read_and_a_search() -> None:
    assert target_of(BASE, "Patient/{{context.patientId}}", "p-1.A") == "/r4/Patient/p-1.A"
    assert target_of(BASE, QUERY, "p1") == (
        "/r4/Observation?patient=p1&code=http://loinc.org%7C777-3,http://loinc.org%7C26515-7&date=ge2024-05-01"
    )
    assert target_of(ROOT, "Procedure?patient={{context.patientId}}&_count=1", "p1") == "/Procedure?patient=p1&_count=1"


@pytest.mark.parametrize(
    "odd", ["a&b=c", "a?b", "../x", "a/b", "a#b", "a b", "ä", "a%2Fb", "a\r\nHost: x", "a;b", "{{"]
)
def test_an_odd_id_stays_one_value(odd: str) -> None:
    read = target_of(BASE, "Patient/{{context.patientId}}", odd)
    search = target_of(BASE, QUERY, odd)
    assert read is not None
    assert search is not None
    assert read.count("/") == 3
    assert not set(read.removeprefix("/r4/Patient/")) & set("/?#&; \r\n{")
    assert parse_qs(search.partition("?")[2])["patient"] == [odd]
    assert search.count("&") == QUERY.count("&")


@pytest.mark.parametrize("step", [".", ".."])
def test_an_id_that_is_a_step_in_a_path_cannot_be_asked_for(step: str) -> None:
    assert target_of(BASE, "Patient/{{context.patientId}}", step) is None


def test_a_token_that_is_not_known_cannot_be_asked_for() -> None:
    assert target_of(BASE, "Encounter/{{context.encounterId}}", "p1") is None


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("https://ehr.example.org/r4?_getpages=abc&_getpagesoffset=20", "/r4?_getpages=abc&_getpagesoffset=20"),
        ("https://ehr.example.org:443/r4/Observation?page=2", "/r4/Observation?page=2"),
        ("https://EHR.example.org/r4/Observation?code=a|b", "/r4/Observation?code=a|b"),
        ("/r4/Observation?page=2", "/r4/Observation?page=2"),
        ("Observation?page=2", "/r4/Observation?page=2"),
        ("?page=2", "/r4/Observation?page=2"),
        ("https://ehr.example.org/r4/Observation?x=https://evil.example/", "/r4/Observation?x=https://evil.example/"),
    ],
)
def test_a_link_on_the_server_is_followed(link: str, target: str) -> None:
    assert target_of_link(BASE, link, "/r4/Observation?page=1") == target


@pytest.mark.parametrize(
    "link",
    [
        "",
        "https://evil.example/r4/Observation?page=2",
        "//evil.example/r4/Observation?page=2",
        "http://ehr.example.org/r4/Observation?page=2",
        "https://ehr.example.org:8443/r4/Observation?page=2",
        "https://ehr.example.org:x/r4",
        "https://ehr.example.org@evil.example/r4/Observation",
        "https://user@ehr.example.org/r4/Observation",
        "https://ehr.example.org\\@evil.example/r4/Observation",
        "https://ehr.example.org/r5/Observation?page=2",
        "https://ehr.example.org/r44/Observation?page=2",
        "https://ehr.example.org/r4/../admin",
        "https://ehr.example.org/r4/%2e%2e/admin",
        "https://ehr.example.org/r4/.%2E%2fadmin",
        "https://ehr.example.org/r4/..;x/admin",
        "https://ehr.example.org/r4/Observation\r\nX: y",
        "https://ehr.example.org/r4/Observation?page= 2",
        "https://[::1/r4",
        "file:///r4/x",
        "x" * 9000,
    ],
)
def test_a_link_that_leads_off_the_server_is_not_followed(link: str) -> None:
    assert target_of_link(BASE, link) is None


def test_at_the_root_of_a_host_every_path_is_the_servers() -> None:
    assert target_of_link(ROOT, "https://ehr.example.org/x?page=2") == "/x?page=2"
    assert target_of_link(ROOT, "https://ehr.example.org?page=2") == "/?page=2"
