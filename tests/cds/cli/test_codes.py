from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest

from tests.cds.cli.charts import bundle, count, patient

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cds.cli.conftest import Run


def test_a_right_file_is_told_with_the_version_it_makes(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "site.yaml"
    file.write_text('codes: [{system: "http://lab", code: "9", lab: platelet_count}]')
    result = run("codes", "check", str(file))
    assert result.exit_code == 0
    assert "no problems. The knowledge is then" in result.stdout


def test_a_wrong_file_is_told_problem_by_problem(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "site.yaml"
    file.write_text('codes: [{system: "http://lab", code: "9", lab: platelets}]\nunits: {miles: {a: b}}')
    result = run("codes", "check", str(file))
    assert result.exit_code == 1
    assert "site.yaml: codes[0].lab: there is no lab platelets" in result.stdout
    assert result.stderr.endswith("site.yaml: 2 problems.\n")


def test_wrong_knowledge_ends_with_code_1(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PETECHIAE_KNOWLEDGE_DIR", str(tmp_path))
    file = tmp_path / "site.yaml"
    file.write_text("codes: []\n")
    result = run("codes", "check", str(file))
    assert result.exit_code == 1
    assert result.stderr.startswith("The knowledge cannot be used: ")


def test_a_file_that_is_not_there_is_a_mistake_of_the_command_line(run: Run) -> None:
    assert run("codes", "check", "/nowhere.yaml").exit_code == 2


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    unknown = count(20, "2026-03-01T08:00:00Z") | {
        "id": "unknown",
        "code": {"coding": [{"system": "http://lab", "code": "51265", "display": "Platelet counts"}]},
        "subject": {"reference": "Patient/p1", "display": "Miller"},
    }
    sent = json.dumps(bundle(patient(), unknown)).encode()
    (tmp_path / "one.json").write_bytes(sent)
    (tmp_path / "two.json.gz").write_bytes(gzip.compress(sent))
    (tmp_path / "notes.txt").write_text("no data")
    return tmp_path


def test_what_is_not_understood_is_listed_with_a_suggestion_and_no_patient(run: Run, folder: Path) -> None:
    result = run("codes", "report", str(folder))
    assert result.exit_code == 0
    assert result.stdout.startswith("2 files, 4 resources read, 0 could not be.")
    (line,) = [line for line in result.stdout.splitlines() if "51265" in line]
    assert line.split()[0] == "2"
    assert "platelet_count (9" in line
    assert "Miller" not in result.stdout
    assert "p1" not in result.stdout


def test_the_site_map_ends_the_list(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = folder / "site.yaml"
    file.write_text('codes: [{system: "http://lab", code: "51265", lab: platelet_count}]')
    monkeypatch.setenv("PETECHIAE_SITE_MAP", str(file))
    assert "Results not understood: 0 different" in run("codes", "report", str(folder)).stdout


def test_a_wrong_site_map_stops_a_command(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = folder / "site.yaml"
    file.write_text("nonsense: 1")
    monkeypatch.setenv("PETECHIAE_SITE_MAP", str(file))
    result = run("codes", "report", str(folder))
    assert (result.exit_code, "site.yaml: nonsense: is not a known key" in result.stderr) == (1, True)


def test_only_what_has_a_suggestion(run: Run, folder: Path) -> None:
    assert "51265" in run("codes", "report", str(folder), "--guessed").stdout
    (folder / "one.json").write_text("{")
    (folder / "two.json.gz").write_bytes(b"no gzip")
    assert run("codes", "report", str(folder)).exit_code == 2


def test_an_empty_folder_is_told(run: Run, tmp_path: Path) -> None:
    result = run("codes", "report", str(tmp_path))
    assert result.exit_code == 2
    assert "holds no file" in result.stderr
