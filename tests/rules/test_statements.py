from __future__ import annotations

from typing import Any

import pytest

from rules.chart_index import ChartIndex
from rules.identifiers import ConceptId
from rules.logic import Truth
from rules.statements import stated
from tests.rules.builders import Assertion, Course, Origin, ago, chart, knowledge, said, statement


def asked(entries: list[Any], **more: Any) -> Truth:
    return stated(ChartIndex(chart(statements=entries), knowledge()), said("petechiae", **more)).truth


def test_nothing_said_is_unknown() -> None:
    assert asked([]) is Truth.UNKNOWN


def test_a_yes_anywhere_wins_over_a_no_elsewhere() -> None:
    no = statement("petechiae", assertion=Assertion.ABSENT)
    assert asked([no]) is Truth.ABSENT
    assert asked([no, statement("petechiae")]) is Truth.PRESENT


def test_a_relative_counts_only_where_family_history_is_asked_for() -> None:
    relative = statement("petechiae", origin=Origin.FAMILY)
    assert asked([relative]) is Truth.UNKNOWN
    assert asked([relative], origins=frozenset({Origin.FAMILY})) is Truth.PRESENT
    assert asked([statement("petechiae")], origins=frozenset({Origin.FAMILY})) is Truth.UNKNOWN


def test_a_site_asked_for_must_be_said() -> None:
    leg = frozenset({ConceptId("leg")})
    assert asked([statement("petechiae", sites=leg)], sites=leg) is Truth.PRESENT
    assert asked([statement("petechiae")], sites=leg) is Truth.UNKNOWN


def test_what_is_over_counts_only_where_the_past_is_asked_for() -> None:
    over = statement("petechiae", course=Course.PAST)
    assert asked([over]) is Truth.UNKNOWN
    assert asked([over], past=True) is Truth.PRESENT


@pytest.mark.parametrize(("days", "truth"), [(29, Truth.PRESENT), (31, Truth.UNKNOWN)])
def test_onset_decides_the_window(days: float, truth: Truth) -> None:
    assert asked([statement("petechiae", days=days, recorded=ago(0))], within_days=30) is truth


@pytest.mark.parametrize(("days", "truth"), [(43, Truth.PRESENT), (41, Truth.UNKNOWN), (None, Truth.UNKNOWN)])
def test_older_than_needs_an_onset(days: float | None, truth: Truth) -> None:
    assert asked([statement("petechiae", days=days)], older_than_days=42) is truth


@pytest.mark.parametrize(
    ("entry", "truth"),
    [
        ({"days": 400, "recorded": ago(1)}, Truth.PRESENT),
        ({"days": 400, "recorded": ago(40)}, Truth.UNKNOWN),
        ({}, Truth.PRESENT),
    ],
)
def test_noted_lately_is_told_by_the_later_date_and_no_date_is_now(entry: dict[str, Any], truth: Truth) -> None:
    assert asked([statement("petechiae", **entry)], noted_within_days=30) is truth
