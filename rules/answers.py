"""What a question about a chart is answered with: a truth value and the data that made it so."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from rules.chart import Caveat
from rules.logic import Truth

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rules.reasons import Datum

__all__ = ["ABSENT", "PRESENT", "UNKNOWN", "Answer", "each_once", "told_in_text", "with_data"]

# Under names of the module: found without the search that an attribute of an enum costs.
_NARRATIVE = Caveat.NARRATIVE
PRESENT, ABSENT, UNKNOWN = Truth.PRESENT, Truth.ABSENT, Truth.UNKNOWN


class Answer(NamedTuple):
    """Whether a criterion holds and the data behind it; no data when unknown."""

    truth: Truth
    data: tuple[Datum, ...] = ()


def told_in_text(data: Iterable[Datum]) -> bool:
    """True when one of them was found in running text: what rests on it would not hold without that text."""
    for datum in data:  # noqa: SIM110  a generator for each answer costs more than the look at its data
        if datum.caveats and _NARRATIVE in datum.caveats:
            return True
    return False


_BARE = {truth: Answer(truth) for truth in Truth}


def with_data(truth: Truth, answers: Sequence[Answer]) -> Answer:
    """A whole of this truth with the data of the parts that agree with it, each once; none when unknown."""
    if truth is UNKNOWN:
        return _BARE[UNKNOWN]
    found = [data for own, data in answers if own is truth and data]
    if not found:
        return _BARE[truth]
    if len(found) == 1 and len(found[0]) == 1:
        return Answer(truth, found[0])
    return Answer(truth, each_once(chain.from_iterable(found)))


def each_once(data: Iterable[Datum]) -> tuple[Datum, ...]:
    """Without repeats. Most are the very same or of different resources, quick to tell; others are compared wholly."""
    distinct = tuple({id(datum): datum for datum in data}.values())
    sources = {datum.source for datum in distinct}
    return distinct if len(sources) == len(distinct) else tuple(dict.fromkeys(distinct))
