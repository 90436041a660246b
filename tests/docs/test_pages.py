from __future__ import annotations

import re
from collections import Counter
from dataclasses import fields
from pathlib import Path

import pytest

from cds.log_codes import LogCode
from cds.settings import Settings
from tests.test_architecture import LAYERS

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_inside_the_project_leads_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    targets = [target for target in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in target]
    missing = [target for target in targets if not (page.parent / target.partition("#")[0]).exists()]
    assert missing == []


def test_no_entry_of_the_changelog_stands_twice() -> None:
    entries = re.split(r"^- ", (ROOT / "CHANGELOG.md").read_text("utf-8"), flags=re.MULTILINE)[1:]
    counted = Counter(" ".join(entry.split()[:8]) for entry in entries)
    assert [entry for entry, times in counted.items() if times > 1] == []


def test_every_page_stands_in_the_index() -> None:
    index = (ROOT / "docs/index.md").read_text("utf-8")
    assert [page.name for page in (ROOT / "docs").glob("*.md") if f"[{page.name}]" not in index] == ["index.md"]


def test_every_hazard_names_tests_that_exist() -> None:
    rows = [line for line in (ROOT / "docs/hazards.md").read_text("utf-8").splitlines() if line.startswith("| ")][1:]
    assert len(rows) > 10
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    known = set(re.findall(r"def (test_\w+)", code))
    for row in rows:
        named = set(re.findall(r"`(test_\w+)`", row))
        assert named, row
        assert named <= known, named - known


def test_every_test_that_the_conformance_page_names_exists() -> None:
    named = set(re.findall(r"`(test_\w+)`", (ROOT / "docs/conformance.md").read_text("utf-8")))
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    assert len(named) > 40
    assert named <= set(re.findall(r"def (test_\w+)", code))


def test_the_settings_of_the_readme_are_all_and_have_their_defaults() -> None:
    rows = dict(re.findall(r"^\| `PETECHIAE_(\w+)` \| (.*?) \|", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE))
    assert set(rows) == {field.name.upper() for field in fields(Settings)}
    assert rows["PORT"] == f"`{Settings().port}`"
    assert rows["MAX_BODY_BYTES"] == f"`{Settings().max_body_bytes}`"
    assert rows["TIME_ZONE"] == f"`{Settings().time_zone.key}`"
    assert rows["DEMO"] == "`0`"
    assert rows["AS_OF"] == "none"


def test_every_log_code_is_told() -> None:
    page = (ROOT / "docs/operating.md").read_text("utf-8")
    told = re.findall(r"^\| `([A-Z]+\d+)` \| (\w+) \|", page, re.MULTILINE)
    names = {code.name: code.value[0] for code in LogCode}
    assert dict(told) == names


@pytest.mark.parametrize("package", ["rules", "cds"])
def test_every_module_has_its_room_in_the_architecture(package: str) -> None:
    page = (ROOT / "docs/architecture.md").read_text("utf-8")
    rooms = re.findall(rf"^\| (`{package}/.*?) \|", page, re.MULTILINE)
    named = [name for room in rooms for name in re.findall(r"(\w+\.py)`", room)]
    assert sorted([*named, "__init__.py"]) == sorted(path.name for path in (ROOT / package).glob("*.py"))
    folders = {name for room in rooms for name in re.findall(rf"`(?:{package}/)(\w+)/`", room)}
    assert folders == {path.parent.name for path in (ROOT / package).glob("*/__init__.py")} | (
        {"knowledge"} if package == "rules" else set()
    )


def test_the_import_graph_shows_every_edge_of_the_law() -> None:
    page = (ROOT / "docs/architecture.md").read_text("utf-8")
    graph = page.partition("```mermaid")[2].partition("```")[0]
    drawn = set(re.findall(r"^  (\w+) -\.?->? (\w+)", graph, re.MULTILINE))
    small = {"caller", "log_codes", "resting", "wire", "errors", "version"}
    edges = {
        (layer.removeprefix("cds."), target.removeprefix("cds."))
        for layer, targets in LAYERS.items()
        for target in targets
    }
    wanted = {(layer, target) for layer, target in edges if layer not in small and target not in small}
    assert {(a, b) for a, b in drawn if a != "top" and b not in small} == wanted
