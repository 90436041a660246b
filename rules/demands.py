"""In what order the tests of fired gates are wanted, when there is no room for all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.definitions import Indicator

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from rules.identifiers import TestId
    from rules.reasons import FiredGate

__all__ = ["demands_of"]


def demands_of(gates: Sequence[FiredGate], is_open: Callable[[TestId], bool]) -> Mapping[TestId, str]:
    """Open tests that the gates ask for, most needed first, each with the label of the gate that asks first.

    ``gates`` come worst first, and a gate's tests in the order of need. What each gate needs first comes before the
    second of any; after that the gates of a danger for today go on in turns, and the others when those have all.
    """
    turns = []
    for place, fired in enumerate(gates):
        waits = fired.gate.indicator is not Indicator.CRITICAL
        for turn, test in enumerate(filter(is_open, fired.gate.tests)):
            turns.append((waits and turn > 0, turn, place, test))
    wanted: dict[TestId, str] = {}
    for _, _, place, test in sorted(turns):
        wanted.setdefault(test, gates[place].gate.label)
    return wanted
