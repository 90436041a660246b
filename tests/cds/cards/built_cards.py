"""The cards of an assessment made for a test, held against the rules of all cards."""

from __future__ import annotations

from typing import Any

from cds.cards import build_cards
from rules.chart import Chart
from rules.definitions import Indicator
from tests.cds.cards.builders import (
    NOW,
    assessment,
    context,
    criterion,
    gate,
)
from tests.cds.cards.card_rules import broken_rules

__all__ = ["cards", "clumped"]


def cards(chart: Chart | None = None, call: dict[str, Any] | None = None, **said: Any) -> list[dict[str, Any]]:
    made = build_cards(assessment(**said), chart or Chart(as_of=NOW), context(**(call or {})))
    assert broken_rules(made, patient_id=(call or {}).get("patient_id", "p1")) == []
    return made


def clumped(**more: Any) -> Any:
    return gate(
        "clumps", "repeat in a citrate tube before acting", criterion("platelet clumps reported"), doubts_count=True,
        indicator=Indicator.WARNING, **more,
    )  # fmt: skip
