"""FB: what became of the cards."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.cds.security.minting import CALL as PROTECTED
from tests.cds.security.minting import bearer, mint
from tests.conformance.calls import CALL, CALLS, changed

if TYPE_CHECKING:
    from flask.testing import FlaskClient

ACCEPTED = {
    "card": "f6b95768-b1c8-40dc-8385-bf3504b82ffb",
    "outcome": "accepted",
    "acceptedSuggestions": [{"id": "7f5ac2a0-1d5e-4c7e-9f43-2d2c1b6f3a10"}],
    "outcomeTimestamp": "2026-11-20T08:15:30Z",
}
OVERRIDDEN = changed(ACCEPTED, outcome="overridden", acceptedSuggestions=...)
REASON = {"code": "disagree", "system": "urn:petechiae-cds:override-reasons"}
WRONG: tuple[Any, ...] = (..., None, 7, [], {})


def say(plain: FlaskClient, *items: Any, path: str = CALL) -> Any:
    return plain.post(f"{path}/feedback", json={"feedback": list(items)})


def is_taken(plain: FlaskClient, *items: Any) -> None:
    assert say(plain, *items).status_code == 200


def is_refused(plain: FlaskClient, item: Any) -> None:
    answer = say(plain, item)
    assert answer.status_code == 400
    assert answer.get_json()["issue"][0]["expression"]


def test_fb_01_every_service_takes_feedback(plain: FlaskClient) -> None:
    assert {say(plain, ACCEPTED, path=call.path).status_code for call in CALLS} == {200}


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"feedback":{}}', b'{"feedback":["x"]}', b'{"feedback":[]}', b"{"])
def test_fb_02_a_body_has_an_array_of_feedback(plain: FlaskClient, body: bytes) -> None:
    assert plain.post(f"{CALL}/feedback", data=body, content_type="application/json").status_code == 400
    is_taken(plain, ACCEPTED)


@pytest.mark.parametrize("value", [*WRONG, ""])
def test_fb_03_a_card_is_named(plain: FlaskClient, value: Any) -> None:
    is_refused(plain, changed(ACCEPTED, card=value))


@pytest.mark.parametrize("value", [*WRONG, "ignored"])
def test_fb_04_an_outcome_is_accepted_or_overridden(plain: FlaskClient, value: Any) -> None:
    is_refused(plain, changed(ACCEPTED, outcome=value))


@pytest.mark.parametrize("value", [..., None, "x", ["x"], [{}], [{"id": 7}]])
def test_fb_05_accepted_names_suggestions(plain: FlaskClient, value: Any) -> None:
    is_refused(plain, changed(ACCEPTED, acceptedSuggestions=value))
    is_taken(plain, changed(ACCEPTED, acceptedSuggestions=[{"id": "a"}, {"id": "b"}]))


@pytest.mark.parametrize(
    "reason",
    [..., {"reason": REASON}, {"reason": {**REASON, "display": "d"}, "userComment": "c"}, {"userComment": "c"}],
)
def test_fb_06_overridden_with_and_without_a_reason(plain: FlaskClient, reason: Any) -> None:
    is_taken(plain, changed(OVERRIDDEN, overrideReason=reason))
    is_refused(plain, changed(OVERRIDDEN, overrideReason="text"))


@pytest.mark.parametrize("value", [*WRONG, "yesterday", "2026-11-20", "2026-11-20T08:15:30", "2026-02-30T00:00:00Z"])
def test_fb_07_the_time_is_a_date_and_time_with_its_zone(plain: FlaskClient, value: Any) -> None:
    is_refused(plain, changed(ACCEPTED, outcomeTimestamp=value))
    is_taken(plain, changed(ACCEPTED, outcomeTimestamp="2026-11-20T08:15:30.5Z"))


def test_fb_08_many_at_once_and_the_same_again(plain: FlaskClient) -> None:
    for _ in range(2):
        is_taken(plain, ACCEPTED, changed(OVERRIDDEN, card="another"), ACCEPTED)


def test_fb_09_an_empty_reason_is_no_failure(plain: FlaskClient) -> None:
    is_taken(plain, changed(OVERRIDDEN, overrideReason={}))


def test_fb_10_feedback_is_authenticated_as_calls_are(guarded: FlaskClient) -> None:
    address, body = f"{PROTECTED}/feedback", {"feedback": [ACCEPTED]}
    assert guarded.post(address, json=body).status_code == 401
    assert guarded.post(address, json=body, headers=bearer(mint(PROTECTED))).status_code == 401
    assert guarded.post(address, json=body, headers=bearer(mint(address))).status_code == 200


def test_fb_11_an_unknown_card_is_taken_an_unknown_service_is_not(plain: FlaskClient) -> None:
    is_taken(plain, changed(ACCEPTED, card="never-given"))
    assert say(plain, ACCEPTED, path="/cds-services/nobody").status_code == 404
    assert plain.get(f"{CALL}/feedback").status_code == 405
    assert plain.post(f"{CALL}/feedback", data="x", content_type="text/plain").status_code == 415


def test_fb_12_dialects_are_understood(plain: FlaskClient) -> None:
    said = {"extension": {"com.epic.reason": [{"code": "c", "system": "s"}]}, "userComment": "c"}
    is_taken(plain, changed(OVERRIDDEN, card="no-uuid", overrideReasons=said))
    is_taken(plain, changed(OVERRIDDEN, overrideReasons=[{"reason": REASON}]))


def test_fb_13_extensions_and_unknown_members_are_ignored(plain: FlaskClient) -> None:
    is_taken(plain, changed(ACCEPTED, extension={"com.ehr.x": 1}, surprise=[1]))


def test_fb_14_a_comment_is_not_echoed(plain: FlaskClient, log_lines: list[dict[str, Any]]) -> None:
    item = changed(OVERRIDDEN, overrideReason={"userComment": "Mrs Zqx"})
    for answer in (say(plain, item), say(plain, changed(item, outcome="x")), plain.get("/feedback-report")):
        assert "Zqx" not in answer.text
    assert "Zqx" not in json.dumps(log_lines)
