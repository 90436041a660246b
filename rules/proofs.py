"""Proofs that something holds for one chart, and proofs made of proofs.

"All of these hold" and "one of these fails" are the same two shapes over different parts: ``every`` and ``first``.
A proof knows which facts it cannot do without (``rules.facts``), so most are refused by a look at what the chart holds.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from rules.answers import joined, told_in_text
from rules.facts import ALWAYS

if TYPE_CHECKING:
    from collections.abc import Callable

    from rules.evaluation import Evaluation
    from rules.reasons import Datum

    Data: TypeAlias = tuple[Datum, ...]
    Seek: TypeAlias = Callable[[Evaluation], Data | None]

__all__ = ["Proof", "at_least", "best", "every", "first", "first_denied", "single", "unproven"]

_SILENCE: Any = SimpleNamespace(known=0)
"""Stands for a chart that holds nothing: no part is asked there."""


class Proof(NamedTuple):
    """``seek`` gives the data that prove it, or None. Without one of ``facts`` the outcome is ``quiet``, unasked.

    Each of ``needs`` is a set of facts one of which there must be; ``facts`` is the most telling of them when ``quiet``
    is None.
    """

    facts: int
    quiet: Data | None
    seek: Seek
    needs: tuple[int, ...]

    def of(self, evaluation: Evaluation) -> Data | None:
        """The data that prove it for one chart; None when there is no proof."""
        return self.seek(evaluation) if self.facts & evaluation.known else self.quiet


def single(facts: int, seek: Seek) -> Proof:
    """A proof that asks the chart or a finding, and is none without ``facts``."""
    return Proof(facts, None, seek, (facts,))


def every(parts: tuple[Proof, ...]) -> Proof:
    """All parts together; the first that is wanting decides, and the rest is not asked."""
    needs = tuple(sorted({need for part in parts for need in part.needs}, key=_telling))
    others = needs[1:]

    def seek(evaluation: Evaluation) -> Data | None:
        known = evaluation.known
        for need in others:
            if not need & known:
                return None
        found = []
        for facts, quiet, ask, _ in parts:
            data = ask(evaluation) if facts & known else quiet
            if data is None:
                return None
            if data:
                found.append(data)
        return joined(found)

    return Proof(needs[0], None, seek, needs) if needs else _one_of(parts, seek)


def first(parts: tuple[Proof, ...]) -> Proof:
    """The first part that is proven; the rest is not asked."""

    def seek(evaluation: Evaluation) -> Data | None:
        known = evaluation.known
        for facts, quiet, ask, _ in parts:
            data = ask(evaluation) if facts & known else quiet
            if data is not None:
                return data
        return None

    return _one_of(parts, seek)


def best(parts: tuple[Proof, ...]) -> Proof:
    """The first part that is proven; one that rests on running text waits for a better."""

    def seek(evaluation: Evaluation) -> Data | None:
        known = evaluation.known
        told = None
        for facts, quiet, ask, _ in parts:
            data = ask(evaluation) if facts & known else quiet
            if data is not None:
                if not told_in_text(data):
                    return data
                if told is None:
                    told = data
        return told

    return _one_of(parts, seek)


def first_denied(holding: Proof, failing: tuple[Proof, ...]) -> Proof:
    """Some parts are disproven and none is proven: all that disproves them."""

    def seek(evaluation: Evaluation) -> Data | None:
        if holding.of(evaluation) is not None:
            return None
        known = evaluation.known
        found = []
        for facts, quiet, ask, _ in failing:
            data = ask(evaluation) if facts & known else quiet
            if data is not None:
                found.append(data)
        return joined(found) if found else None

    return _one_of((holding, *failing), seek)


def at_least(count: int, parts: tuple[Proof, ...]) -> Proof:
    """As many parts or more are proven: the data of all that are."""

    def seek(evaluation: Evaluation) -> Data | None:
        found = [data for part in parts if (data := part.of(evaluation)) is not None]
        return joined(found) if len(found) >= count else None

    return _one_of(parts, seek)


def unproven(holding: Proof, failing: Proof) -> Proof:
    """No proof that it holds: with what disproves it, if anything does."""

    def seek(evaluation: Evaluation) -> Data | None:
        if holding.of(evaluation) is not None:
            return None
        return failing.of(evaluation) or ()

    return _one_of((holding, failing), seek)


def _one_of(parts: tuple[Proof, ...], seek: Seek) -> Proof:
    """A proof that any of the parts may decide; what it is worth in silence is found by asking it there."""
    facts = 0
    for part in parts:
        facts |= part.facts
    quiet = seek(_SILENCE)
    return Proof(facts, quiet, seek, (facts,) if quiet is None else ())


def _telling(facts: int) -> tuple[int, int, int]:
    """What every chart has tells least; else the fewer facts the more."""
    return facts & ALWAYS, facts.bit_count(), facts
