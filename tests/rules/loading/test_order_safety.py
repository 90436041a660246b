"""Order rules, terms and doses: one wrong thing, and the message an author gets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.rules.loading.folders import Folder, knowledge_files, reasons

if TYPE_CHECKING:
    from pathlib import Path

RULE = "order_safety/guard.yaml"
TERM = "order_terms/puncture.yaml"


def files() -> Folder:
    known = knowledge_files()
    drug = next(name for name in known if name.startswith("drugs/ingredients/")).split("/")[-1].removesuffix(".yaml")
    known[TERM] = {"id": "puncture", "label": "Puncture", "kind": "procedure", "phrases": ["lumbar puncture"]}
    known[RULE] = {
        "id": "guard",
        "label": "Guard",
        "priority": 1,
        "orders": [{"terms": ["puncture"]}, {"drugs": [drug], "uses": ["treatment", "line care"], "doses": ["full"]}],
        "levels": [
            {
                "indicator": "warning",
                "headline": "count first",
                "missing": {
                    "lab": next(n for n in known if n.startswith("labs/")).split("/")[-1][:-5],
                    "within_days": 7,
                },
                "instead": drug,
                "basis": "expert estimate",
            }
        ],
    }
    known[f"drugs/doses/{drug}.yaml"] = {
        "id": drug,
        "unit": "mg",
        "low_at_most": 40,
        "full_at_least": 100,
        "low_said": ["puncture"],
        "basis": "expert estimate",
    }
    return known


def test_they_are_right_as_they_stand(tmp_path: Path) -> None:
    assert reasons(tmp_path, files()) == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"orders": [{"uses": ["treatment"]}]}, "needs classes, drugs or terms"),
        (
            {"orders": [{"terms": ["punctur"]}]},
            "orders[0].terms[0]: there is no order term punctur (did you mean puncture?)",
        ),
        (
            {"orders": [{"terms": ["puncture"], "unless_terms": ["nothing"]}]},
            "orders[0].unless_terms[0]: there is no order term nothing",
        ),
        ({"orders": [{"drugs": ["nothing"]}]}, "orders[0].drugs[0]: there is no drug nothing"),
        ({"orders": [{"terms": ["puncture"], "doses": ["high"]}]}, "orders[0].doses[0]: "),
        (
            {"levels": [{"indicator": "info", "headline": "x", "basis": "expert estimate"}]},
            "needs gates, when or missing: a level without a condition would always speak",
        ),
        (
            {"levels": [{"indicator": "info", "headline": "x", "gates": ["none"], "basis": "expert estimate"}]},
            "levels[0].gates[0]: there is no gate none",
        ),
        (
            {"levels": [{"indicator": "hard-stop", "headline": "x", "gates": ["none"], "basis": "expert estimate"}]},
            "levels[0].indicator: ",
        ),
        ({"levels": [{"indicator": "info", "headline": "x", "gates": ["none"]}]}, "levels[0].basis: is missing"),
        ({"levels": []}, "levels: "),
        ({"suppressed_by": ["guard"]}, "rests on itself"),
    ],
)
def test_a_wrong_rule_is_named(tmp_path: Path, change: dict[str, Any], reason: str) -> None:
    known = files()
    known[RULE].update(change)
    assert any(reason in each for each in reasons(tmp_path, known)), reasons(tmp_path, known)


@pytest.mark.parametrize(
    ("file", "change", "reason"),
    [
        (TERM, {"kind": "wish"}, "kind: must be one of procedure, product, route, purpose"),
        ("dose", {"unit": "tablets"}, "unit: must be one of mg, [iU]"),
        ("dose", {"low_said": ["never"]}, "low_said[0]: there is no order term never"),
        ("dose", {"low_at_most": 0}, "low_at_most: "),
    ],
)
def test_a_wrong_term_or_dose_is_named(tmp_path: Path, file: str, change: dict[str, Any], reason: str) -> None:
    known = files()
    name = file if file in known else next(each for each in known if each.startswith("drugs/doses/"))
    known[name].update(change)
    assert any(reason in each for each in reasons(tmp_path, known)), reasons(tmp_path, known)
