"""Ways to spoil a JSON document: what a stranger, a broken client or an attacker puts in the place of a value."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["DATES", "HOSTILE", "MARK", "paths", "put"]

MARK = "ZQMARK"
"""Stands in invented text; no answer and no log line of ours holds it."""
DATES = (
    "0001-01-01", "0001", "1753-01-01", "9999", "9999-12-31", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00",
    "1876-11-20", "2026-11-21", "2090-01-01", "2026-02-30", "2026-13", "",
)  # fmt: skip
HOSTILE: tuple[Any, ...] = (
    None, True, 0, -5, 1e300, -1e300, 5e-324, 2**70, [], {}, [[]], [None], [{}], {"value": 1e300}, {"coding": [None]},
    [{"coding": {}}], {"text": 5}, {"resourceType": "Bundle"}, {"resourceType": 5}, "", "\x00\x1b[31m", "1e400", "NaN",
    "-inf", "<5", "1.234,5", "\u202eabc\u2066", "[x](http://evil.example) ![i](http://evil.example/x.png)",
    "<script>alert(1)</script>", "| a |\n|---|\n| b |", "`code` **bold**\n# head\n1. one",
    "a@evil.example www.evil.example",
    f"{MARK} petechiae", "petechiae " * 10_000, "x" * 100_000, "Patient/other", *DATES,
)  # fmt: skip


def paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every member and entry inside."""
    if path:
        yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in inner:
        yield from paths(member, (*path, key))


def put(document: Any, path: tuple[Any, ...], value: Any) -> None:
    """Put a copy of ``value`` at ``path``."""
    for key in path[:-1]:
        document = document[key]
    document[path[-1]] = deepcopy(value)
