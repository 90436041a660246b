"""The validator itself: it passes a sound card and names what is broken in a spoiled one."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from cds.cards import build_cards
from tests.cds.cards.builders import context
from tests.cds.cards.card_rules import broken_rules
from tests.cds.cards.examples import confused_woman

_CARDS = build_cards(*confused_woman(), context())


def _spoiled(**members: Any) -> list[dict[str, Any]]:
    cards = copy.deepcopy(_CARDS)
    cards[0] |= members
    return cards


def test_sound_cards_break_nothing() -> None:
    assert broken_rules(_CARDS, patient_id="p1") == []


@pytest.mark.parametrize(
    ("members", "rule"),
    [
        ({"summary": "x" * 140}, "CARD-02"),
        ({"summary": "a **bold** word"}, "CARD-03"),
        ({"detail": "see [this](https://x.example)"}, "CARD-16"),
        ({"detail": "<b>raw</b>"}, "CARD-07"),
        ({"detail": "x" * 1601}, "cards.md 3"),
        ({"indicator": "hard-stop"}, "CARD-04"),
        ({"uuid": "7"}, "CARD-08"),
        ({"links": []}, "GEN-03"),
        ({"source": {"label": None}}, "GEN-02"),
        ({"selectionBehavior": "all"}, "CARD-11"),
        ({"surprise": 1}, "CARD-15"),
        ({"links": [{"label": "l", "type": "absolute", "url": "javascript:x"}]}, "LINK-02"),
        ({"summary": "platelets \u202e9"}, "CARD-16"),
    ],
)
def test_spoiled_card_is_named(members: dict[str, Any], rule: str) -> None:
    assert any(rule in text for text in broken_rules(_spoiled(**members), patient_id="p1"))


def test_order_for_another_patient_is_named() -> None:
    assert any("ACT-09" in text for text in broken_rules(_CARDS, patient_id="p2"))


def test_same_card_twice_is_named() -> None:
    assert any("CARD-08" in text for text in broken_rules([_CARDS[0], _CARDS[0]], patient_id="p1"))
