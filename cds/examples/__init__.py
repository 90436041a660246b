"""Calls of invented patients, used by the API documentation and the README, and run by the tests.

Each file is a CDS Hooks request as it is sent; its extensions ``org.petechiae.example`` and ``...example.title`` say
who the patient is, in a sentence and in a few words.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["Example", "examples"]

_SUMMARY = "org.petechiae.example"
_TITLE = "org.petechiae.example.title"


@dataclass(frozen=True, slots=True)
class Example:
    """A call. ``name`` is the file's name without its ending, ``title`` a few words, ``summary`` one line for people."""

    name: str
    title: str
    summary: str
    request: dict[str, Any]


@cache
def examples() -> tuple[Example, ...]:
    """Every example, ordered by name."""
    found = (entry for entry in files(__name__).iterdir() if entry.name.endswith(".json"))
    read = ((entry.name.removesuffix(".json"), json.loads(entry.read_text("utf-8"))) for entry in found)
    return tuple(
        Example(name, request["extension"][_TITLE], request["extension"][_SUMMARY], request)
        for name, request in sorted(read, key=lambda pair: pair[0])
    )
