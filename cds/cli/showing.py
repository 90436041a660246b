"""What a command shows on standard output: words as they are, as wide as there is room."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType

__all__ = ["NARROWEST", "plain_table", "show"]

NARROWEST = 60
"""The fewest columns that a report can be read in."""


def plain_table(*, header_style: str | None = None, expand: bool = False) -> Table:
    """A table without lines, whose columns stand two blanks apart; ``expand``: as wide as there is room."""
    return Table(box=None, padding=(0, 2, 0, 0), show_edge=False, header_style=header_style, expand=expand)


def show(parts: Iterable[RenderableType], width: int | None) -> None:
    """Prints one part below the other in ``width`` columns; None: as wide as the terminal. Plain text is not broken."""
    console = Console(file=sys.stdout, width=width, highlight=False, markup=False, emoji=False)
    for part in parts:
        console.print(part, soft_wrap=isinstance(part, str))
