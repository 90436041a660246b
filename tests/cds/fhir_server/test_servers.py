"""The whole way to a real FHIR server on a loop-back port, good or bad; a second listener must never see the token."""

from __future__ import annotations

import json
import logging
import socket
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from cds.fhir.prefetch_parts import Fetched, Part, PartState
from cds.fhir_server.bases import base_of
from cds.fhir_server.fetching import FetchLimits
from cds.fhir_server.servers import FhirServers
from cds.fhir_server.source import Gap
from cds.logging_lines import configure_logging
from tests.cds.fhir_server.asking import BOTH, COUNTS, good
from tests.fhir_server import TOKEN, Reply, searchset, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from flask import Flask

LIMITS = FetchLimits(seconds=5, octets=200_000, resources=1000)
BRIEF = FetchLimits(seconds=0.4, octets=200_000, resources=1000)
PATIENCE = 3.0
"""What a test machine that is busy may add to a budget."""


def fetch(
    server: str, *, parts: Sequence[Part] = BOTH, token: str | None = TOKEN, limits: FetchLimits = LIMITS
) -> dict[str, Fetched]:
    return dict(FhirServers([base_of("http://127.0.0.1:*/fhir")], limits).fetch(server, token, parts, "p1"))


def gaps(behaviour: Callable[[Reply], object], limits: FetchLimits = LIMITS) -> set[str]:
    with serving(behaviour) as server:
        return {found.gap for found in fetch(server.base, limits=limits).values()}


def only(gap: Gap) -> set[str]:
    return {gap.value}


def test_a_good_server_gives_what_was_missing() -> None:
    with serving(good) as server:
        found = fetch(server.base)
        assert {key: [json.loads(page)["resourceType"] for page in one.pages] for key, one in found.items()} == {
            "patient": ["Patient"],
            "counts": ["Bundle"],
        }
        assert {one.gap for one in found.values()} == {""}
        assert {asked.target for asked in server.asked} == {
            "/fhir/Patient/p1",
            "/fhir/Observation?patient=p1&code=http://loinc.org%7C777-3",
        }
        for asked in server.asked:
            assert asked.method == "GET"
            assert asked.headers["Authorization"] == f"Bearer {TOKEN}"
            assert asked.headers["Accept"] == "application/fhir+json"
            assert asked.headers["Host"] == server.origin.removeprefix("http://")
            assert TOKEN not in asked.target


def test_an_open_server_is_asked_without_a_token() -> None:
    with serving(good) as server:
        assert {one.gap for one in fetch(server.base, token=None).values()} == {""}
        assert server.tokens == {None}


def test_a_server_that_is_not_listed_is_not_called() -> None:
    with serving(good) as server:
        for other in (f"{server.origin}/other", f"{server.base}?x=1", server.base.replace("127.0.0.1", "localhost")):
            assert {one.gap for one in fetch(other).values()} == only(Gap.NOT_LISTED)
        unlisted = FhirServers([], LIMITS).fetch(server.base, TOKEN, BOTH, "p1")
        assert {one.gap for one in unlisted.values()} == only(Gap.NOT_LISTED)
        assert server.asked == []


def test_without_a_server_or_a_gap_nothing_is_called() -> None:
    servers = FhirServers([base_of("http://127.0.0.1:*/fhir")], LIMITS)
    assert {one.gap for one in servers.fetch(None, TOKEN, BOTH, "p1").values()} == only(Gap.NO_SERVER)
    with serving(good) as server:
        assert servers.fetch(server.base, TOKEN, (), "p1") == {}
        assert server.asked == []


@pytest.mark.parametrize(
    ("status", "gap"),
    [
        (401, Gap.REFUSED),
        (403, Gap.REFUSED),
        (400, Gap.FAILED),
        (404, Gap.FAILED),
        (429, Gap.FAILED),
        (500, Gap.FAILED),
        (204, Gap.FAILED),
    ],
)
def test_a_failing_server_leaves_a_gap_that_says_so(status: int, gap: Gap) -> None:
    assert gaps(lambda reply: reply.answer({"resourceType": "OperationOutcome"}, status)) == only(gap)


def test_a_server_that_is_not_there_is_unreachable() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    found = fetch(f"http://127.0.0.1:{port}/fhir")
    assert {one.gap for one in found.values()} == only(Gap.UNREACHABLE)


def hang(reply: Reply) -> None:
    reply.server.outer.over.wait(30)


def drip_headers(reply: Reply) -> None:
    reply.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
    while not reply.server.outer.over.wait(0.05):
        reply.wfile.write(b"x")


def drip_body(reply: Reply) -> None:
    reply.start(200, **{"Content-Type": "application/fhir+json", "Content-Length": "100000"})
    while not reply.server.outer.over.wait(0.05):
        reply.wfile.write(b" ")


