"""Calls of invented patients, used by the API documentation and the README, and run by the tests.

Each file is a CDS Hooks request as it is sent. Its extensions say who the patient is (``org.petechiae.example``), the
same in a few words (``.title``), and the level of its cards (``.level``: critical, warning, info or silent).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["Example", "examples"]

_SUMMARY = "org.petechiae.example"
_TITLE = f"{_SUMMARY}.title"
_LEVEL = f"{_SUMMARY}.level"
_SERVICES = {"patient-view": "petechiae-differential", "order-sign": "bleeding-risk-guard"}


@dataclass(frozen=True, slots=True)
class Example:
    """A call. ``name`` is the file's name without its ending, ``summary`` one line for people; see the module."""

    name: str
    title: str
    level: str
    summary: str
    request: dict[str, Any]

    @property
    def service(self) -> str:
        """Id of the service that answers its hook."""
        return _SERVICES[self.request["hook"]]


@cache
def examples() -> tuple[Example, ...]:
    """Every example, ordered by name."""
    found = (entry for entry in files(__name__).iterdir() if entry.name.endswith(".json"))
    read = ((entry.name.removesuffix(".json"), json.loads(entry.read_text("utf-8"))) for entry in found)
    return tuple(
        Example(name, told[_TITLE], told[_LEVEL], told[_SUMMARY], request)
        for name, request in sorted(read, key=lambda pair: pair[0])
        for told in [request["extension"]]
    )
