"""A FHIR server that keeps failing rests; one that answers never does."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from cds.fhir_server.bases import base_of
from cds.fhir_server.fetching import FetchLimits
from cds.fhir_server.servers import FhirServers
from cds.fhir_server.source import Gap
from tests.cds.fhir_server.asking import BOTH, good
from tests.fhir_server import TOKEN, Reply, serving

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cds.fhir.prefetch_parts import Fetched


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
