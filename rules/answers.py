"""What a question about a chart is answered with: a truth value and the data that made it so."""

from __future__ import annotations

from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from rules.chart import Caveat
from rules.logic import Truth

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rules.reasons import Datum

__all__ = ["ABSENT", "PRESENT", "UNANSWERED", "UNKNOWN", "Answer", "each_once", "joined", "told_in_text"]

# Under names of the module: found without the search that an attribute of an enum costs.
_NARRATIVE = Caveat.NARRATIVE
_CAVEATS, _SOURCE = attrgetter("caveats"), attrgetter("source")
PRESENT, ABSENT, UNKNOWN = Truth.PRESENT, Truth.ABSENT, Truth.UNKNOWN


class Answer(NamedTuple):
    """Whether a criterion holds and the data behind it; no data when unknown."""

    truth: Truth
    data: tuple[Datum, ...] = ()


UNANSWERED = Answer(UNKNOWN)


def told_in_text(data: Iterable[Datum]) -> bool:
    """True when one of them was found in running text: what rests on it would not hold without that text."""
    for datum in filter(_CAVEATS, data):  # noqa: SIM110 - a generator costs more than the look at the few
        if _NARRATIVE in datum.caveats:
            return True
    return False


def joined(found: Sequence[tuple[Datum, ...]]) -> tuple[Datum, ...]:
    """The data of several proofs, each once."""
    if len(found) == 1 and len(found[0]) == 1:
        return found[0]
    return each_once(chain.from_iterable(found))


def each_once(data: Iterable[Datum]) -> tuple[Datum, ...]:
    """Without repeats. Most are the very same or of different resources, quick to tell; others are compared wholly."""
    told = tuple(data)
    distinct = tuple(dict(zip(map(id, told), told, strict=True)).values())
    return distinct if len(set(map(_SOURCE, distinct))) == len(distinct) else tuple(dict.fromkeys(distinct))
