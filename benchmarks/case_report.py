"""The figures of one folder of cases, measured and as Markdown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks import calibration, tallies, variants
from benchmarks.markdown_tables import heading, table
from benchmarks.miss_lines import miss_lines
from benchmarks.published_cases import INVENTED, ScoredCase, ScoredControl
from benchmarks.thinned_cases import SHARE_REMOVED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from benchmarks.published_cases import PublishedCases
    from benchmarks.tallies import Row

__all__ = ["CaseSection", "measure", "section_lines"]

_INVENTED = (
    "The project's own, invented: written by an author who did not see the knowledge, later read while it was "
    "improved, so they flatter ([how they were made](../benchmarks/invented_cases/README.md))."
)
_PUBLISHED = (
    "Each case was turned into FHIR, sent through the service's own reading, reasoning and cards, and compared. "
    "`python -m benchmarks.accuracy --published FOLDER` does the same with any folder of such cases."
)
_WAYS = (
    "answered", "top 1", "top 3", "top 5", "danger in top 3", "... or named", "... card warns", "other cause critical",
    "false alarms",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CaseSection:
    """All that was measured on one folder. ``repeats`` and ``ablations`` are empty when they were left out."""

    name: str
    invented: bool
    cases: Sequence[ScoredCase]
    controls: Sequence[ScoredControl]
    unknown_causes: Sequence[str]
    known_tests: int
    repeats: Sequence[Row] = ()
    ablations: Sequence[Row] = ()


def measure(folder: PublishedCases, changes: Mapping[str, float], *, quick: bool) -> CaseSection:
    """Answer every case of the folder; unless ``quick``, also with less in eight passes over all of them."""
    answers = list(folder.scored())
    return CaseSection(
        name=folder.name,
        invented=folder.folder == INVENTED,
        cases=[case for case in answers if isinstance(case, ScoredCase)],
        controls=[case for case in answers if isinstance(case, ScoredControl)],
        unknown_causes=folder.unknown_causes(),
        known_tests=folder.known_tests,
        repeats=() if quick else tuple(variants.repeats(folder)),
        ablations=() if quick else tuple(variants.ablations(folder, changes)),
    )


def section_lines(section: CaseSection) -> Iterator[str]:
    """The figures of one folder; nothing when it held no case."""
    name = "Invented cases" if section.invented else f"Published cases: {section.name}"
    if section.cases:
        diagnoses = len({case.truth for case in section.cases})
        yield from heading(f"{name} ({len(section.cases)}, {diagnoses} diagnoses)")
        yield _INVENTED if section.invented else _PUBLISHED
        yield from _right(section)
        yield from _believed(section.cases)
    if section.controls:
        yield from heading(f"{name}: controls ({len(section.controls)})", 2 + bool(section.cases))
        yield "Patients whose trouble is something else: the service should be silent, or only inform."
        yield from table(("due", "false alarms"), tallies.alarms(section.controls))
    if section.cases or section.controls:
        yield from _noise(section)
    if section.repeats or section.ablations:
        yield from _less(section)


def _right(section: CaseSection) -> Iterator[str]:
    cases = section.cases
    yield from table(("counted as right", "top 1", "top 3", "top 5"), tallies.top(cases))
    listed, tests = tallies.cost(cases)
    yield ""
    yield (
        f"Every diagnosis counted once, lenient top 1 / 3 / 5: {tallies.macro(cases)}. A list holds {listed:.1f} "
        f"causes and names {tests:.1f} of the {section.known_tests} known tests on average; long lists make hits cheap."
    )
    yield from table(("lenient, by", "cases", "top 1", "top 3", "top 5"), tallies.slices(cases))
    yield from table(("danger", "share"), tallies.danger(cases))
    yield from table(
        ("test from the source", "one among the suggested tests", "one named on a card", "all named on a card"),
        tallies.workup(cases),
    )
    yield from table(("tests", "measured"), tallies.lengths(cases))
    misses = [f"- {line}" for line in miss_lines(cases)]
    yield ""
    yield f"Not in the first three (lenient): {len(misses)}."
    if misses:
        yield ""
        yield from misses
    if section.unknown_causes and not section.invented:
        yield ""
        yield f"Causes without an id in the table of the cases, which never score: {', '.join(section.unknown_causes)}."


def _believed(cases: Sequence[ScoredCase]) -> Iterator[str]:
    told = calibration.forecasts(cases)
    yield from heading("How far the words can be believed", 3)
    yield 'The first entry, by its word: how often it is right (lenient). "Likely" should be right 80 % of the time.'
    yield from table(
        (
            "first entry is called",
            "mean share",
            "right",
            "right where the ranking is not held back",
            "share minus right",
        ),
        calibration.by_band(told),
    )
    yield from table(("its share of belief", "mean", "right", "share minus right"), calibration.by_score(told))
    yield ""
    yield (
        f"Brier score of the first entry {_number(calibration.brier(told))} (0 is perfect, 0.25 is a coin). Expected "
        f"calibration error by word {_number(calibration.band_error(told))}, by share of belief "
        f"{_number(calibration.step_error(told))}."
    )


def _noise(section: CaseSection) -> Iterator[str]:
    measured, gates = tallies.burden(section.cases, section.controls)
    yield from heading("Alarms where no danger is", 3)
    yield "Cases whose cause may be missed without harm, and controls."
    yield from table(("", "measured"), measured)
    if gates:
        yield from table(("gate", "fired", "of them critical"), gates)


def _less(section: CaseSection) -> Iterator[str]:
    yield from heading("With less", 3)
    yield (
        f"The same cases answered again: without {SHARE_REMOVED:.0%} of the findings, results, drugs and history, by "
        "lots that are the same in every run; without one kind of entry; without one part of the reasoning. Lenient."
    )
    whole = ("as it is", *tallies.summary(section.cases, section.controls))
    yield from table(_WAYS, (whole, *section.repeats, *section.ablations))


def _number(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.3f}"
