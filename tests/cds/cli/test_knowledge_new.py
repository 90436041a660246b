from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from cds.cli.knowledge_new import FOLDERS, blanks
from rules.loading import load_knowledge
from rules.loading.checking import check_knowledge
from rules.loading.kinds import Kind
from rules.loading.lines import with_lines
from tests.cds.cli.charts import small_knowledge

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cds.cli.conftest import Run

CRITERION = "{said: [rash]}"

ANSWERS: dict[str, list[str]] = {
    "cause": [
        *("Mumps", "infection", "routine", "false", "0", "1", "1", "1", "1", "ill", "0.9"),
        *("Well", "None.", "GP", "Looks like flu"),
    ],
    "finding": ["Cough", "chest", "0.1", CRITERION],
    "concept": ["Wheeze", "sign", "wheez*"],
    "lab": ["Sodium", "Na", "10*3/uL", "mmol/L", "count3", "0", "900", "0", "sodium"],
    "dimension": ["g/L", "g/L: {ucum: g/L, factor: 1}"],
    "drug-class": ["Thickener"],
    "drug": ["Thickenol", "thinner", "thickenol"],
    "dose": ["mg", "10", "20"],
    "gate": ["Peril", "warning", "5", CRITERION, "look", "Look", "true"],
    "score": [
        *("Sums", "How many", "sums", "3", CRITERION, "spots", "spots", "1", "some", CRITERION, "0", "none"),
        *("few", "Not yet tried", "None claimed"),
    ],
    "trigger": ["Rash again", CRITERION],
    "test": ["Culture", "Grows it", "1", "1", "1", "true", "culture", "48"],
    "advice": ["history", "Drink.", CRITERION],
    "merge": ["One", "mumps", "mumps2"],
    "order-term": ["Puncture", "procedure", "puncture"],
    "order-rule": ["Thinner and rash", "1", "thinner", "info", CRITERION, "think", "Think"],
    "reference": ["Jones 2021", "seen"],
}
"""What an author writes into the blanks, in their order."""


def filled(text: str, answers: list[str]) -> str:
    assert text.count("# blank: ") == len(answers)
    for answer in answers:
        text = re.sub(r"# blank: .*", answer.replace("\\", r"\\"), text, count=1)
    return text


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small_knowledge(tmp_path / "own")


def made(run: Run, folder: Path, kind: str, name: str) -> Path:
    result = run("knowledge", "new", kind, name, "--in", str(folder))
    assert result.exit_code == 0, result.stderr
    return folder / FOLDERS[kind] / f"{name}.yaml"


def test_every_kind_but_the_parameters_can_be_begun() -> None:
    assert set(FOLDERS.values()) == set(Kind) - {Kind.PARAMETERS}
    assert set(ANSWERS) == set(FOLDERS)


@pytest.mark.parametrize("kind", sorted(FOLDERS))
def test_a_template_passes_once_its_blanks_are_filled(kind: str, run: Run, folder: Path) -> None:
    if kind == "merge":
        for name in ("mumps", "mumps2"):
            cause = made(run, folder, "cause", name)
            cause.write_text(filled(cause.read_text(), ANSWERS["cause"]))
    name = "thinnerol" if kind == "dose" else "fresh"
    file = made(run, folder, kind, name)
    file.write_text(filled(file.read_text(), ANSWERS[kind]))
    assert check_knowledge(folder) == ()
    assert load_knowledge(folder).version


@pytest.mark.parametrize("kind", sorted(FOLDERS))
def test_a_template_is_refused_at_each_blank_until_then(kind: str, run: Run, folder: Path) -> None:
    file = made(run, folder, kind, "fresh")
    own = {p.line for p in with_lines(check_knowledge(folder), folder) if p.file.endswith("/fresh.yaml")}
    blank = {line for line, _, _ in blanks(file.read_text())}
    missed = blank - own
    if kind == "dimension":  # its second blank is what the key above it holds
        missed -= {max(blank)}
    assert missed == set()
    assert blank


@pytest.mark.parametrize("kind", sorted(FOLDERS))
def test_each_blank_is_named(kind: str, run: Run, folder: Path) -> None:
    result = run("knowledge", "new", kind, "fresh", "--in", str(folder))
    lines = result.stdout.splitlines()
    assert f"{len(ANSWERS[kind])} blanks to fill in" in lines[0]
    assert len(lines) == len(ANSWERS[kind]) + 2
    assert all(re.match(r"  line +\d+  \S", line) for line in lines[1:-1])


def test_an_id_that_is_there_is_refused_and_its_file_kept(run: Run, folder: Path) -> None:
    file = folder / "causes" / "pox.yaml"
    before = file.read_bytes()
    result = run("knowledge", "new", "cause", "pox", "--in", str(folder))
    assert result.exit_code == 2
    assert result.stderr == f"{file} is there already; choose another id, or change that file.\n"
    assert file.read_bytes() == before


@pytest.mark.parametrize("name", ["Pox", "po-x", "../pox", "p.yaml"])
def test_a_name_that_cannot_be_an_id_is_refused(run: Run, folder: Path, name: str) -> None:
    result = run("knowledge", "new", "cause", name, "--in", str(folder))
    assert result.exit_code == 2
    assert "small letters, digits and underscores" in result.stderr


def test_a_folder_that_is_not_there_is_not_made(run: Run, tmp_path: Path) -> None:
    result = run("knowledge", "new", "cause", "pox", "--in", str(tmp_path / "nowhere"))
    assert result.exit_code == 2
    assert not (tmp_path / "nowhere").exists()
