"""The line of a file in which a problem stands, so that an author need not count list entries."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from rules.loading.problems import Problem

__all__ = ["line_of", "with_lines"]

_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


def with_lines(problems: Iterable[Problem], directory: Path) -> Iterator[Problem]:
    """The problems, each with its line where the file can be read as YAML."""
    roots: dict[str, yaml.Node | None] = {}
    for problem in problems:
        if problem.file not in roots:
            roots[problem.file] = _root(directory / problem.file)
        root = roots[problem.file]
        yield problem if root is None else replace(problem, line=line_of(root, problem.path))


def line_of(root: yaml.Node, path: str) -> int:
    """The line, from 1, of what ``path`` (``evidence[3].p``) names, or of the last part of it that is there."""
    node, line = root, root.start_mark.line
    for key, index in _STEP.findall(path):
        if key and isinstance(node, yaml.MappingNode):
            found = next(((name, value) for name, value in node.value if name.value == key), None)
            if found is None:
                break
            line, node = found[0].start_mark.line, found[1]
        elif index and isinstance(node, yaml.SequenceNode) and int(index) < len(node.value):
            node = node.value[int(index)]
            line = node.start_mark.line
        else:
            break
    return int(line) + 1


def _root(file: Path) -> yaml.Node | None:
    try:
        return yaml.compose(file.read_bytes(), Loader=yaml.SafeLoader)
    except (OSError, yaml.YAMLError, UnicodeDecodeError, RecursionError):
        return None
