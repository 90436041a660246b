"""Headings and tables of the reports, as Markdown lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["heading", "table"]


def heading(text: str, level: int = 2) -> tuple[str, str, str]:
    """A heading with an empty line on both sides."""
    return "", f"{'#' * level} {text}", ""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """An empty line and a table; a bar inside a cell becomes a slash."""
    yield ""
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    yield from (f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows)