@pytest.mark.parametrize("behaviour", [hang, drip_headers, drip_body])
def test_a_server_that_hangs_or_drips_is_left_when_the_time_is_up(behaviour: Callable[[Reply], object]) -> None:
    started = time.monotonic()
    assert gaps(behaviour, BRIEF) == only(Gap.SLOW)
    assert time.monotonic() - started < BRIEF.seconds + PATIENCE


def test_a_call_in_haste_waits_no_longer_than_it_can() -> None:
    with serving(hang) as server:
        servers = FhirServers([base_of("http://127.0.0.1:*/fhir")], FetchLimits(60, 200_000, 1000))
        started = time.monotonic()
        assert {one.gap for one in servers.fetch(server.base, TOKEN, BOTH, "p1", 0.2).values()} == only(Gap.SLOW)
        assert time.monotonic() - started < 0.2 + PATIENCE


def test_what_came_before_the_server_hung_is_kept() -> None:
    with serving(lambda reply: good(reply) if reply.kind == "Patient" else hang(reply)) as server:
        found = fetch(server.base, limits=BRIEF)
        assert (len(found["patient"].pages), found["patient"].gap) == (1, "")
        assert (found["counts"].pages, found["counts"].gap) == ((), Gap.SLOW.value)


def page(reply: Reply) -> None:
    number = int(reply.query.get("page", ["1"])[0])
    following = f"{reply.server.outer.base}/Observation?page={number + 1}" if number < 3 else ""
    reply.answer(searchset({"resourceType": "Observation", "id": f"o{number}"}, following=following))


def test_pages_are_followed_with_the_token() -> None:
    with serving(page) as server:
        found = fetch(server.base, parts=BOTH[1:])
        assert [json.loads(raw)["entry"][0]["resource"]["id"] for raw in found["counts"].pages] == ["o1", "o2", "o3"]
        assert found["counts"].gap == ""
        assert server.tokens == {f"Bearer {TOKEN}"}


def test_pages_without_end_are_left_at_the_bound() -> None:
    def endless(reply: Reply) -> None:
        number = int(reply.query.get("page", ["1"])[0])
        reply.answer(searchset(following=f"{reply.server.outer.base}/Observation?page={number + 1}"))

    with serving(endless) as server:
        found = fetch(server.base, parts=BOTH[1:])
        assert (len(found["counts"].pages), found["counts"].gap) == (LIMITS.pages, Gap.PAGES.value)
        assert len(server.asked) == LIMITS.pages


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed_and_the_token_stays_at_home(status: int) -> None:
    with serving(good) as stranger, serving(lambda reply: reply.answer(b"", status, Location=stranger.base)) as server:
        assert {one.gap for one in fetch(server.base).values()} == only(Gap.REDIRECTED)
        assert stranger.asked == []


def test_a_redirect_to_itself_is_not_followed_either() -> None:
    assert gaps(lambda reply: reply.answer(b"", 302, Location="/fhir/Patient/p1")) == only(Gap.REDIRECTED)


def test_next_pages_elsewhere_never_see_the_token() -> None:
    with serving(good) as stranger:
        following = f"{stranger.base}/Observation?page=2"
        with serving(lambda reply: reply.answer(searchset(following=following))) as server:
            fetched = fetch(server.base, parts=BOTH[1:])
            sent = Part(COUNTS, PartState.PAGED, b"{}", following)
            continued = fetch(server.base, parts=[sent])
        assert (len(fetched["counts"].pages), fetched["counts"].gap) == (1, Gap.STRAY_PAGE.value)
        assert (continued["counts"].pages, continued["counts"].gap) == ((), Gap.STRAY_PAGE.value)
        assert stranger.asked == []


def test_another_patient_is_not_taken() -> None:
    assert gaps(lambda reply: reply.answer({"resourceType": "Patient", "id": "p2"})) == {
        Gap.OTHER_PATIENT.value,
        Gap.UNEXPECTED.value,
    }


def test_json_by_its_plain_name_is_read() -> None:
    def plain(reply: Reply) -> None:
        reply.answer({"resourceType": "Patient", "id": "p1"}, **{"Content-Type": "Application/JSON; charset=UTF-8"})

    with serving(plain) as server:
        assert fetch(server.base, parts=BOTH[:1])["patient"].gap == ""


@pytest.mark.parametrize("kind", ["text/html", "application/fhir+xml", "text/json", "", "application/json+x"])
def test_another_content_type_is_not_read(kind: str) -> None:
    assert gaps(lambda reply: reply.answer(b"{}", **{"Content-Type": kind})) == only(Gap.UNREADABLE)


def test_a_compressed_answer_is_not_read() -> None:
    assert gaps(lambda reply: reply.answer(b"\x1f\x8b", **{"Content-Encoding": "gzip"})) == only(Gap.UNREADABLE)


