"""The same cases answered with less: by lot, without one kind of entry, without one part of the reasoning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks import tallies
from benchmarks.engine import load_engine, without_gates
from benchmarks.published_cases import ScoredCase
from benchmarks.thinned_cases import SHARE_REMOVED, by_lot, without_drugs, without_history, without_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from benchmarks.published_cases import PublishedCases, ScoredControl
    from benchmarks.tallies import Row
    from benchmarks.thinned_cases import Case
    from cds.services.reasoning import Reasoning

__all__ = ["SEEDS", "ablations", "repeats"]

SEEDS = (1, 2, 3)
"""Seeds of the repeats; fixed, so that a rerun removes the same entries."""

_KINDS: tuple[tuple[str, Callable[[Case], Case]], ...] = (
    ("without free text", without_words),
    ("without exposures and social history", without_history),
    ("without drugs", without_drugs),
)


def repeats(folder: PublishedCases) -> Iterator[Row]:
    """Rows (way, then ``tallies.summary``): each repeat without a share of the entries."""
    for seed in SEEDS:
        thinned = (by_lot(case, seed) for case in folder.cases())
        yield (f"{SHARE_REMOVED:.0%} removed, lot {seed}", *_summed(folder, thinned))


def ablations(folder: PublishedCases, changes: Mapping[str, float]) -> Iterator[Row]:
    """Rows (way, then ``tallies.summary``): without one kind of entry, then without one part of the reasoning.

    ``changes`` to the constants of the reasoning are those of the run.
    """
    for name, thin in _KINDS:
        yield (name, *_summed(folder, map(thin, folder.cases())))
    unsilenced = load_engine({**changes, "documentation_scale": 0.0})
    yield ("silence says nothing", *_summed(folder, folder.cases(), unsilenced))
    yield ("without gates", *_summed(folder, folder.cases(), without_gates(folder.engine)))


def _summed(folder: PublishedCases, cases: Iterable[Case], engine: Reasoning | None = None) -> Row:
    scored: list[ScoredCase] = []
    controls: list[ScoredControl] = []
    for case in cases:
        result = folder.score(case, engine)
        if isinstance(result, ScoredCase):
            scored.append(result)
        else:
            controls.append(result)
    return tallies.summary(scored, controls)
