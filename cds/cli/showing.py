"""What a command shows on standard output: words as they are, as wide as there is room."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from rich.console import Console

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType

__all__ = ["NARROWEST", "show"]

NARROWEST = 60
"""The fewest columns that a report can be read in."""


def show(parts: Iterable[RenderableType], width: int | None) -> None:
    """Prints one part below the other in ``width`` columns; None: as wide as the terminal. Plain text is not broken."""
    console = Console(file=sys.stdout, width=width, highlight=False, markup=False, emoji=False)
    for part in parts:
        console.print(part, soft_wrap=isinstance(part, str))
