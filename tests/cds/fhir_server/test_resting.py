"""A server that keeps failing rests; one that answers never does."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from cds.fhir_server.bases import base_of
from cds.fhir_server.fetching import FetchLimits
from cds.fhir_server.resting import RestingServers
from cds.fhir_server.servers import FhirServers
from cds.fhir_server.source import Gap
from tests.cds.fhir_server.asking import BOTH, good
from tests.fhir_server import TOKEN, Reply, serving

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cds.fhir.prefetch_parts import Fetched

BASE = "https://ehr.example.org/r4"


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_the_fifth_failure_in_a_row_begins_a_rest_of_fifteen_seconds() -> None:
    clock = Clock()
    resting = RestingServers(clock)
    assert [resting.failed(BASE) for _ in range(5)] == [False] * 4 + [True]
    assert not resting.may_be_asked(BASE)
    assert resting.may_be_asked("https://another.example/r4")
    clock.now += 14.9
    assert not resting.may_be_asked(BASE)
    clock.now += 0.1
    assert [resting.may_be_asked(BASE) for _ in range(3)] == [True, False, False], "one call tries it"
    assert resting.failed(BASE)
    clock.now += 15
    assert resting.may_be_asked(BASE)
    resting.answered(BASE)
    assert [resting.may_be_asked(BASE) for _ in range(3)] == [True] * 3


def test_failures_that_are_not_in_a_row_begin_no_rest() -> None:
    resting = RestingServers(Clock())
    for _ in range(3):
        for _ in range(4):
            assert not resting.failed(BASE)
        assert resting.may_be_asked(BASE)
        resting.answered(BASE)


def test_the_memory_is_bounded() -> None:
    resting = RestingServers(Clock())
    for number in range(500):
        for _ in range(5):
            resting.failed(f"http://127.0.0.1:{number}/fhir")
    assert len(resting._records) == 100
    assert resting.may_be_asked("http://127.0.0.1:0/fhir")
    assert not resting.may_be_asked("http://127.0.0.1:499/fhir")


def gaps(found: Mapping[str, Fetched]) -> set[str]:
    return {one.gap for one in found.values()}


def failing(reply: Reply) -> None:
    reply.answer({"resourceType": "OperationOutcome"}, 500)


def refusing(reply: Reply) -> None:
    reply.answer({"resourceType": "OperationOutcome"}, 401)


def test_calls_are_answered_at_once_while_a_server_that_fails_rests(log_lines: list[dict[str, Any]]) -> None:
    servers = FhirServers([base_of("http://127.0.0.1:*/fhir")], FetchLimits(5, 200_000, 1000))
    with serving(failing) as server:
        for _ in range(5):
            assert gaps(servers.fetch(server.base, TOKEN, BOTH, "p1")) == {Gap.FAILED.value}
        asked, began = len(server.asked), time.monotonic()
        assert gaps(servers.fetch(server.base, TOKEN, BOTH, "p1")) == {Gap.RESTING.value}
        assert time.monotonic() - began < 1
        assert len(server.asked) == asked
        with serving(good) as other:
            assert gaps(servers.fetch(other.base, TOKEN, BOTH, "p1")) == {""}
    assert [line["code"] for line in log_lines].count("FETCH003") == 1


@pytest.mark.parametrize("share", [0.4, 0.6])
def test_a_call_that_had_hardly_any_time_says_nothing_about_the_server(share: float) -> None:
    servers = FhirServers([base_of("http://127.0.0.1:*/fhir")], FetchLimits(0.5, 200_000, 1000))
    with serving(lambda _reply: server.over.wait(10)) as server:
        for _ in range(5):
            servers.fetch(server.base, TOKEN, BOTH, "p1", 0.5 * share)
        assert (gaps(servers.fetch(server.base, TOKEN, BOTH, "p1")) == {Gap.RESTING.value}) is (share > 0.5)


def test_a_token_that_is_refused_is_not_the_servers_failure() -> None:
    servers = FhirServers([base_of("http://127.0.0.1:*/fhir")], FetchLimits(5, 200_000, 1000))
    with serving(refusing) as server:
        for _ in range(7):
            assert gaps(servers.fetch(server.base, TOKEN, BOTH, "p1")) == {Gap.REFUSED.value}
