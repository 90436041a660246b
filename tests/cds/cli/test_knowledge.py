from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest
import yaml

from tests.cds.cli.charts import AS_OF, chart, small_knowledge, written

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cds.cli.conftest import Run

CASE = {
    "name": "An ill child with a low count",
    "source": "invented for this test",
    "patient": {"age": "4 y", "sex": "female"},
    "findings": {"ill": "present", "count": "lt10"},
    "expect": {"first": "pox"},
}
GATE = {
    "gate": "danger",
    "chart": {"age": "40 y", "said": {"rash": 1}},
    "met": [{"name": "with a rash"}],
    "not_met": [{"name": "without one", "said": None, "denied": {"rash": 0}}],
    "unknown": [{"name": "nothing said", "said": None}],
}
FINDINGS = {"findings": {"lesion_type": [{"said": ["rash"], "state": "present"}]}}
CASES = (("infection/pox", CASE), ("gates/danger", GATE), ("findings/skin", FINDINGS))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small knowledge with three files of cases, as the service's own."""
    made = small_knowledge(tmp_path / "own")
    for name, case in CASES:
        file = made / "cases" / f"{name}.yaml"
        file.parent.mkdir(parents=True)
        file.write_text(yaml.safe_dump(case))
    monkeypatch.setenv("PETECHIAE_KNOWLEDGE_DIR", str(made))
    return made


@pytest.fixture
def changed(folder: Path, tmp_path: Path) -> Path:
    """The same, but the gate is milder and asks for the drug alone, a rash is none of today, and flu is common."""
    made = small_knowledge(tmp_path / "changed")
    for file in (folder / "cases").rglob("*.yaml"):
        copy = made / file.relative_to(folder)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(file.read_bytes())
    _set(made / "gates" / "danger.yaml", indicator="warning", when={"drug": {"classes": ["thinner"]}, "running": True})
    _set(made / "findings" / "lesion_type.yaml", when={"said": ["rash"], "older_than_days": 1})
    _set(made / "causes" / "flu.yaml", priors=dict.fromkeys(("neonate", "infant", "child", "adult", "older"), 900000))
    return made


def _set(file: Path, **change: object) -> None:
    file.write_text(yaml.safe_dump(yaml.safe_load(file.read_text()) | change, sort_keys=False))


def test_check_lists_doubts_and_still_succeeds(run: Run, folder: Path) -> None:
    _set(folder / "gates" / "danger.yaml", basis="recalled")
    result = run("knowledge", "check")
    assert result.exit_code == 0
    assert "doubts, allowed but worth a second look:" in result.stdout
    assert "  gates/danger.yaml:" in result.stdout


@pytest.mark.parametrize("name", ["pox", "infection/pox", "infection/pox.yaml"])
def test_a_case_is_explained(run: Run, folder: Path, name: str) -> None:
    result = run("knowledge", "explain", name, "pox", "--width", "100")
    assert result.exit_code == 0
    assert result.stdout.startswith("4 years, female")
    assert "1. Infection: likely" in result.stdout
    assert "very low" in result.stdout
    assert "expert estimate" in result.stdout
    by_path = run("knowledge", "explain", str(folder / "cases" / "infection" / "pox.yaml"), "pox", "--width", "100")
    assert by_path.stdout == result.stdout


def test_what_a_number_rests_on_is_told_with_its_sources(run: Run, folder: Path) -> None:
    _set(folder / "causes" / "pox.yaml", prior_basis={"kind": "cited", "references": ["smith2020"], "note": "table 2"})
    assert "cited (smith2020): table 2" in run("knowledge", "explain", "pox", "pox", "--width", "120").stdout


def test_a_chart_is_explained_as_assess_does(run: Run, folder: Path, tmp_path: Path) -> None:
    assert folder.is_dir()
    file = written(tmp_path, chart())
    explained = run("knowledge", "explain", file, "pox", "--as-of", AS_OF, "--width", "100").stdout
    assert explained == run("assess", file, "--explain", "pox", "--as-of", AS_OF, "--width", "100").stdout
    assert "weight" in explained


