"""All that is meant by names that imply others: the drug classes above a class, the concepts above a concept."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = ["closure"]

Name = TypeVar("Name")


def closure(names: Iterable[Name], implied: Callable[[Name], Iterable[Name]]) -> frozenset[Name]:
    """The names and all that can be reached from them through ``implied``; a circle ends where it began."""
    reached = set(names)
    waiting = list(reached)
    while waiting:
        for other in implied(waiting.pop()):
            if other not in reached:
                reached.add(other)
                waiting.append(other)
    return frozenset(reached)
