"""What rests on something else comes after it; what rests on itself is refused."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from rules.loading.kinds import Kind
from rules.loading.mentions import MENTIONS
from rules.loading.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.loading.kinds import Plain
    from rules.loading.validation import Files

__all__ = ["circles", "in_order"]

_MUST_NOT_CIRCLE = (
    Kind.FINDINGS,
    Kind.CONCEPTS,
    Kind.DRUG_CLASSES,
    Kind.GATES,
    Kind.SCORES,
    Kind.ORDER_SAFETY,
)


def circles(files: Files) -> Iterator[Problem]:
    """A circle among findings or scores that ask for their like, among implications, or among gates or order rules.

    The last two name those of their kind that make them redundant.
    """
    for kind in _MUST_NOT_CIRCLE:
        try:
            in_order(files, kind)
        except CycleError as error:
            circle = error.args[1]
            yield Problem(f"{kind}/{circle[0]}.yaml", "", f"rests on itself: {' -> '.join(reversed(circle))}")


def in_order(files: Files, kind: Kind) -> tuple[str, ...]:
    """The ids of ``kind``, each after those it names. Raises graphlib.CycleError."""
    known = files[kind]
    graph = {name: _rests_on(known[name], kind) for name in sorted(known)}
    return tuple(name for name in TopologicalSorter(graph).static_order() if name in known)


def _rests_on(data: Plain, kind: Kind) -> list[str]:
    return sorted({mention.id for mention in MENTIONS[kind](data) if mention.kind is kind and not mention.mutual})
