"""One line a case for the one who mends the knowledge: truth, where it came, what came instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.logic import Truth

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.published_cases import ScoredCase, ScoredControl
    from cds.cases.own_cases import CaseResult
    from rules.definitions import Knowledge
    from rules.reasons import RankedCause

__all__ = ["case_lines", "control_lines", "in_depth", "own_lines"]

_ROWS = 12


def case_lines(cases: Sequence[ScoredCase]) -> Iterator[str]:
    """A head and a line a case, worst place first. ``~``: it abstains; ``+``: gate or not-excluded list names it."""
    yield f"{'case':22s} {'truth':27s} {'str':>3s} {'len':>3s} {'level':8s} {'tests':5s}  top 5"
    for case in sorted(cases, key=lambda c: (-(c.lenient or 99), c.truth, c.id)):
        tests = f"{sum(named for _, named in case.tests)}/{len(case.tests)}" if case.tests else ""
        marks = ("~" if case.answer.assessment.abstains else "") + ("+" if case.covered else "")
        gates = " ".join(str(fired.gate.id) for fired in case.answer.assessment.gates)
        yield (
            f"{case.id[:22]:22s} {case.truth[:27]:27s} {case.strict or '-':>3} {case.lenient or '-':>3} "
            f"{case.indicator or 'silent':8s} {tests:5s}{marks:2s} {_top(case.answer.assessment.causes)}"
            + (f"  [{gates}]" if gates else "")
        )


def control_lines(controls: Sequence[ScoredControl]) -> Iterator[str]:
    """A head and a line a control, false alarms first."""
    yield f"{'control':22s} {'expected':14s} {'verdict':7s} {'level':8s} why it speaks; top 3"
    for control in sorted(controls, key=lambda c: (not c.alarm, c.id)):
        assessment = control.answer.assessment
        why = "; ".join(status.label for status in assessment.triggers)
        gates = " ".join(str(fired.gate.id) for fired in assessment.gates)
        yield (
            f"{control.id[:22]:22s} {control.expected:14s} {'ALARM' if control.alarm else 'ok':7s} "
            f"{control.indicator or 'silent':8s} {why} [{gates}] {_top(assessment.causes[:3])}"
        )


def own_lines(results: Sequence[CaseResult]) -> Iterator[str]:
    """A line for each of the project's own cases that misses what it expects."""
    for result in results:
        if result.missed:
            yield f"{result.case.file}: {'; '.join(result.missed)}; {_top(result.causes)}"


def in_depth(case: ScoredCase | ScoredControl, knowledge: Knowledge, told: Sequence[str]) -> Iterator[str]:
    """Everything behind one answer: findings, ledgers of the first entry and of those in ``told``, what was unread."""
    chart, assessment = case.answer.chart, case.answer.assessment
    yield f"triggers: {'; '.join(status.label for status in assessment.triggers) or 'none: silent'}"
    for fired in assessment.gates:
        yield f"gate {fired.gate.id} ({fired.gate.indicator.value})"
        yield from (f"    {status.truth.value:8s} {status.label}" for status in fired.criteria)
    yield "findings:"
    for finding in assessment.findings.values():
        if finding.truth is not Truth.UNKNOWN:
            data = "; ".join(f"{datum.label} {datum.shown}" for datum in finding.data[:2])
            yield f"    {finding.id:34s} {'|'.join(sorted(finding.states)):22s} {data}"
    yield "statements:"
    for statement in chart.statements:
        denied = f" denied: {' '.join(sorted(statement.denied))}" if statement.denied else ""
        concepts = " ".join(sorted(statement.concepts)) or "-"
        yield f"    {statement.assertion.value:8s} {statement.text[:48]:48s} {concepts}{denied}"
    for ranked in assessment.causes:
        if ranked.rank <= 2 or any(str(member.id) in told for member in ranked.members):
            yield f"{ranked.rank}. {ranked.cause.id} {ranked.band.value} {ranked.score:.3f}"
            yield from (f"    {row.weight:+6.2f} {row.kind.value:14s} {row.label}" for row in ranked.ledger[:_ROWS])
    for missing in set(told) - {str(r.cause.id) for r in assessment.causes}:
        yield f"{missing}: {'not ranked' if missing in knowledge.causes else 'not a cause of the knowledge'}"
    yield from (f"unread: {unread.what}: {unread.why}" for unread in chart.unread)
    yield from (f"question: {question.text}" for question in assessment.questions)


def _top(causes: Sequence[RankedCause]) -> str:
    return ", ".join(f"{ranked.cause.id} {ranked.score:.2f}" for ranked in causes[:5])
