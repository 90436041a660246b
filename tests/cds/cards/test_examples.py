"""The worked examples word for word. After a wanted change: UPDATE_GOLDEN=1 pytest here, then read the diff."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from cds.cards import build_cards
from tests.cds.cards.builders import context
from tests.cds.cards.card_rules import broken_rules
from tests.cds.cards.examples import EXAMPLES

_GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("name", EXAMPLES)
def test_example_reads_as_agreed(name: str) -> None:
    cards = build_cards(*EXAMPLES[name](), context())
    assert broken_rules(cards, patient_id="p1") == []
    path = _GOLDEN / f"{name}.json"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(json.dumps(cards, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert cards == json.loads(path.read_text(encoding="utf-8"))


def test_danger_comes_first_and_the_differential_says_it_no_louder() -> None:
    cards = build_cards(*EXAMPLES["a"](), context())
    assert [card["indicator"] for card in cards] == ["critical", "warning"]
    assert "extension" not in cards[0]


def test_no_line_stands_on_two_cards() -> None:
    first, second = build_cards(*EXAMPLES["a"](), context())
    lines = [{x for x in card["detail"].splitlines() if x.startswith("- ")} for card in (first, second)]
    assert not lines[0] & lines[1]
    assert len(lines[1]) > 3
