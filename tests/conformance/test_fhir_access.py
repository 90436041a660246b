"""FHIR: what is read from the client's server, and where its token goes."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.conformance.calls import CALL, EXAMPLE, address, changed
from tests.fhir_server import TOKEN, Reply, searchset, serving

if TYPE_CHECKING:
    from flask.testing import FlaskClient

AUTHORIZATION = {
    "access_token": TOKEN,
    "token_type": "Bearer",
    "expires_in": 300,
    "scope": "patient/Observation.rs",
    "subject": "petechiae",
}


def having(reply: Reply) -> None:
    """A server that has the patient and the counts, and nothing else."""
    if reply.kind == "Patient":
        reply.answer(EXAMPLE["prefetch"]["patient"])
    elif "777-3" in reply.path:
        reply.answer(EXAMPLE["prefetch"]["trend"])
    else:
        reply.answer(searchset())


def ask(fetching: FlaskClient, base: str, **changes: Any) -> Any:
    return fetching.post(
        CALL,
        json=changed(EXAMPLE, **{"fhirServer": base, "fhirAuthorization": AUTHORIZATION, "prefetch": ..., **changes}),
    )


def test_fhir_01_what_is_missing_is_read_from_the_server(fetching: FlaskClient) -> None:
    with serving(having) as server:
        assert ask(fetching, server.base).get_json()["cards"]
        assert len(server.asked) == len(address(fetching)[0]["prefetch"])


def test_fhir_02_each_request_carries_the_token_in_its_header_alone(fetching: FlaskClient) -> None:
    with serving(having) as server:
        ask(fetching, server.base)
        assert server.tokens == {f"Bearer {TOKEN}"}
        assert not any(TOKEN in asked.target for asked in server.asked)


@pytest.mark.parametrize("member", sorted(AUTHORIZATION))
@pytest.mark.parametrize("value", [..., None, 7, {}, ""])
def test_fhir_03_an_odd_authorization_is_no_failure(fetching: FlaskClient, member: str, value: Any) -> None:
    odd = changed(AUTHORIZATION, **{member: value})
    with serving(having) as server:
        assert ask(fetching, server.base, fhirAuthorization=odd).status_code == 200


def test_fhir_04_the_token_comes_back_nowhere(fetching: FlaskClient, log_lines: list[dict[str, Any]]) -> None:
    with serving(having) as server:
        answers = [
            ask(fetching, server.base),
            ask(fetching, "http://127.0.0.1:1/fhir"),
            ask(fetching, server.base, hook=7),
        ]
    assert not any(TOKEN in answer.text or TOKEN in str(answer.headers) for answer in answers)
    assert TOKEN not in str(log_lines)


def test_fhir_05_prefetch_alone_or_the_server_alone_is_enough(fetching: FlaskClient) -> None:
    sent = fetching.post(CALL, json=changed(EXAMPLE, prefetch={
        **dict.fromkeys(address(fetching)[0]["prefetch"]),
        "patient": EXAMPLE["prefetch"]["patient"], "trend": EXAMPLE["prefetch"]["trend"]}))  # fmt: skip
    with serving(having) as server:
        fetched = ask(fetching, server.base)
    assert [card["summary"] for card in fetched.get_json()["cards"]] == [c["summary"] for c in sent.get_json()["cards"]]


@pytest.mark.parametrize("status", [401, 403, 404, 500])
def test_fhir_06_data_that_cannot_be_had_are_a_412(fetching: FlaskClient, status: int) -> None:
    with serving(lambda reply: reply.answer({"resourceType": "OperationOutcome"}, status)) as server:
        assert ask(fetching, server.base).status_code == 412
    assert ask(fetching, "http://127.0.0.1:1/fhir").status_code == 412


@pytest.mark.parametrize("scope", ["patient/*.read", "epic.scopes.whatever", "🎈", "x" * 5000])
def test_fhir_07_a_scope_is_no_gate(fetching: FlaskClient, scope: str) -> None:
    with serving(having) as server:
        assert ask(fetching, server.base, fhirAuthorization={**AUTHORIZATION, "scope": scope}).status_code == 200


def test_fhir_08_next_pages_are_read_with_the_token(fetching: FlaskClient) -> None:
    def paging(reply: Reply) -> None:
        if "page=2" in reply.path:
            reply.answer(EXAMPLE["prefetch"]["trend"])
        elif "777-3" in reply.path:
            reply.answer(searchset(following=f"{server.base}/Observation?page=2"))
        else:
            having(reply)

    with serving(paging) as server:
        assert ask(fetching, server.base).get_json()["cards"]
        (second,) = [asked for asked in server.asked if "page=2" in asked.target]
        assert second.headers["Authorization"] == f"Bearer {TOKEN}"


def test_fhir_09_the_token_goes_to_no_other_origin(fetching: FlaskClient) -> None:
    with serving(having) as stranger:

        def misleading(reply: Reply) -> None:
            if reply.kind == "Condition":
                reply.answer(b"", 302, Location=f"{stranger.base}/Condition")
            elif "777-3" in reply.path:
                reply.answer(searchset(following=f"{stranger.base}/Observation?page=2"))
            else:
                having(reply)

        with serving(misleading) as server:
            ask(fetching, server.base)
        assert stranger.asked == []


@pytest.mark.parametrize(
    "server",
    ["file:///etc/passwd", "gopher://x", "javascript:1", "http://169.254.169.254/", "http://[::1]:80/fhir", "//x",
     "x" * 9000],
)  # fmt: skip
def test_fhir_10_an_address_is_checked_before_it_is_used(fetching: FlaskClient, server: str) -> None:
    assert ask(fetching, server).status_code == 412


def test_fhir_11_a_server_that_hangs_costs_the_budget_and_no_more(fetching: FlaskClient) -> None:
    with serving(lambda _reply: server.over.wait(20)) as server:
        began = time.monotonic()
        assert ask(fetching, server.base).status_code == 412
        assert time.monotonic() - began < 10


def test_fhir_13_a_status_is_asked_for_only_where_it_is_meant(fetching: FlaskClient) -> None:
    with_status = {key for key, query in address(fetching)[0]["prefetch"].items() if "status=" in query}
    assert with_status == {"orders"}
