"""Calls of invented patients, used by the API documentation and run by the tests."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

__all__ = ["Example", "examples"]


@dataclass(frozen=True, slots=True)
class Example:
    """A call. ``name`` is the file's name without its ending, ``summary`` one line for people."""

    name: str
    summary: str
    request: dict[str, Any]


def examples() -> tuple[Example, ...]:
    """Every example, ordered by name."""
    found = [entry for entry in files(__name__).iterdir() if entry.name.endswith(".json")]
    return tuple(
        Example(entry.name.removesuffix(".json"), **json.loads(entry.read_text("utf-8")))
        for entry in sorted(found, key=lambda entry: entry.name)
    )
