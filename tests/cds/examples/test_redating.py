from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cds.examples import examples
from cds.examples.redating import WRITTEN_AT, redated


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.name)
def test_at_its_own_moment_an_example_is_unchanged(example: Any) -> None:
    assert redated(example.request, WRITTEN_AT) == example.request


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.name)
def test_nothing_in_an_example_is_after_its_moment(example: Any) -> None:
    later = redated(example.request, datetime(2031, 3, 1, 0, 5, tzinfo=UTC))
    text = json.dumps(later)
    assert "2026-11" not in text
    assert "2031-03-02" not in text


def test_instants_keep_their_distance_and_days_their_day() -> None:
    chart = {"at": ["2026-11-20T06:10:00Z"], "on": "2026-11-19", "id": "2026-11-19-x", "n": 9, "no": None}
    moved = redated(chart, WRITTEN_AT + timedelta(days=1, hours=20))
    assert moved == {"at": ["2026-11-22T02:10:00Z"], "on": "2026-11-21", "id": "2026-11-19-x", "n": 9, "no": None}
