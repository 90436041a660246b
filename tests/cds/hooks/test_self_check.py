"""What is found when the service looks at its own answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from cds.app import create_app
from cds.hooks.self_check import SelfCheck
from tests.conftest import FakeEngine, card

if TYPE_CHECKING:
    from cds.settings import Settings

CALL = "/cds-services/petechiae-differential"
GOOD = {"cards": [card("p1")], "extension": {"org.x": {"version": "1"}}}


def found(log_lines: list[dict[str, Any]]) -> list[list[str]]:
    return [line["members"] for line in log_lines if line["code"] == "HOOK003"]


@pytest.mark.parametrize(
    ("broken", "members"),
    [
        (GOOD, []),
        ({**GOOD, "cards": [{**card("p1"), "summary": "x" * 140}]}, [["cards[0].summary"]]),
        ({**GOOD, "cards": [{**card("p1"), "indicator": "hard-stop"}]}, [["cards[0].indicator"]]),
        ({**GOOD, "surprise": 1}, [["surprise"]]),
        ({"cards": None}, [["cards", "extension"]]),
    ],
)
def test_what_breaks_the_contract_is_named_and_nothing_else(
    log_lines: list[dict[str, Any]], broken: dict[str, Any], members: list[list[str]]
) -> None:
    SelfCheck().look_at(broken, "s")
    assert found(log_lines) == members


def test_one_in_a_hundred_is_looked_at(log_lines: list[dict[str, Any]]) -> None:
    looking = SelfCheck()
    for _ in range(201):
        looking.look_at({}, "s")
    assert len(found(log_lines)) == 3


class Wordy(FakeEngine):
    def cards(self, _assessment: Any, _chart: Any, call: Any) -> list[dict[str, Any]]:
        return [{**card(call.patient_id), "summary": "x" * 200}]


def test_a_card_that_breaks_the_contract_is_given_all_the_same(
    settings: Settings, hook_request: dict[str, Any], log_lines: list[dict[str, Any]]
) -> None:
    knowledge: Any = type("K", (), {"version": "v"})()
    answer = create_app(settings, knowledge, engine=Wordy()).test_client().post(CALL, json=hook_request)
    assert (answer.status_code, len(answer.get_json()["cards"])) == (200, 1)
    assert found(log_lines) == [["cards[0].summary"]]
