from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from rules.loading.checking import plain_knowledge
from rules.loading.differences import differences
from tests.rules.loading.folders import Folder, knowledge_files, write

if TYPE_CHECKING:
    from pathlib import Path


def told(folder: Path, new: Folder) -> list[str]:
    before, after = write(folder / "old", knowledge_files()), write(folder / "new", new)
    return list(differences(plain_knowledge(before), plain_knowledge(after)))


def test_the_same_has_no_differences(tmp_path: Path) -> None:
    assert told(tmp_path, knowledge_files()) == []


@pytest.mark.parametrize(
    ("file", "change", "said"),
    [
        ("causes/pox.yaml", {"label": "Poxes"}, ["causes/pox: label: Pox -> Poxes"]),
        ("causes/pox.yaml", {"must_not_miss": False}, ["causes/pox: must_not_miss: yes -> no"]),
        ("causes/flu.yaml", {"pitfalls": "None."}, ["causes/flu: pitfalls: added, None."]),
        (
            "causes/flu.yaml",
            {"evidence": [{"finding": "ill", "p": 0.5, "basis": "expert estimate"}]},
            ["causes/flu: evidence[ill]: added, finding ill, p 0.5, basis kind expert estimate"],
        ),
        (
            "concepts/rash.yaml",
            {"phrases": ["rash*", "eruption"]},
            ["concepts/rash: phrases: taken out skin eruption", "concepts/rash: phrases: added eruption"],
        ),
        (
            "concepts/rash.yaml",
            {"phrases": ["skin eruption", "rash*"]},
            ["concepts/rash: phrases: in another order"],
        ),
        (
            "gates/danger.yaml",
            {"when": {"all": [{"finding": "ill"}, {"drug": {"classes": ["thinner"]}, "running": False}]}},
            ["gates/danger: when.all[1].running: yes -> no"],
        ),
    ],
)
def test_a_change_is_told_where_it_stands(tmp_path: Path, file: str, change: dict[str, Any], said: list[str]) -> None:
    files = knowledge_files()
    files[file] |= change
    assert told(tmp_path, files) == said


def test_a_row_is_followed_by_its_finding_not_by_its_place(tmp_path: Path) -> None:
    files = knowledge_files()
    rows = files["causes/pox.yaml"]["evidence"]
    rows.reverse()
    rows[1]["p"] = 0.7
    assert told(tmp_path, files) == ["causes/pox: evidence[ill].p: 0.8 -> 0.7"]


def test_new_and_removed_entries(tmp_path: Path) -> None:
    files = knowledge_files()
    del files["advice/rest.yaml"]
    files["triggers/spots_said.yaml"] = {"id": "spots_said", "label": "Spots", "when": {"said": ["spots"]}}
    assert told(tmp_path, files) == ["triggers/spots_said: new (Spots)", "advice/rest: taken out"]
