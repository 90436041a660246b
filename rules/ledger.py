"""The rows behind the score of one cause, made when somebody first looks: at those of most causes nobody does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rules.reasons import Contribution

__all__ = ["Ledger"]


class Ledger(Sequence["Contribution"]):
    """Reads as a tuple. ``make`` is a pure function that gives the rows; it is called once, by whoever looks first."""

    __slots__ = ("_make", "_rows", "_stated")

    def __init__(self, make: Callable[[], Sequence[Contribution]]) -> None:
        self._make = make
        self._rows: tuple[Contribution, ...] | None = None
        self._stated: tuple[tuple[Contribution, ...], tuple[Contribution, ...]] | None = None

    @property
    def stated(self) -> tuple[tuple[Contribution, ...], tuple[Contribution, ...]]:
        """The stated rows that weigh something: those for the cause, and those against it."""
        stated = self._stated
        if stated is None:
            rows = [row for row in self._made() if row.steps and row.stated]
            stated = tuple([row for row in rows if row.weight > 0]), tuple([row for row in rows if row.weight < 0])
            self._stated = stated
        return stated

    def _made(self) -> tuple[Contribution, ...]:
        rows = self._rows
        if rows is None:
            rows = self._rows = tuple(self._make())
        return rows

    @overload
    def __getitem__(self, place: int) -> Contribution: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Contribution, ...]: ...
    def __getitem__(self, place: int | slice) -> Contribution | tuple[Contribution, ...]:
        return self._made()[place]

    def __iter__(self) -> Iterator[Contribution]:
        return iter(self._made())

    def __len__(self) -> int:
        return len(self._made())

    def __eq__(self, other: object) -> bool:
        return self._made() == tuple(other) if isinstance(other, Sequence) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._made())

    def __repr__(self) -> str:
        return repr(self._made())
