"""An assessment told in the terminal, section by section; a section with nothing to tell is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cds.cards.chart_gaps import awaited, missing, unread
from cds.cards.counts import count_detail
from cds.cards.evidence import AlreadyShown, criterion_line, reason
from cds.cards.markdown import plain
from cds.cards.score_lines import meaning, points
from cds.cards.who import age, sex
from cds.cards.wording import joined, upper_first
from cds.cli.showing import plain_table
from cds.cli.trend_plot import trend_plot
from cds.cli.words import (
    BAND_STYLES,
    INDICATOR_STYLES,
    TRUTH_STYLES,
    TRUTH_WORDS,
    unescaped,
)
from rules.reasons import CriterionStatus, WorkupGroup

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.console import RenderableType

    from cds.cards.context import Consultation
    from rules.definitions import Knowledge
    from rules.reasons import Contribution, FiredGate, RankedCause, ScoreResult

__all__ = ["header", "report"]

_REASONS_SHOWN = 4
_TESTS_SHOWN = 3
_GROUPS = {
    WorkupGroup.NOW: "now",
    WorkupGroup.NEXT: "next",
    WorkupGroup.IF_UNEXPLAINED: "only if still unexplained",
}


def report(consultation: Consultation, knowledge: Knowledge) -> Iterator[RenderableType]:
    """Everything a clinician would ask of the answer; one line when there is nothing to say and all was read."""
    assessment = consultation.assessment
    if not assessment.speaks:
        died = consultation.chart.patient.deceased
        why = "the patient has died" if died else "the chart gives no reason to speak"
        yield f"Nothing to say: {why}. {_who(consultation)}."
        yield from _section("Not known", _bullets(_not_known(consultation)))
        return
    yield header(consultation)
    level = assessment.indicator
    yield Text.assemble("Level: ", (level.value, INDICATOR_STYLES[level]))
    yield from _section("Count over time", _counts(consultation))
    told = AlreadyShown()
    triggers = [unescaped(upper_first(criterion_line(status, consultation, told))) for status in assessment.triggers]
    yield from _section("Why it speaks", _bullets(triggers))
    if assessment.abstains:
        yield from _section("Caution", [Text(assessment.abstains, style="yellow")])
    yield from _section("Gates", [part for fired in assessment.gates for part in _gate(fired, consultation)])
    yield from _section("Scores", [part for result in assessment.scores for part in _score(result, consultation)])
    primary = assessment.primary
    shown = primary[: knowledge.parameters.max_causes_shown]
    yield from _section("Causes", _causes(shown, consultation))
    if len(primary) > len(shown):
        yield Text(f"  {len(primary) - len(shown)} more are less likely; --json lists them.", style="dim")
    yield from _section("Contributors", _causes(assessment.contributors, consultation))
    yield from _section("Not excluded", _dangers(consultation))
    yield from _section("Not known", _bullets(_not_known(consultation)))
    yield from _section("Tests", _tests(consultation))
    yield from _section("Advice", _bullets(Text(upper_first(advice.text)) for advice in assessment.advice))


def header(consultation: Consultation) -> Text:
    """Age, sex and clock; below, the version of the knowledge."""
    return Text.assemble((_who(consultation), "bold"), f"\nKnowledge {consultation.assessment.knowledge_version}")


def _who(consultation: Consultation) -> str:
    chart, clock = consultation.chart, consultation.as_of.astimezone(consultation.tz)
    return f"{upper_first(age(chart))}, {sex(chart)}, as of {clock:%Y-%m-%d %H:%M %Z}"


def _section(title: str, parts: Iterable[RenderableType]) -> Iterator[RenderableType]:
    parts = list(parts)
    if parts:
        yield Text.assemble("\n", (title, "bold underline"))
        yield from (Padding(part, (0, 0, 0, 2)) for part in parts)


def _bullets(lines: Iterable[Text]) -> list[RenderableType]:
    lines = list(lines)
    if not lines:
        return []
    table = Table.grid(padding=(0, 1, 0, 0))
    for line in lines:
        table.add_row("-", line)
    return [table]


def _counts(consultation: Consultation) -> Iterator[RenderableType]:
    yield from (unescaped(line) for line in count_detail(consultation))
    plot = trend_plot(consultation.assessment.platelets.counts, consultation.context.count.decimals, consultation.tz)
    if plot:
        yield Text(plot, no_wrap=True, overflow="crop")


def _gate(fired: FiredGate, consultation: Consultation) -> Iterator[RenderableType]:
    gate = fired.gate
    yield Text.assemble((gate.label, INDICATOR_STYLES[gate.indicator]), f" ({gate.indicator.value})")
    yield Padding(Text(upper_first(gate.headline)), (0, 0, 0, 2))
    table = Table.grid(padding=(0, 2, 0, 0))
    told = AlreadyShown()
    for status in fired.criteria:
        words = Text(TRUTH_WORDS[status.truth], style=TRUTH_STYLES[status.truth])
        table.add_row(words, unescaped(criterion_line(status, consultation, told)))
    yield Padding(table, (0, 0, 0, 2))
    orders = [*(f"do: {line}" for line in fired.do), *(f"do not: {line}" for line in fired.do_not)]
    yield from (Padding(Text(line), (0, 0, 0, 2)) for line in orders)


def _score(result: ScoreResult, consultation: Consultation) -> Iterator[RenderableType]:
    definition = result.definition
    yield Text.assemble((f"{definition.name} {points(result)}".strip(), "bold"), f": {meaning(result)}")
    table = Table.grid(padding=(0, 2, 0, 0))
    told = AlreadyShown()
    for item in result.items:
        words = Text(TRUTH_WORDS[item.truth], style=TRUTH_STYLES[item.truth])
        worth = f"{item.low} of {item.item.most}" if item.low == item.high else f"{item.low} to {item.high}"
        line = CriterionStatus(item.label, item.truth, item.data)
        table.add_row(words, Text(worth), unescaped(criterion_line(line, consultation, told)))
    yield Padding(table, (0, 0, 0, 2))
    yield Padding(Text(definition.caution, style="dim"), (0, 0, 0, 2))


def _causes(ranked: Sequence[RankedCause], consultation: Consultation) -> Iterator[RenderableType]:
    if not ranked:
        return
    table = plain_table(header_style="dim", expand=True)
    table.add_column("#", justify="right", no_wrap=True)
    table.add_column("cause", ratio=9)
    table.add_column("", no_wrap=True)
    table.add_column("for", ratio=14)
    table.add_column("against", ratio=12)
    told = AlreadyShown(consultation.assessment.platelets.counts)
    for entry in ranked:
        table.add_row(
            str(entry.rank),
            Text(entry.label, style=BAND_STYLES[entry.band]),
            Text(entry.band.value, style=BAND_STYLES[entry.band]),
            _reasons(entry.reasons_for, consultation, told),
            _reasons(entry.reasons_against, consultation, told),
        )
    yield table


def _reasons(rows: Sequence[Contribution], consultation: Consultation, told: AlreadyShown) -> Text:
    lines = [Text.assemble(f"{row.mark} ", unescaped(reason(row, consultation, told))) for row in rows[:_REASONS_SHOWN]]
    if len(rows) > _REASONS_SHOWN:
        lines.append(Text(f"and {len(rows) - _REASONS_SHOWN} more", style="dim"))
    return Text("\n").join(lines)


def _dangers(consultation: Consultation) -> Iterator[RenderableType]:
    dangers = consultation.assessment.not_excluded
    if not dangers:
        return
    table = plain_table(header_style="dim", expand=True)
    table.add_column("cause", ratio=9)
    table.add_column("", no_wrap=True)
    table.add_column("would tell", ratio=14)
    table.add_column("against", ratio=12)
    told = AlreadyShown(consultation.assessment.platelets.counts)
    for danger in dangers:
        names = [test.label for test in danger.tests[:_TESTS_SHOWN]]
        if len(danger.tests) > _TESTS_SHOWN:
            names.append(f"{len(danger.tests) - _TESTS_SHOWN} more")
        table.add_row(danger.label, danger.band.value, joined(names), _reasons(danger.against[:2], consultation, told))
    yield table


def _not_known(consultation: Consultation) -> Iterator[Text]:
    yield from (Text(plain(question.text, 260)) for question in consultation.assessment.questions)
    for lines in (unread(consultation, 0), missing(consultation, 0), awaited(consultation, 0)):
        yield from (unescaped(line.text) for line in lines)


def _tests(consultation: Consultation) -> Iterator[RenderableType]:
    for group, name in _GROUPS.items():
        suggested = [test for test in consultation.assessment.tests if test.group is group]
        if not suggested:
            continue
        yield Text(name, style="dim")
        table = Table.grid(padding=(0, 2, 0, 0))
        for test in suggested:
            label = Text(test.test.label, style="bold" if test.mandatory else "")
            table.add_row(label, upper_first(test.because or test.test.why))
        yield Padding(table, (0, 0, 0, 2))
