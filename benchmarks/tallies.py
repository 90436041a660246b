"""Scored cases to figures: how often right, how often safe, how often noisy, how far the bands can be believed."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from benchmarks.shares import Share

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from benchmarks.published_cases import ScoredCase, ScoredControl

__all__ = ["Row", "alarms", "calibration", "calibration_error", "cost", "danger", "macro", "slices", "top", "workup"]

Row = tuple[str, ...]
_SCORE_STEPS = (0.0, 0.2, 0.4, 0.6, 0.8, 0.95, 1.01)


def top(cases: Sequence[ScoredCase]) -> list[Row]:
    """Rows (scoring, top 1, top 3, top 5)."""
    kinds: tuple[tuple[str, Callable[[ScoredCase], int | None]], ...] = (
        ("strict: the published diagnosis itself", lambda c: c.strict),
        ("lenient: or one the case accepts, or the coarser entry", lambda c: c.lenient),
        ("generous: or an arguable one", lambda c: c.generous),
    )
    return [(name, *(str(_within(cases, place, limit)) for limit in (1, 3, 5))) for name, place in kinds]


def macro(cases: Sequence[ScoredCase]) -> str:
    """Lenient top 1, 3 and 5 with every diagnosis counted once, however many cases it has."""
    by_truth: dict[str, list[ScoredCase]] = {}
    for case in cases:
        by_truth.setdefault(case.truth, []).append(case)
    means = []
    for limit in (1, 3, 5):
        shares = (_within(chosen, lambda c: c.lenient, limit) for chosen in by_truth.values())
        means.append(sum(share.hits / share.total for share in shares) / len(by_truth))
    return " / ".join(f"{mean:.0%}" for mean in means)


def cost(cases: Sequence[ScoredCase]) -> tuple[float, float]:
    """Mean number of causes listed and of different known tests named: long lists make hits cheap."""
    listed = sum(len(case.answer.assessment.causes) for case in cases)
    return listed / len(cases), sum(case.named_tests for case in cases) / len(cases)


def slices(cases: Sequence[ScoredCase]) -> list[Row]:
    """Rows (slice, cases, lenient top 1, top 3, top 5), by whether the data suffice and by presentation."""
    rows: list[Row] = []
    keys: tuple[tuple[str, Callable[[ScoredCase], str]], ...] = (
        ("data suffice", lambda c: c.suffices),
        ("presentation", lambda c: c.presentation),
    )
    for name, key in keys:
        for value in sorted({key(case) for case in cases}):
            chosen = [case for case in cases if key(case) == value]
            hits = (str(_within(chosen, lambda c: c.lenient, limit)) for limit in (1, 3, 5))
            rows.append((f"{name}: {value}", str(len(chosen)), *hits))
    return rows


def danger(cases: Sequence[ScoredCase]) -> list[Row]:
    """Rows (question, share) about the causes that must not be missed, and about noise among the others."""
    grave = [case for case in cases if case.must_not_miss]
    benign = [case for case in cases if not case.must_not_miss]

    def rate(chosen: Iterable[ScoredCase], holds: Callable[[ScoredCase], bool]) -> str:
        answers = [holds(case) for case in chosen]
        return str(Share(sum(answers), len(answers)))

    return [
        ("must-not-miss cause in the top 3", rate(grave, lambda c: (c.lenient or 99) <= 3)),
        (
            "... in the top 5, or named by a gate or as not excluded",
            rate(grave, lambda c: c.covered or (c.lenient or 99) <= 5),
        ),
        ("... card critical", rate(grave, lambda c: c.indicator == "critical")),
        ("... card critical or warning", rate(grave, lambda c: c.indicator in ("critical", "warning"))),
        (
            "... any card critical, also one that does not name its topic",
            rate(grave, lambda c: any(card["indicator"] == "critical" for card in c.answer.cards)),
        ),
        ("other cause, card critical", rate(benign, lambda c: c.indicator == "critical")),
        ("no card at all", rate(cases, lambda c: not c.answer.cards)),
        ("the answer holds its ranking back (abstains)", rate(cases, lambda c: bool(c.answer.assessment.abstains))),
    ]


def workup(cases: Sequence[ScoredCase]) -> list[Row]:
    """Rows (where the test is from, at least one named, all named)."""
    rows: list[Row] = []
    for basis in sorted({case.tests_basis for case in cases if case.tests}):
        chosen = [[named for _, named in case.tests] for case in cases if case.tests and case.tests_basis == basis]
        some, every = Share(sum(map(any, chosen)), len(chosen)), Share(sum(map(all, chosen)), len(chosen))
        rows.append((basis.replace("_", " "), str(some), str(every)))
    return rows


def alarms(controls: Sequence[ScoredControl]) -> list[Row]:
    """Rows (what was due, false alarms)."""
    rows: list[Row] = []
    for expected in sorted({control.expected for control in controls}):
        chosen = [control.alarm for control in controls if control.expected == expected]
        rows.append((expected, str(Share(sum(chosen), len(chosen)))))
    return rows


def calibration(cases: Sequence[ScoredCase]) -> tuple[list[Row], list[Row]]:
    """How often the first entry is right (lenient): rows by its band, and by its share of belief."""
    first = [
        (case.answer.assessment.causes[0], case.lenient == 1, bool(case.answer.assessment.abstains))
        for case in cases
        if case.answer.assessment.causes
    ]
    bands = list(dict.fromkeys(ranked.band for ranked, _, _ in sorted(first, key=lambda f: -f[0].score)))
    by_band: list[Row] = []
    for band in bands:
        chosen = [(right, holds) for ranked, right, holds in first if ranked.band is band]
        relied = [right for right, holds in chosen if not holds]
        everything = Share(sum(right for right, _ in chosen), len(chosen))
        by_band.append((band.value, str(everything), str(Share(sum(relied), len(relied)))))
    by_score: list[Row] = []
    for low, high in pairwise(_SCORE_STEPS):
        chosen_here = [(ranked.score, right) for ranked, right, _ in first if low <= ranked.score < high]
        if chosen_here:
            mean = sum(score for score, _ in chosen_here) / len(chosen_here)
            right = Share(sum(right for _, right in chosen_here), len(chosen_here))
            by_score.append((f"{low:.2f} to {min(high, 1):.2f}", f"{mean:.2f}", str(right)))
    return by_band, by_score


def calibration_error(cases: Sequence[ScoredCase]) -> float:
    """Expected calibration error of the first entry, over the steps of ``calibration``; 0 is perfect."""
    first = [(c.answer.assessment.causes[0].score, c.lenient == 1) for c in cases if c.answer.assessment.causes]
    error = 0.0
    for low, high in pairwise(_SCORE_STEPS):
        chosen = [(score, right) for score, right in first if low <= score < high]
        error += abs(sum(score - right for score, right in chosen))
    return error / len(first) if first else 0.0


def _within(cases: Sequence[ScoredCase], place: Callable[[ScoredCase], int | None], limit: int) -> Share:
    return Share(sum((place(case) or limit + 1) <= limit for case in cases), len(cases))
