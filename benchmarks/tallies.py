"""Scored cases to figures: how often right, how often safe, how often noisy."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from benchmarks.shares import Share

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from benchmarks.published_cases import ScoredCase, ScoredControl

__all__ = [
    "Row", "alarms", "burden", "cost", "danger", "lengths", "macro", "slices", "summary", "top", "workup",
]  # fmt: skip

Row = tuple[str, ...]
_MOST_TESTS = 8


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
    """Rows (where the test is from, one among the suggested tests, one named on the cards, all named on the cards)."""
    rows: list[Row] = []
    for basis in sorted({case.tests_basis for case in cases if case.tests}):
        chosen = [case for case in cases if case.tests and case.tests_basis == basis]
        among = Share(sum(bool(case.suggested) for case in chosen), len(chosen))
        some = Share(sum(any(named for _, named in case.tests) for case in chosen), len(chosen))
        every = Share(sum(all(named for _, named in case.tests) for case in chosen), len(chosen))
        rows.append((basis.replace("_", " "), str(among), str(some), str(every)))
    return rows


def lengths(cases: Sequence[ScoredCase]) -> list[Row]:
    """Rows (measure, value) about how long the lists of suggested tests are; no row without a case."""
    if not cases:
        return []
    listed = [len(case.answer.assessment.tests) for case in cases]
    orders = [sum(each.test.orderable for each in case.answer.assessment.tests) for case in cases]
    return [
        ("suggested in an answer, mean", f"{sum(listed) / len(listed):.1f}"),
        ("suggested in an answer, most", str(max(listed))),
        (f"answers with at most {_MOST_TESTS}", str(Share(sum(n <= _MOST_TESTS for n in listed), len(listed)))),
        (
            f"answers with at most {_MOST_TESTS} that can be ordered",
            str(Share(sum(n <= _MOST_TESTS for n in orders), len(orders))),
        ),
    ]


def summary(cases: Sequence[ScoredCase], controls: Sequence[ScoredControl]) -> Row:
    """A row to set one way of answering beside another.

    Lenient top 1, 3 and 5; of the dangerous causes those in the top 3, those in the top 5 or named otherwise, those
    with a warning or critical card; of the others those with a critical card; of the controls the false alarms.
    """
    grave = [case for case in cases if case.must_not_miss]
    benign = [case for case in cases if not case.must_not_miss]
    return (
        *(_brief(_within(cases, lambda c: c.lenient, limit)) for limit in (1, 3, 5)),
        _brief(_within(grave, lambda c: c.lenient, 3)),
        _brief(Share(sum(case.covered or (case.lenient or 99) <= 5 for case in grave), len(grave))),
        _brief(Share(sum(case.indicator in ("critical", "warning") for case in grave), len(grave))),
        _brief(Share(sum(case.indicator == "critical" for case in benign), len(benign))),
        _brief(Share(sum(control.alarm for control in controls), len(controls))),
    )


def burden(cases: Sequence[ScoredCase], controls: Sequence[ScoredControl]) -> tuple[list[Row], list[Row]]:
    """What patients without a dangerous cause are told: rows (measure, value) and rows (gate, times, of them critical).

    Benign are the cases whose cause may be missed, and every control.
    """
    calm = [case.answer for case in cases if not case.must_not_miss] + [control.answer for control in controls]
    critical = [sum(card["indicator"] == "critical" for card in each.cards) for each in calm]
    fired = [gate.gate for each in calm for gate in each.assessment.gates]
    times = Counter(str(gate.id) for gate in fired)
    grave = Counter(str(gate.id) for gate in fired if gate.indicator.value == "critical")
    measured: list[Row] = [
        ("benign patients", str(len(calm))),
        ("critical cards per 100 of them", _per_100(sum(critical), len(calm))),
        ("of them with a critical card", str(Share(sum(cards > 0 for cards in critical), len(calm)))),
        ("cards of any level per 100 of them", _per_100(sum(len(each.cards) for each in calm), len(calm))),
        ("gates fired per 100 of them", _per_100(len(fired), len(calm))),
    ]
    return measured, [(gate, str(count), str(grave[gate])) for gate, count in times.most_common()]


def alarms(controls: Sequence[ScoredControl]) -> list[Row]:
    """Rows (what was due, false alarms)."""
    rows: list[Row] = []
    for expected in sorted({control.expected for control in controls}):
        chosen = [control.alarm for control in controls if control.expected == expected]
        rows.append((expected, str(Share(sum(chosen), len(chosen)))))
    return rows


def _within(cases: Sequence[ScoredCase], place: Callable[[ScoredCase], int | None], limit: int) -> Share:
    return Share(sum((place(case) or limit + 1) <= limit for case in cases), len(cases))


def _brief(share: Share) -> str:
    return f"{share.hits}/{share.total} = {share.hits / share.total:.0%}" if share.total else "none"


def _per_100(count: int, patients: int) -> str:
    return f"{100 * count / patients:.0f}" if patients else "none"