def test_what_cannot_be_explained(run: Run, folder: Path) -> None:
    nothing = run("knowledge", "explain", "mumps", "pox")
    assert nothing.exit_code == 2
    assert "mumps is neither a case below" in nothing.stderr
    unknown = run("knowledge", "explain", "pox", "poxx")
    assert unknown.exit_code == 2
    assert "did you mean pox?" in unknown.stderr
    (folder / "cases" / "other").mkdir()
    (folder / "cases" / "other" / "pox.yaml").write_text(yaml.safe_dump(CASE))
    double = run("knowledge", "explain", "pox", "pox")
    assert double.exit_code == 2
    assert "infection/pox.yaml, other/pox.yaml" in double.stderr
    (folder / "cases" / "other" / "pox.yaml").write_text("name: [")
    broken = run("knowledge", "explain", "pox", "pox")
    assert broken.exit_code == 1
    assert "A case cannot be read: other/pox.yaml" in broken.stderr


def test_the_same_knowledge_twice_has_no_difference(run: Run, folder: Path) -> None:
    result = run("knowledge", "diff", str(folder), str(folder))
    assert result.exit_code == 0
    first, *rest = result.stdout.splitlines()
    assert first.endswith(": 0 changes.")
    kinds = ("1 own cases", "3 cases of gates", "1 cases of findings")
    assert rest == [f"0 of {kind} answer otherwise." for kind in kinds]


def test_a_change_is_told_with_what_it_does(run: Run, folder: Path, changed: Path, tmp_path: Path) -> None:
    charts = tmp_path / "charts"
    charts.mkdir()
    written(charts, chart())
    (charts / "odd.json").write_text(json.dumps([]))
    out = run("knowledge", "diff", str(folder), str(changed), "--cases", str(charts), "--as-of", AS_OF).stdout
    assert "  causes/flu: priors.child: 1 -> 900000" in out
    assert "  gates/danger: indicator: critical -> warning" in out
    assert "1 of 3 cases of gates answer otherwise:" in out
    assert "  gates/danger: with a rash: level critical -> " in out
    assert "gate danger no longer speaks" in out
    assert "1 of 1 cases of findings answer otherwise:" in out
    assert "  findings/lesion_type, 0 days ago: {said: {rash: {}}}: present -> unknown" in out
    assert "2 of 2 charts answer otherwise:" in out
    assert "  odd.json: not compared: " in out


def test_a_case_that_old_knowledge_does_not_know_is_said_so(run: Run, folder: Path, changed: Path) -> None:
    (folder / "findings" / "ill.yaml").rename(folder / "findings" / "sick.yaml")
    for file in folder.rglob("*.yaml"):
        if "cases" not in file.parts:
            text = file.read_text()
            file.write_text(text.replace("finding: ill", "finding: sick").replace("id: ill", "id: sick"))
    _set(folder / "causes" / "pox.yaml", requires="sick")
    out = run("knowledge", "diff", str(folder), str(changed)).stdout
    assert "  infection/pox: cannot be tried with the old knowledge: there is no such finding" in out


def test_a_git_revision(run: Run, folder: Path) -> None:
    git = ("git", "-C", str(folder), "-c", "user.name=a", "-c", "user.email=a@example.org")
    for command in (("init", "-q"), ("add", "."), ("commit", "-qm", "first")):
        subprocess.run((*git, *command), check=True, capture_output=True)  # noqa: S603
    _set(folder / "causes" / "flu.yaml", label="Influenza")
    result = run("knowledge", "diff", "HEAD", str(folder))
    assert result.exit_code == 0
    assert "  causes/flu: label: Flu -> Influenza" in result.stdout


@pytest.mark.parametrize("name", ["nowhere", "--output=x"])
def test_neither_folder_nor_revision(run: Run, folder: Path, name: str) -> None:
    result = run("knowledge", "diff", "--", name, str(folder))
    assert result.exit_code == 2
    assert f"{name} is neither a folder nor a git revision" in result.stderr


def test_wrong_knowledge_cannot_be_compared(run: Run, folder: Path, changed: Path) -> None:
    _set(changed / "causes" / "flu.yaml", role="guest")
    result = run("knowledge", "diff", str(folder), str(changed))
    assert result.exit_code == 1
    assert "causes/flu.yaml: role: must be one of" in result.stderr
