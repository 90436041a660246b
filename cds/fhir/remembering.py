"""Readings of raw fields, remembered up to a bound in number and in length: what a sender sends cannot fill memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["remembered"]

_Raw = TypeVar("_Raw", str, bytes, "str | None")
_Reading = TypeVar("_Reading")

_LONGEST = 2000


def remembered(
    most: int, longest: int = _LONGEST
) -> Callable[[Callable[[_Raw], _Reading]], Callable[[_Raw], _Reading]]:
    """Decorates a pure function of one string or bytes. At ``most`` readings all are forgotten.

    A key longer than ``longest`` is read anew each time. What the function raises is not remembered.
    """

    def decorate(read: Callable[[_Raw], _Reading]) -> Callable[[_Raw], _Reading]:
        known: dict[_Raw, _Reading] = {}

        def recall(raw: _Raw) -> _Reading:
            try:
                return known[raw]
            except KeyError:
                reading = read(raw)
            if raw is None or len(raw) <= longest:
                if len(known) >= most:
                    known.clear()
                known[raw] = reading
            return reading

        recall.__doc__ = read.__doc__
        return recall

    return decorate
