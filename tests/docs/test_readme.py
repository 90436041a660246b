"""Every command the README shows is run as it is printed, save for the port and the place of the terminal command."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.docs.printed_lines import run_curl, run_terminal
from tests.gunicorn_service import ROOT, served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

README = (ROOT / "README.md").read_text("utf-8")
LINES = [line for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL) for line in block.splitlines()]
CURLS = [line for line in LINES if line.startswith("curl ")]
TERMINAL = [line for line in LINES if line.startswith(".venv/bin/petechiae-cds ")]

pytestmark = [pytest.mark.slow, pytest.mark.conformance]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("readme"), "--workers", "1") as (address, _log):
        yield address


def test_the_first_lines_are_the_two_commands() -> None:
    assert [line.split("#")[0].strip() for line in README.splitlines()[1:3]] == ["make run", "make test"]


def test_the_readme_shows_every_address() -> None:
    assert len(CURLS) == 7
    assert len(TERMINAL) == 7


@pytest.mark.parametrize("line", CURLS)
def test_a_curl_line_works(base: str, line: str, tmp_path: Path) -> None:
    ran = run_curl(line, base, tmp_path)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    if line.endswith("openapi.yaml"):
        assert ran.stdout == (ROOT / "openapi.yaml").read_text("utf-8")
        return
    answer = json.loads(ran.stdout)
    if "/examples/" in line:
        assert [card["indicator"] for card in answer["cards"]][:1] == ["critical"]
    elif "feedback" in line:
        assert answer == {}
    else:
        assert answer.keys() & {"services", "cards", "status"}


@pytest.mark.parametrize("line", TERMINAL)
def test_a_terminal_line_works(line: str) -> None:
    ran = run_terminal(line)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stdout.strip()
