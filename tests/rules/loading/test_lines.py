from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from rules.loading.lines import line_of, with_lines
from rules.loading.problems import Problem

if TYPE_CHECKING:
    from pathlib import Path

TEXT = """id: pox
evidence:
  - {finding: ill, p: 2}
  - finding: count
    p: {lt10: 0.1}
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("", 1),
        ("id", 1),
        ("evidence", 2),
        ("evidence[0].p", 3),
        ("evidence[1]", 4),
        ("evidence[1].p.lt10", 5),
        ("evidence[1].basis", 4),
        ("evidence[7].p", 2),
        ("label", 1),
        ("id.more", 1),
    ],
)
def test_the_line_is_that_of_the_last_part_that_is_there(path: str, line: int) -> None:
    root = yaml.compose(TEXT)
    assert root is not None
    assert line_of(root, path) == line


def test_a_problem_tells_its_line(tmp_path: Path) -> None:
    (tmp_path / "pox.yaml").write_text(TEXT)
    told = [str(problem) for problem in with_lines([Problem("pox.yaml", "evidence[1].p", "is odd")], tmp_path)]
    assert told == ["pox.yaml:5: evidence[1].p: is odd"]


@pytest.mark.parametrize("content", [None, b"a: [", b"\xff\xfe\x00"])
def test_a_file_that_cannot_be_read_leaves_the_problem_as_it_is(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "pox.yaml").write_bytes(content)
    problem = Problem("pox.yaml", "", "is missing")
    assert list(with_lines([problem], tmp_path)) == [problem]
    assert str(problem) == "pox.yaml: is missing"