def huge(reply: Reply) -> None:
    reply.start(200, **{"Content-Type": "application/fhir+json"})  # no length: it ends when the connection does
    reply.close_connection = True
    while not reply.server.outer.over.is_set():
        reply.wfile.write(b" " * 50_000)


def test_a_huge_answer_is_left_at_the_bound() -> None:
    assert gaps(huge) == only(Gap.LARGE)


def cut_off(reply: Reply) -> None:
    reply.start(200, **{"Content-Type": "application/fhir+json", "Content-Length": "5000"})
    reply.wfile.write(b'{"resourceType":"Bundle","entry":[')
    reply.close_connection = True


def cut_off_unannounced(reply: Reply) -> None:
    reply.start(200, **{"Content-Type": "application/fhir+json"})
    reply.wfile.write(b'{"resourceType":"Bundle","entry":[')
    reply.close_connection = True


def no_http(reply: Reply) -> None:
    reply.wfile.write(b"SSH-2.0-x\r\n\r\n")
    reply.close_connection = True


@pytest.mark.parametrize("behaviour", [cut_off, cut_off_unannounced, no_http])
def test_an_answer_that_is_cut_off_is_not_used(behaviour: Callable[[Reply], object]) -> None:
    assert gaps(behaviour) == only(Gap.UNREADABLE)


def test_the_name_is_looked_up_once_and_its_address_is_connected_to() -> None:
    looked_up: list[str] = []

    def lookup(host: str) -> Sequence[str]:
        looked_up.append(host)
        return ("127.0.0.1",) if len(looked_up) == 1 else ("203.0.113.9",)

    with serving(page) as server:
        port = server.origin.rpartition(":")[2]
        entry = f"http://localhost:{port}/fhir"
        page_of = FhirServers([base_of(entry)], LIMITS, lookup=lookup).fetch(entry, TOKEN, BOTH[1:], "p1")
        assert page_of["counts"].gap == Gap.STRAY_PAGE.value  # its links name 127.0.0.1, and the entry another host
        assert looked_up == ["localhost"]
        assert {asked.headers["Host"] for asked in server.asked} == {f"localhost:{port}"}


def test_an_address_that_does_not_answer_gives_way_to_the_next() -> None:
    with serving(good) as server:
        entry = f"http://localhost:{server.origin.rpartition(':')[2]}/fhir"
        servers = FhirServers([base_of(entry)], LIMITS, lookup=lambda _host: ("::1", "127.0.0.1"))
        assert {one.gap for one in servers.fetch(entry, TOKEN, BOTH, "p1").values()} == {""}


def test_a_name_that_now_leads_elsewhere_is_not_called(app: Flask, log_lines: list[dict[str, Any]]) -> None:
    assert app is not None  # it sets up the log
    entry = "https://ehr.example.org/r4"
    servers = FhirServers([base_of(entry)], LIMITS, lookup=lambda _host: ("169.254.169.254",))
    assert {one.gap for one in servers.fetch(entry, TOKEN, BOTH, "p1").values()} == only(Gap.FORBIDDEN_ADDRESS)
    assert [line["gaps"] for line in log_lines if line["code"] == "FETCH001"] == [{"FORBIDDEN_ADDRESS": 2}]


def test_a_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(good) as proxy, serving(good) as server:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.origin)
        assert {one.gap for one in fetch(server.base).values()} == {""}
        assert proxy.asked == []


def test_no_log_line_holds_the_token_or_the_patient(caplog: pytest.LogCaptureFixture) -> None:
    configure_logging("DEBUG")
    with serving(good) as server, caplog.at_level(logging.DEBUG):
        logging.getLogger("petechiae").addHandler(caplog.handler)
        fetch(server.base)
        fetch("http://127.0.0.1:1/elsewhere/p1")
    codes = [getattr(record, "code", record.name) for record in caplog.records]
    assert [code for code in codes if code.startswith("FETCH")] == ["FETCH001", "FETCH002"]
    assert {code for code in codes if not code.startswith("FETCH")} <= {"asyncio"}
    told = " ".join(f"{record.getMessage()} {record.__dict__}" for record in caplog.records)
    assert not [word for word in (TOKEN, "p1", "127.0.0.1") if word in told.replace(server.origin, "")]


def test_many_calls_at_once_keep_their_tokens_apart() -> None:
    def echo(reply: Reply) -> None:
        reply.answer({"resourceType": "Patient", "id": "p1", "text": reply.headers["Authorization"]})

    found: dict[str, str] = {}
    with serving(echo) as server:

        def call(token: str) -> None:
            found[token] = json.loads(fetch(server.base, parts=BOTH[:1], token=token)["patient"].pages[0])["text"]

        threads = [threading.Thread(target=call, args=(f"token-{number}",)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == {f"token-{number}": f"Bearer token-{number}" for number in range(8)}
