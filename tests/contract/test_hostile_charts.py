"""Whatever stands in a chart: an answer that keeps the rules or an OperationOutcome, and nothing of it in the log."""

from __future__ import annotations

import json
from copy import deepcopy
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from cds.examples import examples
from tests.cds.cards.card_rules import broken_rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.testing import FlaskClient

SERVICES = {"patient-view": "petechiae-differential", "order-sign": "bleeding-risk-guard"}
MARK = "ZQMARK"
DATES = (
    "0001-01-01", "0001", "1753-01-01", "9999", "9999-12-31", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00",
    "1876-11-20", "2026-11-21", "2090-01-01", "2026-02-30", "2026-13", "",
)  # fmt: skip
HOSTILE: tuple[Any, ...] = (
    None, True, 0, -5, 1e300, -1e300, 5e-324, 2**70, [], {}, [[]], [None], [{}], {"value": 1e300}, {"coding": [None]},
    [{"coding": {}}], {"text": 5}, {"resourceType": "Bundle"}, {"resourceType": 5}, "", "\x00\x1b[31m", "1e400", "NaN",
    "-inf", "<5", "1.234,5", "\u202eabc\u2066", "[x](http://evil.example) ![i](http://evil.example/x.png)",
    "<script>alert(1)</script>", "| a |\n|---|\n| b |", "`code` **bold**\n# head\n1. one",
    "a@evil.example www.evil.example",
    f"{MARK} petechiae", "petechiae " * 10_000, "x" * 100_000, "Patient/other", *DATES,
)  # fmt: skip


def paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in inner:
        yield from paths(member, (*path, key))


def put(request: dict[str, Any], path: tuple[Any, ...], value: Any) -> None:
    for key in path[:-1]:
        request = request[key]  # type: ignore[assignment]
    request[path[-1]] = deepcopy(value)


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
