"""What is wrong with the knowledge, told so that an author can find and mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["KnowledgeError", "Problem", "located"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: the file (relative to the knowledge folder), where in it (``evidence[3].p``), and why.

    ``line`` is counted from 1; 0 means that the line was not looked up.
    """

    file: str
    path: str
    reason: str
    line: int = 0

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return ": ".join(part for part in (where, self.path, self.reason) if part)


class KnowledgeError(Exception):
    """The knowledge cannot be used. ``problems`` holds everything that is wrong with it, not only the first."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


def located(messages: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """The nested messages of marshmallow as pairs of path and reason."""
    if isinstance(messages, dict):
        for key, inner in messages.items():
            yield from located(inner, _below(path, key))
    elif isinstance(messages, list):
        for inner in messages:
            yield from located(inner, path)
    else:
        yield path, str(messages)


def _below(path: str, key: str | int) -> str:
    if key == "_schema":
        return path
    if isinstance(key, int):
        return f"{path}[{key}]"
    return f"{path}.{key}" if path else key
