"""Each doubt is raised by one small change of a folder without any, and by nothing less."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rules.loading import KnowledgeError
from rules.loading.checking import doubt_knowledge
from tests.rules.loading.folders import Folder, knowledge_files, write

DELIVERED = Path(__file__).parents[3] / "rules" / "knowledge"
RECALLED = {"kind": "recalled", "references": ["old1950"]}
CITED = {"kind": "cited", "references": ["old1950"]}


def sure() -> Folder:
    files = knowledge_files()
    files["causes/flu.yaml"]["evidence"] = [{"finding": "ill", "p": 0.01, "basis": "expert estimate"}]
    files["references/old1950.yaml"] = {"id": "old1950", "citation": "Old 1950", "status": "recalled"}
    files["causes/flu.yaml"]["references"] = ["old1950"]
    return files


def doubts(folder: Path, files: Folder) -> list[str]:
    return [str(doubt) for doubt in doubt_knowledge(write(folder, files))]


def test_a_folder_without_doubts(tmp_path: Path) -> None:
    assert doubts(tmp_path, sure()) == []


@pytest.mark.parametrize(
    ("file", "change", "said"),
    [
        ("concepts/spots.yaml", {"phrases": ["Skin eruptions"]}, "rash claims it too (skin eruption)"),
        ("causes/flu.yaml", {"evidence": []}, "no finding speaks against it"),
        (
            "causes/flu.yaml",
            {"evidence": [{"finding": "ill", "p": 0.03, "basis": "expert estimate"}]},
            "no finding speaks against it",
        ),
        ("causes/flu.yaml", {"pitfalls": "Rash in <1 of 10"}, "pitfalls: compares by a sign"),
        ("causes/flu.yaml", {"referral": "if the count is ≤ 20"}, "referral: compares by a sign"),
        ("advice/rest.yaml", {"text": "Rest at >38"}, "text: compares by a sign"),
        ("gates/danger.yaml", {"basis": CITED}, "cited, but only from memory (old1950)"),
        ("advice/rest.yaml", {"basis": CITED}, "cited, but only from memory (old1950)"),
        ("gates/danger.yaml", {"basis": RECALLED}, "no source of it was re-read"),
        ("gates/danger.yaml", {"basis": "recalled"}, "no source of it was re-read"),
        (
            "gates/danger.yaml",
            {"basis": {"kind": "expert estimate", "references": ["old1950"]}},
            "no source of it was re-read",
        ),
    ],
)
def test_a_doubt_names_file_and_line(tmp_path: Path, file: str, change: dict[str, Any], said: str) -> None:
    files = sure()
    files[file] |= change
    (doubt,) = doubts(tmp_path, files)
    assert doubt.startswith(f"{file}:")
    assert doubt.split(":")[1].isdecimal()
    assert said in doubt


@pytest.mark.parametrize(
    ("file", "change"),
    [
        ("concepts/spots.yaml", {"phrases": ["skin eruption*"]}),
        ("causes/flu.yaml", {"evidence": [{"finding": "ill", "p": 0.02, "basis": "expert estimate"}]}),
        ("gates/danger.yaml", {"basis": {"kind": "cited", "references": ["old1950", "smith2020"]}}),
        ("gates/danger.yaml", {"basis": "expert estimate"}),
        ("advice/rest.yaml", {"basis": RECALLED}),
        ("causes/flu.yaml", {"pitfalls": "Rash in under 1 of 10"}),
        ("causes/flu.yaml", {"codes": [{"system": "snomed", "code": "1", "display": "B>12<", "verified": False}]}),
        ("concepts/spots.yaml", {"phrases": ["spots > 2"]}),
    ],
)
def test_what_raises_none(tmp_path: Path, file: str, change: dict[str, Any]) -> None:
    files = sure()
    files[file] |= change
    assert doubts(tmp_path, files) == []


def test_the_delivered_knowledge_raises_none() -> None:
    assert list(map(str, doubt_knowledge(DELIVERED))) == []


def test_a_finding_a_test_and_a_source_that_nothing_uses(tmp_path: Path) -> None:
    files = sure()
    files["findings/cough.yaml"] = files["findings/ill.yaml"] | {"id": "cough", "label": "Cough"}
    files["workups/culture.yaml"] = files["workups/film.yaml"] | {"id": "culture", "tells": ["cough"]}
    files["references/new2020.yaml"] = {"id": "new2020", "citation": "New 2020", "status": "seen"}
    said = doubts(tmp_path, files)
    idle = ["findings/cough.yaml", "references/new2020.yaml", "workups/culture.yaml"]
    assert [line.partition(":")[0] for line in said] == idle
    assert "nothing uses it" in said[0]
    assert "nothing rests on it" in said[1]
    assert "nothing asks for it" in said[2]


def test_knowledge_that_cannot_be_used_has_problems_not_doubts(tmp_path: Path) -> None:
    files = sure()
    files["causes/flu.yaml"]["role"] = "guest"
    with pytest.raises(KnowledgeError):
        doubts(tmp_path, files)
