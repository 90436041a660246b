"""Something walked once, as far as anyone wants to go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Walk"]

Each = TypeVar("Each")


class Walk(Generic[Each]):
    """Yields what ``steps`` yield, to everyone who asks; each step is taken once, by the first who gets there."""

    __slots__ = ("_rest", "_taken")

    def __init__(self, steps: Iterable[Each]) -> None:
        self._taken: list[Each] = []
        self._rest = iter(steps)

    def __iter__(self) -> Iterator[Each]:
        taken, place = self._taken, 0
        while True:
            while place < len(taken):
                yield taken[place]
                place += 1
            try:
                taken.append(next(self._rest))
            except StopIteration:
                return
