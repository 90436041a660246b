"""Whatever stands in a chart: an answer that keeps the rules or an OperationOutcome, and nothing of it in the log."""

from __future__ import annotations

import json
from copy import deepcopy
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from cds.examples import examples
from tests.cds.cards.card_rules import broken_rules
from tests.mutations import DATES, HOSTILE, MARK, paths, put

if TYPE_CHECKING:
    from flask.testing import FlaskClient

SERVICES = {"patient-view": "petechiae-differential", "order-sign": "bleeding-risk-guard"}


def mutated(request: dict[str, Any], random: Random) -> dict[str, Any]:
    changed = deepcopy(request)
    for _ in range(random.choice((1, 2, 5))):
        put(changed["prefetch"], random.choice(list(paths(changed["prefetch"]))), random.choice(HOSTILE))
    return changed


def is_answered_by_the_rules(service: FlaskClient, request: dict[str, Any]) -> None:
    name = SERVICES.get(request["hook"], "petechiae-differential")
    answer = service.post(f"/cds-services/{name}", json=request)
    assert answer.status_code in {200, 400, 412, 422}
    document = answer.get_json()
    if answer.status_code == 200:
        assert broken_rules(document["cards"], patient_id=request["context"]["patientId"]) == []
    else:
        assert document["resourceType"] == "OperationOutcome"
        assert MARK not in answer.text


@pytest.mark.parametrize("seed", range(8))
def test_hostile_values_anywhere(service: FlaskClient, seed: int, log_lines: list[dict[str, Any]]) -> None:
    random = Random(seed)  # noqa: S311 - the same charts every time, no secret
    for _ in range(25):
        is_answered_by_the_rules(service, mutated(random.choice(examples()).request, random))
    assert log_lines
    assert MARK not in json.dumps(log_lines)


@pytest.mark.parametrize("date", DATES)
def test_any_date_anywhere(service: FlaskClient, date: str) -> None:
    for example in examples():
        request = deepcopy(example.request)
        for path in list(paths(request["prefetch"])):
            name = str(path[-1])
            if name in {"start", "end", "authoredOn"} or (name.endswith(("Date", "DateTime")) and name[0] != "_"):
                put(request["prefetch"], path, date)
        is_answered_by_the_rules(service, request)
