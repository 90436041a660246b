"""Every code block of README and docs: commands are run as printed, Python is executed, JSON and YAML are read."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
import yaml

from tests.docs.printed_lines import run, run_curl, run_terminal, with_stand_in
from tests.gunicorn_service import PATIENCE, ROOT, served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.conformance]

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
OUTPUT = "text"
"""The language of blocks that show what a command prints or a drawing; those are not run."""
DRAWN = "mermaid"
NEEDS_DOCKER = "docker"


@dataclass(frozen=True, slots=True)
class Block:
    page: str
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}: {self.text.split(chr(10), 1)[0][:60]}"


def blocks() -> list[Block]:
    return [
        Block(str(page.relative_to(ROOT)), language, text)
        for page in PAGES
        for language, text in re.findall(r"^```(\w*)\n(.*?)^```$", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    ]


BLOCKS = blocks()
README = "README.md"
LINES = sorted({
    line.strip()
    for block in BLOCKS
    if block.language == "sh" and block.page != README
    for line in block.text.splitlines()
    if line.strip() and not line.startswith("#")
})  # fmt: skip


def of(language: str) -> list[Block]:
    return [block for block in BLOCKS if block.language == language]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PETECHIAE_DEMO", "1")
        with served(tmp_path_factory.mktemp("docs"), "--workers", "1") as (address, _log):
            yield address


def test_every_block_says_what_it_is() -> None:
    assert {block.language for block in BLOCKS} <= {"sh", "python", "json", "yaml", OUTPUT, DRAWN}
    assert len(LINES) >= 10


@pytest.mark.parametrize("line", [line for line in LINES if line.startswith("curl ")])
def test_a_curl_line_works(base: str, line: str, tmp_path: Path) -> None:
    ran = run_curl(line, base, tmp_path)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stdout.strip()


def test_the_stand_in_for_curl_sends_files_and_pipes_and_tells_an_error(base: str, tmp_path: Path) -> None:
    folder = with_stand_in(tmp_path)
    asked = f"curl -sS --fail-with-body -H 'Content-Type: application/json' -d @{{}} {base}/cds-services/{{}}"
    from_file = run(asked.format("cds/examples/adult-ttp.json", "petechiae-differential"), folder)
    piped = run("cat cds/examples/adult-ttp.json | " + asked.format("-", "petechiae-differential"), folder)
    assert from_file.returncode == piped.returncode == 0
    assert json.loads(from_file.stdout).keys() == json.loads(piped.stdout).keys() >= {"cards"}
    unknown = run(asked.format("cds/examples/adult-ttp.json", "no-such-service"), folder)
    assert (unknown.returncode, json.loads(unknown.stdout)["resourceType"]) == (22, "OperationOutcome")
    assert run(f"curl -sS --fail-with-body --proxy nowhere {base}/cds-services", folder).returncode == 2


@pytest.mark.parametrize("line", [line for line in LINES if "petechiae-cds " in line and "docker" not in line])
def test_a_terminal_line_works(line: str) -> None:
    ran = run_terminal(line)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stdout.strip()


@pytest.mark.parametrize("line", [line for line in LINES if line.startswith("make ")])
def test_a_target_of_make_exists(line: str) -> None:
    """What it does has tests of its own; running the tests inside a test would not end."""
    ran = run(f"make -n {line.removeprefix('make ')}")
    assert ran.returncode == 0, ran.stderr


def test_every_line_is_of_a_kind_that_is_tried() -> None:
    kinds = ("curl ", ".venv/bin/petechiae-cds ", "make ")
    untried = [line for line in LINES if not line.startswith(kinds) and not line.startswith(NEEDS_DOCKER)]
    assert untried == []


@pytest.mark.parametrize("block", of("python"), ids=str)
def test_python_runs_as_printed(block: Block) -> None:
    ran = subprocess.run(  # noqa: S603 - Python of our own pages
        [sys.executable, "-c", block.text], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert ran.returncode == 0, ran.stderr


@pytest.mark.parametrize("block", of("json"), ids=str)
def test_json_can_be_read(block: Block) -> None:
    assert json.loads(block.text)


@pytest.mark.parametrize("block", of("yaml"), ids=str)
def test_yaml_can_be_read(block: Block) -> None:
    assert yaml.safe_load(block.text)
